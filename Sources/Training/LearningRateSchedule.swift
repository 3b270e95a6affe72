import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How the learning rate changes over the steps, as a factor of the optimizer's rate. Names are Keras's.
public enum LearningRateSchedule: Sendable, Hashable, Codable {
  /// 1
  case constant
  /// rate^(step / steps); with `staircase` the quotient is rounded down.
  case exponentialDecay(steps: Int, rate: Float, staircase: Bool)
  /// From 1 to `alpha` in half a cosine over `steps`, then `alpha` (Loshchilov & Hutter 2017, arXiv 1608.03983).
  case cosineDecay(steps: Int, alpha: Float)
  /// `factors[i]` up to and with step `boundaries[i]`, the last factor beyond the last boundary.
  case piecewiseConstant(boundaries: [Int], factors: [Float])

  /// The factor of step `step`, counted from 0.
  public func factor(at step: Int) -> Float {
    switch self {
    case .constant: return 1
    case .exponentialDecay(let steps, let rate, let staircase):
      let quotient = Double(step) / Double(steps)
      return Float(pow(Double(rate), staircase ? quotient.rounded(.down) : quotient))
    case .cosineDecay(let steps, let alpha):
      let part = min(Double(step) / Double(steps), 1)
      return Float((1 - Double(alpha)) * 0.5 * (1 + cos(Double.pi * part)) + Double(alpha))
    case .piecewiseConstant(let boundaries, let factors):
      for index in boundaries.indices where step <= boundaries[index] { return factors[index] }
      return factors.last ?? 1
    }
  }

  /// Throws: `invalidArgument` for a schedule that no step can be read from.
  func check() throws(NormKitError) {
    switch self {
    case .constant: return
    case .exponentialDecay(let steps, let rate, _):
      guard steps >= 1, rate > 0, rate.isFinite else {
        throw NormKitError(
          .invalidArgument,
          "LearningRateSchedule.exponentialDecay: steps must be at least 1 and rate greater than 0, got \(steps), \(rate)"
        )
      }
    case .cosineDecay(let steps, let alpha):
      guard steps >= 1, alpha >= 0, alpha <= 1 else {
        throw NormKitError(
          .invalidArgument,
          "LearningRateSchedule.cosineDecay: steps must be at least 1 and alpha in 0...1, got \(steps), \(alpha)")
      }
    case .piecewiseConstant(let boundaries, let factors):
      let rising = zip(boundaries, boundaries.dropFirst()).allSatisfy { $0 < $1 }
      guard factors.count == boundaries.count + 1, rising, factors.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw NormKitError(
          .invalidArgument,
          "LearningRateSchedule.piecewiseConstant: expected rising boundaries and one more positive factor than "
            + "boundaries, got \(boundaries.count) boundaries and \(factors.count) factors")
      }
    }
  }
}
