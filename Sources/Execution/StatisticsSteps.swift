/// Partial moments of a matrix, per row block: means, then squares.
package struct MomentsStep: Sendable {
  package var source: Matrix
  package var partials: BlockPartials

  package init(source: Matrix, partials: BlockPartials) {
    self.source = source
    self.partials = partials
  }
}

/// Merges partial moments into a batch's statistics: writes the affine value, and moves the running statistics.
package struct BatchStatisticsStep: Sendable {
  /// How running statistics follow the batches'.
  package struct Running: Hashable, Sendable {
    package var mean: ValueID
    package var variance: ValueID
    /// How many batches have been averaged so far.
    package var updates: ValueID
    package var averaging: StatisticsAveraging
    /// Whether the variance that is averaged is Σ(x − μ)²/(m − 1) rather than /m.
    package var unbiased: Bool

    package init(
      mean: ValueID, variance: ValueID, updates: ValueID, averaging: StatisticsAveraging, unbiased: Bool
    ) {
      self.mean = mean
      self.variance = variance
      self.updates = updates
      self.averaging = averaging
      self.unbiased = unbiased
    }
  }

  package var partials: BlockPartials
  /// What the statistics are of. Read only where squares of a float overflow; what normalizes it comes after and keeps it.
  package var source: Matrix
  package var parameters: NormalizationParameters
  /// nil: the running statistics stay as they are.
  package var running: Running?
  /// nil: none.
  package var renormalization: Renormalization?
  /// Doubles through which the workers' statistics are summed; nil: each worker's are its own.
  package var exchange: ValueID?

  /// Moves a batch's statistics towards the running ones.
  package struct Renormalization: Hashable, Sendable {
    package var limits: RenormalizationLimits
    package var running: Running

    package init(limits: RenormalizationLimits, running: Running) {
      self.limits = limits
      self.running = running
    }
  }

  package init(partials: BlockPartials, source: Matrix, parameters: NormalizationParameters, running: Running?) {
    self.source = source
    self.partials = partials
    self.parameters = parameters
    self.running = running
  }
}

/// How running statistics are averaged over batches.
package enum StatisticsAveraging: Hashable, Sendable {
  /// new = momentum·old + (1 − momentum)·batch (Keras's sense of momentum).
  case exponential(momentum: Double)
  /// The same average without the part that is still the initial value, as Adam corrects its moments: at update t the
  /// weight of the old is momentum·(1 − momentumᵗ⁻¹) / (1 − momentumᵗ).
  case biasCorrected(momentum: Double)
  /// Every batch counts the same: the weight of the old is (t − 1) / t.
  case cumulative

  /// The weight of the old average at update `t`, counted from 1.
  package func weightOfOld(update t: Double) -> Double {
    switch self {
    case .exponential(let momentum): momentum
    case .biasCorrected(let momentum):
      t <= 1 ? 0 : momentum * (1 - power(momentum, t - 1)) / (1 - power(momentum, t))
    case .cumulative: (t - 1) / t
    }
  }

  /// base^exponent for whole exponents, by repeated squaring: the same bits on every machine.
  private func power(_ base: Double, _ exponent: Double) -> Double {
    var result = 1.0
    var factor = base
    var remaining = UInt64(exponent)
    while remaining > 0 {
      if remaining & 1 == 1 { result *= factor }
      factor *= factor
      remaining >>= 1
    }
    return result
  }
}

/// Where a normalization's parameters are, and where its affine form goes.
package struct NormalizationParameters: Hashable, Sendable {
  package var channels: Int
  /// nil: γ = 1.
  package var gamma: ValueID?
  /// nil: β = 0.
  package var beta: ValueID?
  package var epsilon: Double
  /// [7, C] floats: mean, scale, shift, 1/σ, the part of the mean that a float cannot hold, and batch renormalization's
  /// r and d.
  package var affine: ValueID
  /// How many numbers of a channel the affine value holds.
  package static let rows = 7

  package init(channels: Int, gamma: ValueID?, beta: ValueID?, epsilon: Double, affine: ValueID) {
    self.channels = channels
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.affine = affine
  }
}

/// Writes the affine value from the running statistics.
package struct RunningStatisticsStep: Sendable {
  package var parameters: NormalizationParameters
  package var mean: ValueID
  package var variance: ValueID

  package init(parameters: NormalizationParameters, mean: ValueID, variance: ValueID) {
    self.parameters = parameters
    self.mean = mean
    self.variance = variance
  }
}

/// Merges the sums of a `ReduceGradientStep` into dγ and dβ, and writes the coefficients p, q, r of the input gradient.
package struct NormalizationGradientStep: Sendable {
  package var partials: BlockPartials
  package var parameters: NormalizationParameters
  /// Whether the batch's own statistics were used, so that the gradient goes through them.
  package var throughStatistics: Bool
  /// Where dγ and dβ go; nil when they are not learned.
  package var gammaGradient: ValueID?
  package var betaGradient: ValueID?
  /// [3, C] floats p, q, r; nil when the input's gradient is not wanted.
  package var coefficients: ValueID?
  /// Doubles through which the workers' sums are summed; nil: each worker's are its own.
  package var exchange: ValueID?

  package init(
    partials: BlockPartials, parameters: NormalizationParameters, throughStatistics: Bool,
    gammaGradient: ValueID?, betaGradient: ValueID?, coefficients: ValueID?
  ) {
    self.partials = partials
    self.parameters = parameters
    self.throughStatistics = throughStatistics
    self.gammaGradient = gammaGradient
    self.betaGradient = betaGradient
    self.coefficients = coefficients
  }
}
