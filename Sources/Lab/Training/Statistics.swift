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

  /// The value below which `percent` of 100 of the values lie, on a straight line between the two nearest; nil of none.
  package static func percentile(_ percent: Double, ofSorted values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let place = percent / 100 * Double(values.count - 1)
    let (low, high) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
    return values[low] + (place - Double(low)) * (values[high] - values[low])
  }

  /// ln
  package static func logarithm(_ value: Double) -> Double { log(value) }

  /// e^value
  package static func exponential(_ value: Double) -> Double { exp(value) }

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
