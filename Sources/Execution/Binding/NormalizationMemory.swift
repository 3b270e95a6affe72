/// A normalization's parameters in memory; see `NormalizationParameters.affine` for the layout.
struct NormalizationMemory {
  var channels: Int
  var epsilon: Double
  var gamma: UnsafeMutablePointer<Float>?
  var beta: UnsafeMutablePointer<Float>?
  var affine: UnsafeMutablePointer<Float>

  /// y = scale·(x − mean) + shift with scale = γ·r/√(σ² + ε): what a float cannot hold of the mean goes into the shift,
  /// as does γ·d. r = 1 and d = 0 but for batch renormalization.
  func write(channel: Int, mean: Double, variance: Double, corrections: RenormalizationNow? = nil) {
    let deviation = (variance + epsilon).squareRoot()
    let inverse = 1 / deviation
    let (r, d) =
      corrections?.corrections(channel: channel, mean: mean, deviation: deviation, epsilon: epsilon) ?? (1, 0)
    let high = Float(mean)
    let low = mean - Double(high)
    let scale = factor(channel) * inverse * r
    affine[channel] = high
    affine[channels + channel] = Float(scale)
    affine[2 * channels + channel] = Float(Double(beta?[channel] ?? 0) + factor(channel) * d - scale * low)
    affine[3 * channels + channel] = Float(inverse)
    affine[4 * channels + channel] = Float(low)
    affine[5 * channels + channel] = Float(r)
    affine[6 * channels + channel] = Float(d)
  }

  /// γ
  func factor(_ channel: Int) -> Double { Double(gamma?[channel] ?? 1) }
  private func inverse(_ channel: Int) -> Double { Double(affine[3 * channels + channel]) }
  private func low(_ channel: Int) -> Double { Double(affine[4 * channels + channel]) }
  private func r(_ channel: Int) -> Double { Double(affine[5 * channels + channel]) }
  private func d(_ channel: Int) -> Double { Double(affine[6 * channels + channel]) }

  /// Σ dy·(x − μ)/σ from Σ dy and Σ dy·(z − mean).
  func plainSum(channel: Int, sum: Double, centredSum: Double) -> Double {
    inverse(channel) * (centredSum - low(channel) * sum)
  }

  /// Σ dy·x̂, where x̂ is (x − μ)/σ·r + d.
  func normalizedSum(channel: Int, sum: Double, centredSum: Double) -> Double {
    r(channel) * plainSum(channel: channel, sum: sum, centredSum: centredSum) + d(channel) * sum
  }

  /// dz = p·dy + q·(z − mean) − r = γ·r/σ·(dy − Σdy/m − (z − μ)/σ·Σdy·(z − μ)/σ/m); with fixed statistics (`count` nil)
  /// q = r = 0.
  func writeGradient(
    channel: Int, sum: Double, normalized: Double, count: Double?, into coefficients: UnsafeMutablePointer<Float>
  ) {
    let gamma = factor(channel)
    writeGradient(
      channel: channel, scaledBeta: gamma * sum, scaledGamma: gamma * normalized, count: count, into: coefficients)
  }

  /// The same from Σ γ·dy and Σ γ·dy·(x − μ)/σ, over all channels that share a mean and a variance.
  func writeGradient(
    channel: Int, scaledBeta: Double, scaledGamma: Double, count: Double?,
    into coefficients: UnsafeMutablePointer<Float>
  ) {
    let scale = inverse(channel) * r(channel)
    var (q, r) = (0.0, 0.0)
    if let count {
      q = -scale * inverse(channel) * scaledGamma / count
      r = scale * scaledBeta / count + q * low(channel)
    }
    coefficients[channel] = Float(factor(channel) * scale)
    coefficients[channels + channel] = Float(q)
    coefficients[2 * channels + channel] = Float(r)
  }
}

/// Batch renormalization's limits at one update.
struct RenormalizationNow {
  private let limits: RenormalizationLimits
  private let running: RunningMemory
  private let update: Double

  init(_ limits: RenormalizationLimits, _ running: RunningMemory) {
    self.limits = limits
    self.running = running
    update = running.updates.pointee
  }

  func corrections(channel: Int, mean: Double, deviation: Double, epsilon: Double) -> (r: Double, d: Double) {
    limits.corrections(
      update: update, mean: mean, deviation: deviation, runningMean: Double(running.mean[channel]),
      runningDeviation: (Double(running.variance[channel]) + epsilon).squareRoot())
  }
}

/// A normalization's running statistics in memory.
struct RunningMemory {
  var mean: UnsafeMutablePointer<Float>
  var variance: UnsafeMutablePointer<Float>
  var updates: UnsafeMutablePointer<Double>
  var averaging: StatisticsAveraging
  var unbiased: Bool

  /// The weight that the old average keeps in the update that is going on.
  var weightOfOld: Double { averaging.weightOfOld(update: updates.pointee + 1) }

  /// Counts one more batch, when all channels are done.
  func countUpdate() { updates.pointee += 1 }

  /// A single value per channel has no unbiased variance: the biased one stands in.
  func update(channel: Int, weightOfOld: Double, count: Double, mean: Double, squares: Double) {
    let divisor = unbiased && count > 1 ? count - 1 : count
    update(channel: channel, weightOfOld: weightOfOld, mean: mean, variance: squares / divisor)
  }

  func update(channel: Int, weightOfOld: Double, mean batchMean: Double, variance batchVariance: Double) {
    let old = (mean: Double(mean[channel]), variance: Double(variance[channel]))
    // The zero weight is a case of its own: a first batch must replace even an infinite old value.
    let kept = weightOfOld == 0 ? (0, 0) : (old.mean * weightOfOld, old.variance * weightOfOld)
    mean[channel] = Float(kept.0 + (1 - weightOfOld) * batchMean)
    // A variance that no float holds is the largest one: an infinite one would stay so for ever.
    let next = kept.1 + (1 - weightOfOld) * batchVariance
    variance[channel] = next > Double(Float.greatestFiniteMagnitude) ? .greatestFiniteMagnitude : Float(next)
  }
}
