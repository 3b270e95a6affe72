public import Execution
public import Tensors

/// Divides every run of channels by the root of its mean square, then scales it by learned γ.
///
/// y = γ·x/√(mean(x²) + ε) over the C channels of one place. The same in training and outside it, whatever the batch.
///
/// Shape: unchanged; γ is [C]. Cost: one pass forward, one backward, over rows in the cache.
/// Source: Zhang & Sennrich 2019 (arXiv 1910.07467). Names and defaults are Keras's; PyTorch's ε is the smallest number
/// of the type.
public struct RMSNormalization: Layer {
  /// "rms_normalization"
  public static let kind = "rms_normalization"

  /// The layer's own name, or nil.
  public var name: String?
  /// What is added to the variance: > 0.
  public var epsilon: Double
  /// Whether γ is learned and multiplied by.
  public var scale: Bool
  /// How γ starts.
  public var gammaInitializer: Initializer
  /// Whether γ learns.
  public var trainable: Bool

  /// A root mean square norm with Keras's defaults.
  public init(epsilon: Double = 1e-6, scale: Bool = true, name: String? = nil) {
    self.epsilon = epsilon
    self.scale = scale
    self.name = name
    gammaInitializer = .ones
    trainable = true
  }

  /// The input's shape.
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    try AffineOptions.check(
      "RMSNormalization", input, epsilon: epsilon, gamma: gammaInitializer, beta: .zeros)
    return input
  }

  /// gamma, [C].
  public func parameters(for input: Shape) -> [ParameterDeclaration] {
    AffineOptions.declarations(
      channels: input.channels, scale: scale, center: false, gamma: gammaInitializer,
      beta: .zeros, trainable: trainable)
  }

  /// One step forward, one backward.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    try lowering.normalizeRows(isCentred: false, epsilon: epsilon, gamma: scale ? "gamma" : nil, beta: nil)
  }
}
