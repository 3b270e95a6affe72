public import Execution
public import Tensors

/// Normalizes every sample by the mean and variance of groups of its channels, over all places, then scales and shifts each
/// channel by learned γ and β.
///
/// The same in training and outside it, whatever the batch: for batches too small for batch norm.
///
/// Shape: unchanged; γ and β are [C]. Cost: two passes over a sample forward, two backward; made for images: where a sample
/// is one run of channels LayerNormalization is faster.
/// Source: Wu & He 2018 (arXiv 1803.08494). Names and defaults are Keras's; PyTorch's ε is 1e-5.
public struct GroupNormalization: Layer {
  /// "group_normalization"
  public static let kind = "group_normalization"

  /// The layer's own name, or nil.
  public var name: String?
  /// Into how many groups the channels are divided; −1 for a group of each channel.
  public var groups: Int
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

  /// A group norm with Keras's defaults.
  public init(
    groups: Int = 32, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true, name: String? = nil
  ) {
    self.groups = groups
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
      "GroupNormalization", input, epsilon: epsilon, gamma: gammaInitializer, beta: betaInitializer)
    let count = groups == -1 ? input.channels : groups
    guard count >= 1, input.channels % count == 0 else {
      throw NormKitError(
        .invalidArgument,
        "GroupNormalization: groups must be -1 or divide the \(input.channels) channels, got \(groups)")
    }
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
    let count = groups == -1 ? lowering.current.channels : groups
    try lowering.normalizeSamples(
      channelsPerStatistic: lowering.current.channels / count, epsilon: epsilon, gamma: scale ? "gamma" : nil,
      beta: center ? "beta" : nil)
  }
}
