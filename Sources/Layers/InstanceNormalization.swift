public import Execution
public import Tensors

/// Normalizes every channel of every sample by its own mean and variance over the places, then scales and shifts it by
/// learned γ and β.
///
/// The same in training and outside it, whatever the batch. A sample of one place becomes β.
///
/// Shape: unchanged; γ and β are [C]. Cost: two passes over a sample forward, two backward.
/// Source: Ulyanov, Vedaldi & Lempitsky 2016 (arXiv 1607.08022). Keras has it as GroupNormalization(groups=-1), whose names
/// and defaults are kept; PyTorch's ε is 1e-5, and its γ and β are left out unless asked for.
public struct InstanceNormalization: Layer {
  /// "instance_normalization"
  public static let kind = "instance_normalization"

  /// The layer's own name, or nil.
  public var name: String?
  /// What is added to the variance: > 0.
  public var epsilon: Double
  /// Whether β is learned and added.
  public var center: Bool
  /// Whether γ is learned and multiplied by.
  public var scale: Bool
  /// How γ starts.
  public var gammaInitializer: Initializer
  /// How β starts.
  public var betaInitializer: Initializer
  /// Whether γ and β learn.
  public var trainable: Bool

  /// An instance norm with Keras's defaults.
  public init(epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true, name: String? = nil) {
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.name = name
    gammaInitializer = .ones
    betaInitializer = .zeros
    trainable = true
  }

  /// The input's shape.
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    try AffineOptions.check(
      "InstanceNormalization", input, epsilon: epsilon, gamma: gammaInitializer, beta: betaInitializer)
    return input
  }

  /// gamma and beta, [C].
  public func parameters(for input: Shape) -> [ParameterDeclaration] {
    AffineOptions.declarations(
      channels: input.channels, scale: scale, center: center, gamma: gammaInitializer,
      beta: betaInitializer, trainable: trainable)
  }

  /// One step of statistics and one map forward, one step backward.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    try lowering.normalizeSamples(
      channelsPerStatistic: 1, epsilon: epsilon, gamma: scale ? "gamma" : nil, beta: center ? "beta" : nil)
  }
}
