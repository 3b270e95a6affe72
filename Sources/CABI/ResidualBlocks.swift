// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Residual blocks: what is added between the beginning of a block and its end goes into the block; the layers after the
// beginning of its shortcut into the shortcut.

public import CShims
internal import Layers
internal import Tensors

/// Begins a residual block: y = activation(main(x) + shortcut(x)). The layers added next are its main path's.
///
/// A block that is not ended makes every call that needs the parameters fail with NORMKIT_STATE. Blocks may be nested. A
/// block is a layer: it has a place, before its own layers', a name, and tensors called residual/dense/kernel and so on.
///
/// - Parameter model: the one to extend.
/// - Parameter out_layer: receives the block's handle; may be NULL.
@c public func normkit_model_begin_residual(
  _ model: normkit_model, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border {
    let place = try models.write(model) { try $0.beginResidual() }
    out_layer?.pointee = normkit_layer(index: model.index, generation: model.generation, layer: UInt32(place))
  }
}

/// Goes on to the shortcut of the open residual block: the layers added next lead from the block's input to the sum.
///
/// Without this call, or without a layer after it, the block's input itself is added. NORMKIT_STATE when no block is open
/// or its shortcut has begun already.
///
/// - Parameter model: the one to extend.
@c public func normkit_model_begin_shortcut(_ model: normkit_model) -> normkit_status {
  border { try models.write(model) { try $0.beginShortcut() } }
}

/// Ends the open residual block.
///
/// NORMKIT_STATE when none is open; NORMKIT_SHAPE when the paths end in different shapes: the block stays open then.
///
/// - Parameter model: the one to extend.
/// - Parameter activation: what is applied to the sum; NORMKIT_ACTIVATION_LINEAR for nothing.
@c public func normkit_model_end_residual(
  _ model: normkit_model, _ activation: normkit_activation
) -> normkit_status {
  border {
    let activation = try Activation.Function(activation)
    try models.write(model) { try $0.endResidual(activation) }
  }
}

/// Applies a leaky rectifier to the sum of an ended residual block, in place of its activation.
///
/// - Parameter layer: a residual block, at any time after its end.
/// - Parameter negative_slope: at least 0.
@c public func normkit_residual_set_leaky_relu(_ layer: normkit_layer, _ negative_slope: Float) -> normkit_status {
  border {
    try configure(layer, as: Residual.self, .always) { $0.activation = .leakyRelu(negativeSlope: negative_slope) }
  }
}
