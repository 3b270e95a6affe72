public import Execution
public import Tensors

/// Normalizes every channel over the batch, then scales and shifts it by learned γ and β.
///
/// Training: x̂ = (x − μ)/√(σ² + ε) with the batch's own μ and biased σ² over m = N (or N·H·W) values;
/// y = γ·x̂ + β. Backward goes through μ and σ²: dx = γ/√(σ² + ε)·(dy − dβ/m − x̂·dγ/m). Otherwise: the running
/// statistics take the place of μ and σ².
///
/// Three switches that are often confused are three properties: `statistics` (what normalizes in training),
/// `updatesStatistics` (whether the running averages move), `trainable` (whether γ and β learn).
///
/// Shape: unchanged; γ, β, moving_mean, moving_variance are [C].
/// Cost: next to none after a Dense: the moments are taken in the product's epilogue, the normalization happens while
/// the next product loads its input. Alone: two passes forward, two backward.
/// Source: Ioffe & Szegedy 2015 (arXiv 1502.03167), algorithm 1. Names and defaults are Keras's.
/// Differs from: PyTorch, whose momentum is the weight of the new value (keras = 1 − torch), whose running variance is
/// unbiased and whose ε is 1e-5: `BatchNormalization.torch()` means just that.
public struct BatchNormalization: Layer {
  /// How the running statistics follow the batches'.
  public enum Averaging: String, Sendable, Hashable, Codable {
    /// new = momentum·old + (1 − momentum)·batch, from mean 0 and variance 1, as in Keras and PyTorch. At .99, 37 % of the
    /// start is still there after 100 batches.
    case exponential
    /// The same without the start's share, as Adam corrects its moments.
    case biasCorrected = "bias_corrected"
    /// The plain average of all batches (PyTorch's momentum=None); `momentum` is not used.
    case cumulative
  }

  /// Whose statistics normalize in training.
  public enum Statistics: String, Sendable, Hashable, Codable {
    /// The batch's own.
    case batch
    /// The running averages, as in Keras's frozen layer and PyTorch's eval().
    case running
  }

  /// "batch_normalization"
  public static let kind = "batch_normalization"

  /// The layer's own name, or nil.
  public var name: String?
  /// The weight of the old average: 0 ≤ momentum ≤ 1. Keras's sense: .99; PyTorch's .1 is .9 here.
  public var momentum: Double
  /// What is added to the variance: > 0.
  public var epsilon: Double
  /// Whether β is learned and added.
  public var center: Bool
  /// Whether γ is learned and multiplied by.
  public var scale: Bool
  /// How running statistics are averaged.
  public var averaging: Averaging
  /// Whether the running variance is the unbiased one, Σ(x − μ)²/(m − 1). With one value a channel there is none, and
  /// the biased one stands in.
  public var unbiasedVariance: Bool
  /// Whether training on one value a channel is an error, as in PyTorch; otherwise y = β, as in Keras.
  public var requiresSeveralValues: Bool
  /// Whose statistics normalize in training.
  public var statistics: Statistics
  /// Whether training moves the running statistics.
  public var updatesStatistics: Bool
  /// Whether γ and β learn.
  public var trainable: Bool
  /// The largest number of samples whose statistics are taken together in training: a large batch is normalized as
  /// several small ones, "ghost batches" (Hoffer et al. 2017, arXiv 1705.08741). nil: the whole batch.
  public var virtualBatchSize: Int?
  /// Batch renormalization; nil: none.
  public var renormalization: Renormalization?
  /// How γ starts.
  public var gammaInitializer: Initializer
  /// How β starts.
  public var betaInitializer: Initializer
  // Options that files of before did not have are nil where they ask for nothing.
  var givenAxis: Int?
  var namedSets: [String]?
  var separateAffine: Bool?

  /// A batch norm with Keras's defaults.
  public init(
    momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    averaging: Averaging = .exponential, name: String? = nil
  ) {
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.averaging = averaging
    self.name = name
    unbiasedVariance = false
    requiresSeveralValues = false
    statistics = .batch
    updatesStatistics = true
    trainable = true
    gammaInitializer = .ones
    betaInitializer = .zeros
  }

  /// PyTorch's meaning: `momentum` is the weight of the new value (nil: cumulative), the running variance unbiased, one
  /// value a channel in training an error.
  public static func torch(momentum: Double? = 0.1, epsilon: Double = 1e-5, affine: Bool = true) -> Self {
    var layer = Self(
      momentum: momentum.map { 1 - $0 } ?? 0.99, epsilon: epsilon, center: affine, scale: affine,
      averaging: momentum == nil ? .cumulative : .exponential)
    layer.unbiasedVariance = true
    layer.requiresSeveralValues = true
    return layer
  }

  /// The layer as Keras means `trainable = False`: running statistics normalize, nothing moves, nothing learns.
  public func frozen() -> Self {
    var layer = self
    layer.statistics = .running
    layer.updatesStatistics = false
    layer.trainable = false
    return layer
  }

  /// Counts batches, for the averages that need their number.
  public var countsUpdates: Bool { true }

  /// The input's shape.
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    guard momentum >= 0, momentum <= 1 else {
      throw NormKitError(.invalidArgument, "BatchNormalization: momentum must be in 0...1, got \(momentum)")
    }
    guard epsilon > 0, epsilon.isFinite else {
      throw NormKitError(.invalidArgument, "BatchNormalization: epsilon must be greater than 0, got \(epsilon)")
    }
    guard let channels = input.sizes.last, channels >= 1 else {
      throw NormKitError(.shape, "BatchNormalization: expected an input with a channel axis, got \(input)")
    }
    if let virtualBatchSize, virtualBatchSize < 1 {
      throw NormKitError(
        .invalidArgument, "BatchNormalization: virtualBatchSize must be at least 1, got \(virtualBatchSize)")
    }
    try renormalization?.check()
    try checkAxis(input)
    try checkSets()
    try gammaInitializer.check("BatchNormalization: gammaInitializer")
    try betaInitializer.check("BatchNormalization: betaInitializer")
    return input
  }

  /// gamma, beta, moving_mean, moving_variance, in Keras's order; then those of each named set: moving_mean.photos.
  public func parameters(for input: Shape) -> [ParameterDeclaration] {
    let shape: Shape = [normalizedSize(of: input)]
    var list = affineDeclarations(shape, suffix: "") + Self.statisticDeclarations(shape, suffix: "")
    for set in statisticsSets {
      if affinePerSet { list += affineDeclarations(shape, suffix: ".\(set)") }
      list += Self.statisticDeclarations(shape, suffix: ".\(set)")
    }
    return list
  }

  private func affineDeclarations(_ shape: Shape, suffix: String) -> [ParameterDeclaration] {
    let role: ParameterDeclaration.Role = trainable ? .weight : .frozenWeight
    var list: [ParameterDeclaration] = []
    if scale {
      let name = "gamma\(suffix)"
      list.append(ParameterDeclaration(name: name, shape: shape, role: role, initializer: gammaInitializer))
    }
    if center {
      let name = "beta\(suffix)"
      list.append(ParameterDeclaration(name: name, shape: shape, role: role, initializer: betaInitializer))
    }
    return list
  }

  package static func statisticDeclarations(_ shape: Shape, suffix: String) -> [ParameterDeclaration] {
    [
      ParameterDeclaration(name: "moving_mean\(suffix)", shape: shape, role: .statistic, initializer: .zeros),
      ParameterDeclaration(name: "moving_variance\(suffix)", shape: shape, role: .statistic, initializer: .ones),
    ]
  }
}
