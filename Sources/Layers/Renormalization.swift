import Execution
import Tensors

/// Batch renormalization: training normalizes as inference will, but for limits that are widened little by little.
///
/// x̂ = (x − μ)/σ·r + d with r = clip(σ/σ_running, 1/rMax, rMax) and d = clip((μ − μ_running)/σ_running, ±dMax); the
/// gradient takes r and d for constants. With rMax = 1 and dMax = 0 it is batch normalization.
/// Source: Ioffe 2017 (arXiv 1702.03275), algorithm 1. The running statistics are the layer's own, before the batch
/// moves them; Keras keeps others for it, with a momentum of their own.
public struct Renormalization: Sendable, Hashable, Codable {
  /// The limit of r: at least 1.
  public var rMax: Ramp
  /// The limit of |d|: at least 0.
  public var dMax: Ramp

  /// A limit that rises on a straight line between two updates of the running statistics.
  public struct Ramp: Sendable, Hashable, Codable {
    /// Before and at update `begin`.
    public var from: Double
    /// From update `end` on.
    public var to: Double
    /// The number of updates at which it begins to rise.
    public var begin: Int
    /// The number of updates from which on it is `to`.
    public var end: Int

    /// A limit that rises from `from` to `to`.
    public init(from: Double, to: Double, begin: Int, end: Int) {
      (self.from, self.to, self.begin, self.end) = (from, to, begin, end)
    }

    /// A limit that stays.
    public init(_ limit: Double) { self.init(from: limit, to: limit, begin: 0, end: 0) }

    var values: LimitRamp { LimitRamp(from: from, to: to, begin: Double(begin), end: Double(end)) }
  }

  /// The paper's limits: 1 and 0 for 5,000 updates, then rising to 3 by update 40,000 and to 5 by update 25,000.
  public init() {
    rMax = Ramp(from: 1, to: 3, begin: 5000, end: 40000)
    dMax = Ramp(from: 0, to: 5, begin: 5000, end: 25000)
  }

  /// Limits of one's own.
  public init(rMax: Ramp, dMax: Ramp) { (self.rMax, self.dMax) = (rMax, dMax) }

  func check() throws(NormKitError) {
    for (name, ramp, least) in [("rMax", rMax, 1.0), ("dMax", dMax, 0.0)] {
      guard ramp.from.isFinite, ramp.to.isFinite, min(ramp.from, ramp.to) >= least else {
        throw NormKitError(
          .invalidArgument,
          "BatchNormalization: \(name) must be at least \(least), got \(ramp.from) to \(ramp.to)")
      }
      guard ramp.begin >= 0, ramp.end >= ramp.begin else {
        throw NormKitError(
          .invalidArgument,
          "BatchNormalization: \(name) must rise from one update to a later one, got \(ramp.begin) to \(ramp.end)")
      }
    }
  }

  var limits: RenormalizationLimits { RenormalizationLimits(r: rMax.values, d: dMax.values) }
}
