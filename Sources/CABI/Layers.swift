// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Layers: each is added after those before it, and starts with Keras's defaults until a setter says otherwise.

public import CShims
internal import Layers
internal import Tensors

/// Adds a fully connected layer: y = x * kernel + bias; kernel [inputs, units].
///
/// - Parameter model: the one to extend.
/// - Parameter units: the number of outputs, at least 1.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_dense(
  _ model: normkit_model, _ units: Int64, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(Dense(Int(units)), to: model, out_layer) }
}

/// Adds batch normalization: every channel is normalized over the batch, then scaled by gamma and shifted by beta.
///
/// Defaults: momentum .99, epsilon .001, gamma and beta learned, exponential averages, as in Keras.
///
/// - Parameter model: the one to extend.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_batch_normalization(
  _ model: normkit_model, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(BatchNormalization(), to: model, out_layer) }
}

/// Adds an activation.
///
/// - Parameter model: the one to extend.
/// - Parameter activation: which.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_activation(
  _ model: normkit_model, _ activation: normkit_activation, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(Activation(try Activation.Function(activation)), to: model, out_layer) }
}

/// Adds a leaky rectifier: y = x for x over 0, else negative_slope * x.
///
/// - Parameter model: the one to extend.
/// - Parameter negative_slope: at least 0; there is no default, since Keras has two (.3, .2) and PyTorch a third (.01).
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_leaky_relu(
  _ model: normkit_model, _ negative_slope: Float, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(Activation(.leakyRelu(negativeSlope: negative_slope)), to: model, out_layer) }
}

/// Adds dropout: in training each number becomes 0 with probability `rate`, the others are divided by 1 - rate.
///
/// - Parameter model: the one to extend.
/// - Parameter rate: from 0 to under 1.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_dropout(
  _ model: normkit_model, _ rate: Float, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(Dropout(rate), to: model, out_layer) }
}

/// Adds a layer that makes one axis of all: [a, b, c] becomes [a * b * c].
///
/// - Parameter model: the one to extend.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_flatten(
  _ model: normkit_model, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(Flatten(), to: model, out_layer) }
}

/// Names a layer; without a name it is called after its kind, with a number from the second on: dense, dense_1.
///
/// The name is the first part of its tensors' names. NORMKIT_STATE once the model is compiled or used.
///
/// - Parameter layer: the one to name.
/// - Parameter name: not empty, without a slash, and the model's only one.
@c public func normkit_layer_set_name(_ layer: normkit_layer, _ name: UnsafePointer<CChar>?) -> normkit_status {
  border {
    let name = try requiredText(name, "name")
    try models.write(layer.model) { try $0.rename(Int(layer.layer), name) }
  }
}

/// A layer's name, as its tensors' names begin with; in a residual block with the block's: residual/dense. Fixes the model's layers, as their names depend on all of them.
///
/// - Parameter layer: the one to ask.
/// - Parameter out_name: receives the name and a zero.
/// - Parameter capacity: how many bytes there is room for.
@c public func normkit_layer_name(
  _ layer: normkit_layer, _ out_name: UnsafeMutablePointer<CChar>?, _ capacity: Int64
) -> normkit_status {
  border {
    try models.read(layer.model) {
      try write($0.name(of: Int(layer.layer)), to: out_name, capacity: capacity, "out_name")
    }
  }
}

/// A layer's kind, as Keras would name it: "dense", "batch_normalization", "activation", "dropout", "flatten", "conv2d",
/// "depthwise_conv2d", "max_pooling2d", "average_pooling2d", "global_average_pooling2d" or "zero_padding2d"; "residual".
///
/// - Parameter layer: the one to ask.
/// - Parameter out_kind: receives the kind and a zero.
/// - Parameter capacity: how many bytes there is room for; 32 always suffice.
@c public func normkit_layer_kind(
  _ layer: normkit_layer, _ out_kind: UnsafeMutablePointer<CChar>?, _ capacity: Int64
) -> normkit_status {
  border {
    try models.read(layer.model) { model in
      let kind = type(of: try model.layer(at: Int(layer.layer))).kind
      try write(kind, to: out_kind, capacity: capacity, "out_kind")
    }
  }
}

/// The shape of one example after a layer.
///
/// - Parameter layer: the one to ask.
/// - Parameter out_sizes: receives the sizes, outermost first.
/// - Parameter capacity: how many sizes there is room for; 8 always suffice.
/// - Parameter out_rank: receives how many sizes there are.
@c public func normkit_layer_output_shape(
  _ layer: normkit_layer, _ out_sizes: UnsafeMutablePointer<Int64>?, _ capacity: Int64,
  _ out_rank: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try models.read(layer.model) { model in
      try write(model.outputShape(of: Int(layer.layer)), to: out_sizes, capacity: capacity, rank: out_rank)
    }
  }
}

