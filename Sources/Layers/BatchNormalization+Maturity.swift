#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How much of a running average's start, mean 0 and variance 1, is left.
extension BatchNormalization {
  /// The largest share of the start that still counts as forgotten.
  package static let matureShare = 0.05

  /// The share of the start in the running statistics after `updates` batches: momentum^updates for plain exponential
  /// averages, none for the others.
  package func startShare(after updates: Int) -> Double {
    averaging == .exponential ? pow(momentum, Double(updates)) : updates > 0 ? 0 : 1
  }

  /// After how many batches the start counts as forgotten.
  package var updatesUntilMature: Int {
    guard averaging == .exponential, momentum > 0, momentum < 1 else { return 1 }
    return Int((log(Self.matureShare) / log(momentum)).rounded(.up))
  }
}
