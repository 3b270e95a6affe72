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
    try configureOwn(layer) { (layer: inout any OwnStatistics) in
      layer.scale = scale
      if var centred = layer as? any Centred {
        centred.center = center
        layer = centred
      }
    }
  }
}

/// How gamma starts in a layer, group, instance or root mean square normalization; NORMKIT_INITIALIZER_ONES by default.
///
/// - Parameter layer: such a layer of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_normalization_set_gamma_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configureOwn(layer) { $0.gammaInitializer = initializer }
  }
}

/// How beta starts in a layer, group or instance normalization; NORMKIT_INITIALIZER_ZEROS by default.
///
/// - Parameter layer: such a layer of a model not yet compiled or used; root mean square normalization has no beta:
///   NORMKIT_INVALID_ARGUMENT.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_normalization_set_beta_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configureOwn(layer) { (layer: inout any OwnStatistics) throws(NormKitError) in
      guard var centred = layer as? any Centred else {
        throw NormKitError(.invalidArgument, "a \(type(of: layer).kind) has no beta")
      }
      centred.betaInitializer = initializer
      layer = centred
    }
  }
}

/// A normalization without running statistics, with a gamma to set.
private protocol OwnStatistics: Layer {
  var scale: Bool { get set }
  var gammaInitializer: Initializer { get set }
}

/// One with a beta, too.
private protocol Centred: OwnStatistics {
  var center: Bool { get set }
  var betaInitializer: Initializer { get set }
}

extension LayerNormalization: Centred {}
extension GroupNormalization: Centred {}
extension InstanceNormalization: Centred {}
extension RMSNormalization: OwnStatistics {}

/// Changes such a layer before the model is used. Throws: `invalidArgument` for a layer of another kind; as
/// `ModelObject.configure`; what `change` throws.
private func configureOwn(
  _ handle: normkit_layer, _ change: (inout any OwnStatistics) throws(NormKitError) -> Void
) throws {
  try models.write(handle.model) { model in
    let place = Int(handle.layer)
    let layer = try model.layer(at: place)
    guard var changed = layer as? any OwnStatistics else {
      throw NormKitError(
        .invalidArgument,
        "the layer must be a layer, group, instance or rms_normalization, it is a \(type(of: layer).kind)")
    }
    try change(&changed)
    try replace(place, of: model, by: changed)
  }
}

private func replace<Kind: OwnStatistics>(
  _ place: Int, of model: ModelObject, by layer: Kind
) throws(NormKitError) {
  try model.configure(place, as: Kind.self, .beforeUse) { $0 = layer }
}