/// Whether the optimizer updates a layer's weights; true by default. For a layer that has weights, or a residual block, which
/// passes it on to all that is in it.
///
/// May be called at any time. Batch normalization's running statistics are another matter: see
/// normkit_batch_normalization_set_statistics and normkit_batch_normalization_set_updates_statistics.
///
/// - Parameter layer: the one to change.
/// - Parameter trainable: false to hold the weights still.
@c public func normkit_layer_set_trainable(_ layer: normkit_layer, _ trainable: Bool) -> normkit_status {
  border {
    try models.write(layer.model) { try $0.setTrainable(Int(layer.layer), trainable) }
  }
}

extension Layer {
  /// Whether the layer has weights of its own that can be held still.
  fileprivate var hasWeights: Bool {
    switch self {
    case is Dense, is BatchNormalization, is Conv2D, is DepthwiseConv2D, is LayerNormalization, is GroupNormalization,
      is InstanceNormalization, is RMSNormalization:
      true
    default: false
    }
  }
}

extension ModelObject {
  /// Lets the optimizer update a layer's weights or not. Throws: `unsupported` for a layer without any.
  fileprivate func setTrainable(_ place: Int, _ trainable: Bool) throws(NormKitError) {
    switch try layer(at: place) {
    case is Dense: try configure(place, as: Dense.self, .always) { $0.trainable = trainable }
    case is BatchNormalization: try configure(place, as: BatchNormalization.self, .always) { $0.trainable = trainable }
    case is LayerNormalization:
      try configure(place, as: LayerNormalization.self, .always) { $0.trainable = trainable }
    case is GroupNormalization:
      try configure(place, as: GroupNormalization.self, .always) { $0.trainable = trainable }
    case is InstanceNormalization:
      try configure(place, as: InstanceNormalization.self, .always) { $0.trainable = trainable }
    case is RMSNormalization: try configure(place, as: RMSNormalization.self, .always) { $0.trainable = trainable }
    case is Conv2D: try configure(place, as: Conv2D.self, .always) { $0.trainable = trainable }
    case is DepthwiseConv2D: try configure(place, as: DepthwiseConv2D.self, .always) { $0.trainable = trainable }
    case is Residual:
      _ = try outputShape(of: place)
      for inner in try places(in: place) {
        let layer = try layer(at: inner)
        if layer.hasWeights { try setTrainable(inner, trainable) }
      }
    case let other: throw NormKitError(.unsupported, "a layer of kind \(type(of: other).kind) has no weights")
    }
  }
}

/// Whether a dense layer adds a bias; true by default. Before batch normalization it is useless: beta takes its place.
///
/// - Parameter layer: a dense layer of a model not yet compiled or used.
/// - Parameter use_bias: false for no bias.
@c public func normkit_dense_set_use_bias(_ layer: normkit_layer, _ use_bias: Bool) -> normkit_status {
  border { try configure(layer, as: Dense.self, .beforeUse) { $0.useBias = use_bias } }
}

/// How a dense layer's kernel starts; NORMKIT_INITIALIZER_GLOROT_UNIFORM by default.
///
/// - Parameter layer: a dense layer of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_dense_set_kernel_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configure(layer, as: Dense.self, .beforeUse) { $0.kernelInitializer = initializer }
  }
}

/// How a dense layer's bias starts; NORMKIT_INITIALIZER_ZEROS by default.
///
/// - Parameter layer: a dense layer of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_dense_set_bias_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configure(layer, as: Dense.self, .beforeUse) { $0.biasInitializer = initializer }
  }
}

extension normkit_layer {
  /// The model that the layer is part of.
  var model: normkit_model { normkit_model(index: index, generation: generation) }
}

/// Changes a layer of a known kind. Throws: as `ModelObject.configure`.
func configure<Kind: Layer>(
  _ layer: normkit_layer, as kind: Kind.Type, _ time: ModelObject.ConfigurationTime, _ change: (inout Kind) -> Void
) throws {
  try models.write(layer.model) { try $0.configure(Int(layer.layer), as: kind, time, change) }
}

/// Appends a layer and writes its handle where C wants one.
func add(
  _ layer: any Layer, to model: normkit_model, _ out: UnsafeMutablePointer<normkit_layer>?
) throws {
  let place = try models.write(model) { try $0.add(layer) }
  out?.pointee = normkit_layer(index: model.index, generation: model.generation, layer: UInt32(place))
}
