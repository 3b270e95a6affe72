/// How far batch renormalization may move a batch's statistics towards the running ones.
package struct RenormalizationLimits: Hashable, Sendable {
  package var r: LimitRamp
  package var d: LimitRamp

  package init(r: LimitRamp, d: LimitRamp) { (self.r, self.d) = (r, d) }

  /// The factor r and the shift d of one channel at an update, by the running statistics of before it.
  func corrections(
    update: Double, mean: Double, deviation: Double, runningMean: Double, runningDeviation: Double
  ) -> (r: Double, d: Double) {
    let rMax = r.value(at: update)
    let dMax = d.value(at: update)
    let factor = deviation / runningDeviation
    let shift = (mean - runningMean) / runningDeviation
    // Written so that a NaN stays one.
    return (
      factor < 1 / rMax ? 1 / rMax : factor > rMax ? rMax : factor,
      shift < -dMax ? -dMax : shift > dMax ? dMax : shift
    )
  }
}

/// A number that rises on a straight line between two updates, and stays before and after.
package struct LimitRamp: Hashable, Sendable {
  package var from: Double
  package var to: Double
  package var begin: Double
  package var end: Double

  package init(from: Double, to: Double, begin: Double, end: Double) {
    (self.from, self.to, self.begin, self.end) = (from, to, begin, end)
  }

  func value(at update: Double) -> Double {
    if update >= end { return to }
    if update <= begin { return from }
    return from + (to - from) * (update - begin) / (end - begin)
  }
}
