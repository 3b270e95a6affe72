// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Normalizations whose statistics are each sample's own: layer, group, instance and root mean square normalization.

public import CShims
internal import Layers
internal import Tensors

/// Adds layer normalization: every run of channels by its own mean and variance, then gamma and beta.
///
/// Ba, Kiros and Hinton 2016.
///
/// - Parameter model: the one to extend.
/// - Parameter epsilon: what is added to the variance, over 0: .001 in Keras, 1e-5 in PyTorch.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_layer_normalization(
  _ model: normkit_model, _ epsilon: Double, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(LayerNormalization(epsilon: epsilon), to: model, out_layer) }
}

/// Adds group normalization: groups of a sample's channels by their own mean and variance, then gamma and beta.
///
/// Wu and He 2018.
///
/// - Parameter model: the one to extend.
/// - Parameter groups: how many groups the channels are divided into, which must divide them; -1 for a group of each.
/// - Parameter epsilon: what is added to the variance, over 0: .001 in Keras, 1e-5 in PyTorch.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_group_normalization(
  _ model: normkit_model, _ groups: Int64, _ epsilon: Double, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(GroupNormalization(groups: Int(groups), epsilon: epsilon), to: model, out_layer) }
}

/// Adds instance normalization: every channel of every sample by its own mean and variance, then gamma and beta.
///
/// Ulyanov, Vedaldi and Lempitsky 2016.
///
/// - Parameter model: the one to extend.
/// - Parameter epsilon: what is added to the variance, over 0: .001 in Keras, 1e-5 in PyTorch.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_instance_normalization(
  _ model: normkit_model, _ epsilon: Double, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(InstanceNormalization(epsilon: epsilon), to: model, out_layer) }
}

/// Adds root mean square normalization: every run of channels over the root of its mean square, then gamma.
///
/// Zhang and Sennrich 2019.
///
/// - Parameter model: the one to extend.
/// - Parameter epsilon: what is added to the mean square, over 0: 1e-6 in Keras.
/// - Parameter out_layer: receives the handle; may be NULL.
@c public func normkit_model_add_rms_normalization(
  _ model: normkit_model, _ epsilon: Double, _ out_layer: UnsafeMutablePointer<normkit_layer>?
) -> normkit_status {
  border { try add(RMSNormalization(epsilon: epsilon), to: model, out_layer) }
}

/// Whether a layer, group, instance or root mean square normalization learns gamma, and beta; both true by default.
///
/// - Parameter layer: such a layer of a model not yet compiled or used.
/// - Parameter scale: whether gamma is learned and multiplied by.
/// - Parameter center: whether beta is learned and added; root mean square normalization has none.
@c public func normkit_normalization_set_affine(
  _ layer: normkit_layer, _ scale: Bool, _ center: Bool
) -> normkit_status {
  border {
    let kind = try models.read(layer.model) { type(of: try $0.layer(at: Int(layer.layer))).kind }
    switch kind {
    case LayerNormalization.kind:
      try configure(layer, as: LayerNormalization.self, .beforeUse) { ($0.scale, $0.center) = (scale, center) }
    case GroupNormalization.kind:
      try configure(layer, as: GroupNormalization.self, .beforeUse) { ($0.scale, $0.center) = (scale, center) }
    case InstanceNormalization.kind:
      try configure(layer, as: InstanceNormalization.self, .beforeUse) { ($0.scale, $0.center) = (scale, center) }
    case RMSNormalization.kind:
      try configure(layer, as: RMSNormalization.self, .beforeUse) { $0.scale = scale }
    default:
      throw NormKitError(
        .invalidArgument, "the layer must be a layer, group, instance or rms_normalization, it is a \(kind)")
    }
  }
}
