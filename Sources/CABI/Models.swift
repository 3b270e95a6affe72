// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Models: made empty, filled with layers, then used; a model's layers are fixed from its first use on.

public import CShims
internal import Models
internal import Tensors

/// Makes a model without layers.
///
/// Add layers, set what they should be, then compile it to train, or use it as it is. The first call that needs the
/// parameters (compile, predict, anything with a tensor) gives them their start values; no layer can be added after.
///
/// - Parameter sizes: the shape of one example's input, without the batch axis: {784} or {28, 28, 1}.
/// - Parameter rank: how many sizes there are, 1 to 8.
/// - Parameter seed: what every random number of the model comes from: the same seed gives the same bits.
/// - Parameter out_model: receives the handle; free it with normkit_model_free.
@c public func normkit_model_create(
  _ sizes: UnsafePointer<Int64>?, _ rank: Int64, _ seed: UInt64, _ out_model: UnsafeMutablePointer<normkit_model>?
) -> normkit_status {
  border {
    let shape = try requiredShape(sizes, rank, "sizes")
    guard shape.count >= 1 else { throw NormKitError(.shape, "sizes must each be at least 1, got \(shape)") }
    let out = try required(out_model, "out_model")
    out.pointee = try models.insert(ModelObject(inputShape: shape, seed: seed))
  }
}

/// The shape of one example's input.
///
/// - Parameter model: the one to ask.
/// - Parameter out_sizes: receives the sizes, outermost first.
/// - Parameter capacity: how many sizes there is room for; 8 always suffice.
/// - Parameter out_rank: receives how many sizes there are.
@c public func normkit_model_input_shape(
  _ model: normkit_model, _ out_sizes: UnsafeMutablePointer<Int64>?, _ capacity: Int64,
  _ out_rank: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try models.read(model) { try write($0.inputShape, to: out_sizes, capacity: capacity, rank: out_rank) }
  }
}

/// The shape of one example's output: of the last layer so far, or the input's without layers.
///
/// - Parameter model: the one to ask.
/// - Parameter out_sizes: receives the sizes, outermost first.
/// - Parameter capacity: how many sizes there is room for; 8 always suffice.
/// - Parameter out_rank: receives how many sizes there are.
@c public func normkit_model_output_shape(
  _ model: normkit_model, _ out_sizes: UnsafeMutablePointer<Int64>?, _ capacity: Int64,
  _ out_rank: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try models.read(model) { try write($0.outputShape, to: out_sizes, capacity: capacity, rank: out_rank) }
  }
}

/// How many layers a model has. A residual block counts as one, and each of those in it as another.
///
/// - Parameter model: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_model_layer_count(
  _ model: normkit_model, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: models.read(model) { $0.layerCount }, to: out_count) }
}

/// A model's layer by its place.
///
/// - Parameter model: the one to ask.
/// - Parameter place: the layer's number, from 0; a residual block's comes before those in it, the main path's first.
/// - Parameter out_layer: receives the handle, which needs no freeing.
@c public func normkit_model_layer(
  _ model: normkit_model, _ place: Int64, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border {
    let out = try required(out_layer, "out_layer")
    let count = try models.read(model) { $0.layerCount }
    guard place >= 0, place < count else {
      throw NormKitError(.invalidArgument, "place must be in 0..<\(count), got \(place)")
    }
    out.pointee = normkit_layer(index: model.index, generation: model.generation, layer: UInt32(place))
  }
}

/// Frees a model with its layers and its training.
///
/// - Parameter model: a handle that nobody will use again; the null handle is nothing to free.
@c public func normkit_model_free(_ model: normkit_model) -> normkit_status {
  border(frees: true) { try models.remove(model) }
}
