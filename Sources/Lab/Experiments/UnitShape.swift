import NormKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How one unit's numbers are spread before batch norm, standardized, and after γ and β: a part of `Anatomy`.
struct UnitShape: Encodable {
  static let percents: [Double] = [1, 15, 50, 85, 99]
  /// Where a standard normal variable has them.
  static let normalPercentiles = [-2.326, -1.036, 0, 1.036, 2.326]
  /// Bins of the histogram, each a quarter wide, and where they begin.
  static let bins = 32
  static let firstBin = -4.0
  static let binWidth = 0.25

  let unit: Int
  let gamma: Double
  let beta: Double
  let before: Moments
  let standardized: Moments
  let after: Moments
  let percentiles: [Double]
  /// The largest distance between the share of numbers below a place and a standard normal variable's.
  let distance: Double
  /// Shares of the numbers in each bin over its width; what lies outside of all is left out.
  let density: [Double]

  /// `before`: what goes into the batch norm; `after`: what comes out of it, for the same samples as one batch.
  init(_ unit: Int, before: [Double], after: [Double], gamma: Double, beta: Double, epsilon: Double) {
    self.unit = unit
    self.gamma = gamma
    self.beta = beta
    let moments = Moments(before)
    self.before = moments
    let outcome = Moments(after)
    self.after = outcome
    let expected = abs(gamma) * (moments.variance / (moments.variance + epsilon)).squareRoot()
    let tolerance = 1e-4 * max(1, abs(gamma))
    isStandardized = abs(outcome.mean - beta) < tolerance && abs(outcome.deviation - expected) < tolerance
    let sorted = before.map { ($0 - moments.mean) / (moments.variance + epsilon).squareRoot() }.sorted()
    standardized = Moments(sorted)
    percentiles = Self.percents.map { Statistics.percentile($0, ofSorted: sorted) ?? 0 }
    distance = Self.distanceFromNormal(sorted)
    var counts = [Double](repeating: 0, count: Self.bins)
    for value in sorted {
      let bin = Int(((value - Self.firstBin) / Self.binWidth).rounded(.down))
      if counts.indices.contains(bin) { counts[bin] += 1 }
    }
    density = counts.map { $0 / Double(sorted.count) / Self.binWidth }
  }

  /// Whether the library's output has mean β and standard deviation |γ|·σ/√(σ² + ε), to a ten-thousandth.
  let isStandardized: Bool

  /// The density of a standard normal variable.
  static func normalDensity(_ value: Double) -> Double { exp(-value * value / 2) / (2 * Double.pi).squareRoot() }

  /// Kolmogorov's and Smirnov's distance of sorted numbers from a standard normal variable.
  static func distanceFromNormal(_ sorted: [Double]) -> Double {
    let count = Double(sorted.count)
    return sorted.enumerated().map { index, value in
      let normal = erfc(-value / 2.0.squareRoot()) / 2
      return max(normal - Double(index) / count, Double(index + 1) / count - normal)
    }.max() ?? 0
  }

  /// The distance that numbers of a normal variable, standardized by their own mean and variance, stay below 99 times in
  /// 100. Source: Lilliefors 1967, for more than 30 numbers.
  static func criticalDistance(count: Int) -> Double { 1.031 / Double(count).squareRoot() }
}
