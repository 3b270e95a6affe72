import Foundation

/// How the demo sums up numbers and writes them.
enum Figures {
  /// 0 for no numbers.
  static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// The middle of an odd number of values, the mean of the middle two of an even one, nil of none.
  static func median(_ values: [Int]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The median where every seed got there, else nil.
  static func median(_ steps: [Int?]) -> Double? {
    steps.contains(nil) ? nil : median(steps.compactMap { $0 })
  }

  /// "97.3 %"
  static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

  /// "97.3 (96.9–97.8)": mean, lowest and highest, in percent.
  static func spread(_ shares: [Double]) -> String {
    guard let low = shares.min(), let high = shares.max() else { return "" }
    return String(format: "%.1f (%.1f–%.1f)", 100 * mean(shares), 100 * low, 100 * high)
  }

  /// "850 (740–935)": median, fewest and most; "2 of 3" where some seeds did not get there, "never" where none did.
  static func steps(_ steps: [Int?]) -> String {
    let reached = steps.compactMap { $0 }
    guard let low = reached.min(), let high = reached.max(), let median = median(reached) else { return "never" }
    guard reached.count == steps.count else { return "\(reached.count) of \(steps.count) seeds" }
    return "\(count(Int(median.rounded()))) (\(count(low))–\(count(high)))"
  }

  /// "10,000"
  static func count(_ number: Int) -> String {
    let digits = String(number)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// "0.3"
  static func rate(_ rate: Float) -> String { String(format: "%g", rate) }
}
