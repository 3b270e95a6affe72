#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How several numbers, mostly one a seed, are summed up.
package enum Statistics {
  /// 0 for no numbers.
  package static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// The middle of an odd number of values, the mean of the middle two of an even one, nil of none.
  package static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The same of whole numbers.
  package static func median(_ values: [Int]) -> Double? { median(values.map(Double.init)) }

  /// The median where every seed got there, else nil.
  package static func median(_ steps: [Int?]) -> Double? {
    steps.contains(nil) ? nil : median(steps.compactMap { $0 })
  }

  /// The number below which `share` of the values lie, on a straight line between neighbours (NumPy's default); nil of none.
  ///
  /// `share` is in 0...1.
  package static func percentile(_ values: [Double], _ share: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let place = min(max(share, 0), 1) * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }

  /// base^exponent
  package static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}

/// Median, best and worst of one number a seed.
package struct Band: Encodable, Sendable, Hashable {
  package let median: Double
  package let best: Double
  package let worst: Double

  /// Nil of no values. `higherIsBetter`: which end is the best; accuracies' by default.
  package init?(_ values: [Double], higherIsBetter: Bool = true) {
    guard let median = Statistics.median(values), let low = values.min(), let high = values.max() else { return nil }
    self.median = median
    best = higherIsBetter ? high : low
    worst = higherIsBetter ? low : high
  }
}
