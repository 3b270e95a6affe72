import Charts

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How numbers are written in texts and tables.
package enum Format {
  /// "97.3 %"
  package static func percent(_ share: Double) -> String { decimal(100 * share, places: 1) + " %" }

  /// "97.3 (96.9–97.8)": mean, lowest and highest, in percent.
  package static func spread(_ shares: [Double]) -> String {
    guard let low = shares.min(), let high = shares.max() else { return "" }
    return "\(decimal(100 * Statistics.mean(shares), places: 1)) "
      + "(\(decimal(100 * low, places: 1))–\(decimal(100 * high, places: 1)))"
  }

  /// "97.31 (96.90–97.80)": median, worst and best, in percent.
  package static func band(_ band: Band) -> String {
    "\(decimal(100 * band.median, places: 2)) (\(decimal(100 * band.worst, places: 2))–"
      + "\(decimal(100 * band.best, places: 2)))"
  }

  /// The same of one number a seed; "–" of none.
  package static func band(_ shares: [Double], higherIsBetter: Bool = true) -> String {
    Band(shares, higherIsBetter: higherIsBetter).map(band) ?? "–"
  }

  /// "0.0123 (0.02–0.01)": median, worst and best of numbers of which the lowest is the best; "–" of none.
  package static func lowBand(_ values: [Double]) -> String {
    Band(values, higherIsBetter: false).map {
      "\(NumberText.short($0.median)) (\(NumberText.short($0.worst))–\(NumberText.short($0.best)))"
    } ?? "–"
  }

  /// "97.3 %", the median; "none" of none.
  package static func median(_ shares: [Double]) -> String { Statistics.median(shares).map(percent) ?? "none" }

  /// "850 (740–935)": median, fewest and most; "2 of 3" where some seeds did not get there, "never" where none did.
  package static func steps(_ steps: [Int?]) -> String {
    let reached = steps.compactMap { $0 }
    guard let low = reached.min(), let high = reached.max(), let median = Statistics.median(reached) else {
      return "never"
    }
    guard reached.count == steps.count else { return "\(reached.count) of \(steps.count) seeds" }
    return "\(count(Int(median.rounded()))) (\(count(low))–\(count(high)))"
  }

  /// "10,000"
  package static func count(_ number: Int) -> String {
    let digits = String(number)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// "0.3": the shortest of C's %g.
  package static func rate(_ rate: Float) -> String { number(Double(rate), digits: 6) }

  /// "0.3, 1, 3"
  package static func rates(_ rates: [Float]) -> String { rates.map(rate).joined(separator: ", ") }

  /// "1, 2, 3"
  package static func seeds(_ seeds: [UInt64]) -> String { seeds.map(String.init).joined(separator: ", ") }

  /// As C's %g with so many significant digits: "0.0123", "1.2e-05"; "not a number", "∞" and "−∞" where it is none.
  package static func number(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "not a number" : value > 0 ? "∞" : "−∞" }
    return printed("%.\(digits)g", value)
  }

  /// As C's %f: "0.98" for two places.
  package static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return number(value) }
    return printed("%.\(places)f", value)
  }

  private static func printed(_ format: String, _ value: Double) -> String {
    withVaList([value]) { arguments in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        guard let base = buffer.baseAddress else { return "" }
        vsnprintf(base, buffer.count, format, arguments)
        return String(cString: base)
      }
    }
  }
}
