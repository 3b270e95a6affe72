public import Execution
public import Tensors

/// Normalizes every run of channels by its own mean and variance, then scales and shifts it by learned γ and β.
///
/// x̂ = (x − μ)/√(σ² + ε) over the C channels of one place; y = γ·x̂ + β. The same in training and outside it, whatever the
/// batch.
///
/// Shape: unchanged; γ and β are [C]. Cost: one pass forward, one backward, over rows in the cache.
/// Source: Ba, Kiros & Hinton 2016 (arXiv 1607.06450). Names and defaults are Keras's; PyTorch's ε is 1e-5.
public struct LayerNormalization: Layer {
  /// "layer_normalization"
  public static let kind = "layer_normalization"

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

  /// A layer norm with Keras's defaults.
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
      "LayerNormalization", input, epsilon: epsilon, gamma: gammaInitializer, beta: betaInitializer)
    return input
  }

  /// gamma and beta, [C].
  public func parameters(for input: Shape) -> [ParameterDeclaration] {
    AffineOptions.declarations(
      channels: input.channels, scale: scale, center: center, gamma: gammaInitializer,
      beta: betaInitializer, trainable: trainable)
  }

  /// One step forward, one backward.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    try lowering.normalizeRows(
      isCentred: true, epsilon: epsilon, gamma: scale ? "gamma" : nil, beta: center ? "beta" : nil)
  }
}
