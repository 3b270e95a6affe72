package import Tensors

/// How weights follow their gradients. Names and defaults are Keras's.
public struct Optimizer: Sendable, Hashable, Codable {
  /// The rule of one step.
  public enum Rule: Sendable, Hashable, Codable {
    /// v = momentum·v − lr·g; w += v; with Nesterov w += momentum·v − lr·g. Without momentum w −= lr·g.
    /// Differs from: PyTorch's, v = momentum·v + g, w −= lr·v: the same while the rate stays the same.
    case sgd(momentum: Float, nesterov: Bool)
    /// Kingma & Ba 2015 (arXiv 1412.6980), with ε outside the bias correction, as in Keras.
    case adam(beta1: Double, beta2: Double, epsilon: Float)
    /// Tieleman & Hinton 2012 (lecture 6.5), in Keras's form: v is g²'s average of weight ρ, u = lr·g / √(v + ε); with
    /// momentum b = momentum·b + u and w −= b; centred, g's own average squared is taken off v.
    case rmsprop(rho: Double, momentum: Float, epsilon: Float, centered: Bool)
  }

  /// What is done to gradients before the rule sees them. Keras's names.
  public enum Clipping: Sendable, Hashable, Codable {
    /// Every number is held within ±limit.
    case value(Float)
    /// Each tensor's gradient is shortened to this Euclidean length where it is longer.
    case norm(Float)
    /// All gradients together are shortened to this length (Pascanu et al. 2013, arXiv 1211.5063).
    case globalNorm(Float)

    package var limit: Float {
      switch self {
      case .value(let limit), .norm(let limit), .globalNorm(let limit): limit
      }
    }
  }

  /// Step size: > 0.
  public var learningRate: Float
  /// The rule of one step.
  public var rule: Rule
  /// Decoupled decay (Loshchilov & Hutter 2019, arXiv 1711.05101): each step takes lr·weightDecay of every weight: ≥ 0.
  public var weightDecay: Float
  /// How the rate changes over the steps.
  public var schedule: LearningRateSchedule
  /// What is done to gradients first; nil: nothing.
  public var clipping: Clipping?

  /// Stochastic gradient descent.
  public static func sgd(
    learningRate: Float = 0.01, momentum: Float = 0, nesterov: Bool = false, weightDecay: Float = 0,
    schedule: LearningRateSchedule = .constant
  ) -> Optimizer {
    Optimizer(
      learningRate: learningRate, rule: .sgd(momentum: momentum, nesterov: nesterov), weightDecay: weightDecay,
      schedule: schedule)
  }

  /// Adam.
  public static func adam(
    learningRate: Float = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Float = 1e-7,
    weightDecay: Float = 0, schedule: LearningRateSchedule = .constant
  ) -> Optimizer {
    Optimizer(
      learningRate: learningRate, rule: .adam(beta1: beta1, beta2: beta2, epsilon: epsilon),
      weightDecay: weightDecay, schedule: schedule)
  }

  /// Adam with decoupled weight decay, .004 by default as in Keras.
  public static func adamW(
    learningRate: Float = 0.001, weightDecay: Float = 0.004, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Float = 1e-7, schedule: LearningRateSchedule = .constant
  ) -> Optimizer {
    adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      schedule: schedule)
  }

  /// RMSprop.
  public static func rmsprop(
    learningRate: Float = 0.001, rho: Double = 0.9, momentum: Float = 0, epsilon: Float = 1e-7, centered: Bool = false,
    weightDecay: Float = 0, schedule: LearningRateSchedule = .constant
  ) -> Optimizer {
    Optimizer(
      learningRate: learningRate,
      rule: .rmsprop(rho: rho, momentum: momentum, epsilon: epsilon, centered: centered), weightDecay: weightDecay,
      schedule: schedule)
  }

  /// The rate of step `step`, counted from 0.
  public func learningRate(at step: Int) -> Float { learningRate * schedule.factor(at: step) }

  /// How many numbers of state each weight has.
  var slotCount: Int {
    switch rule {
    case .sgd(let momentum, _): momentum == 0 ? 0 : 1
    case .adam: 2
    case .rmsprop(_, let momentum, _, let centered): 1 + (momentum == 0 ? 0 : 1) + (centered ? 1 : 0)
    }
  }

  /// Throws: `invalidArgument` for a number out of its range.
  package func check() throws(NormKitError) {
    try Self.check("learningRate", learningRate, learningRate > 0, "greater than 0")
    try Self.check("weightDecay", weightDecay, weightDecay >= 0, "at least 0")
    switch rule {
    case .sgd(let momentum, let nesterov):
      try Self.check("momentum", momentum, momentum >= 0 && momentum < 1, "in 0..<1")
      if nesterov, momentum == 0 {
        throw NormKitError(.invalidArgument, "Optimizer.sgd: nesterov needs a momentum greater than 0")
      }
    case .adam(let beta1, let beta2, let epsilon):
      try Self.check("beta1", Float(beta1), beta1 >= 0 && beta1 < 1, "in 0..<1")
      try Self.check("beta2", Float(beta2), beta2 >= 0 && beta2 < 1, "in 0..<1")
      try Self.check("epsilon", epsilon, epsilon > 0, "greater than 0")
    case .rmsprop(let rho, let momentum, let epsilon, _):
      try Self.check("rho", Float(rho), rho >= 0 && rho < 1, "in 0..<1")
      try Self.check("momentum", momentum, momentum >= 0 && momentum < 1, "in 0..<1")
      try Self.check("epsilon", epsilon, epsilon > 0, "greater than 0")
    }
    if let limit = clipping?.limit { try Self.check("clipping", limit, limit > 0, "greater than 0") }
    try schedule.check()
  }

  private static func check(
    _ name: String, _ value: Float, _ isInRange: Bool, _ range: String
  ) throws(NormKitError) {
    guard isInRange, value.isFinite else {
      throw NormKitError(.invalidArgument, "Optimizer: \(name) must be finite and \(range), got \(value)")
    }
  }
}
