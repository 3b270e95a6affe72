#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An axis that knows its ends: from values to shares of its length, and its ticks.
struct AxisScale {
  struct Tick: Equatable {
    var value: Double
    var label: String
  }

  let axis: Axis
  /// The ends, as logarithms to base 10 where the axis is logarithmic.
  let low: Double
  let high: Double

  /// An axis over `values`, with `margin` of the length to spare at each end; over 0…1 or 1…10 when there are none.
  init(_ axis: Axis, fitting values: some Sequence<Double>, margin: Double = 0.04) {
    self.axis = axis
    let isLogarithmic = axis.scale == .logarithmic
    func place(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
    if let range = axis.range, axis.shows(range.lowerBound), axis.shows(range.upperBound) {
      (low, high) = Self.widened(place(range.lowerBound), place(range.upperBound), isLogarithmic)
      return
    }
    var ends: (Double, Double)?
    for value in values where axis.shows(value) {
      let place = place(value)
      ends = ends.map { (min($0.0, place), max($0.1, place)) } ?? (place, place)
    }
    guard let ends else {
      (low, high) = (0, 1)
      return
    }
    let (first, last) = Self.widened(ends.0, ends.1, isLogarithmic)
    (low, high) = (first - (last - first) * margin, last + (last - first) * margin)
  }

  /// Ends that are apart, however near the values are to each other.
  private static func widened(_ low: Double, _ high: Double, _ isLogarithmic: Bool) -> (Double, Double) {
    let size = max(low.magnitude, high.magnitude)
    guard high - low <= max(size * 1e-9, 1e-300) else { return (low, high) }
    let pad = isLogarithmic ? 0.5 : size < 1e-300 ? 1 : size * 0.1
    return (low - pad, high + pad)
  }

  /// The share of the length at which `value` lies; nil where it has no place. Beyond 0…1 outside of the ends.
  func share(_ value: Double) -> Double? {
    guard value.isFinite, axis.scale == .linear || value > 0 else { return nil }
    let place = axis.scale == .logarithmic ? log10(value) : value
    return min(max((place - low) / (high - low), -100), 100)
  }

  /// The value at a share of the length.
  func value(_ share: Double) -> Double {
    let place = low + share * (high - low)
    return axis.scale == .logarithmic ? pow(10, place) : place
  }

  /// About `count` ticks at round values: every 1, 2 or 5 on a linear axis, decades on a logarithmic one.
  func ticks(about count: Int) -> [Tick] {
    let count = max(2, count)
    guard axis.scale == .logarithmic else { return linearTicks(count) }
    let decades =
      Int((low - 1e-9).rounded(.up))...max(Int((low - 1e-9).rounded(.up)), Int((high + 1e-9).rounded(.down)))
    let inside = decades.filter { Double($0) >= low - 1e-9 && Double($0) <= high + 1e-9 }
    if inside.count >= 3 || (inside.count == 2 && count < 4) {
      let stride = (inside.count + count - 1) / count
      let shown = inside.filter { (($0 % stride) + stride) % stride == 0 }
      let isPlain = shown.allSatisfy { (-3...4).contains($0) }
      return shown.map {
        Tick(value: pow(10, Double($0)), label: isPlain ? NumberText.decimal(1, $0) : NumberText.powerOfTen($0))
      }
    }
    return shortLogarithmicTicks(count)
  }

  /// Ticks of an axis of less than three decades: 1, 2 and 5 of each, or a linear axis's where that gives too few.
  private func shortLogarithmicTicks(_ count: Int) -> [Tick] {
    var ticks: [Tick] = []
    for exponent in Int(low.rounded(.down))...Int(high.rounded(.up)) {
      for mantissa in [1, 2, 5] {
        let place = Double(exponent) + log10(Double(mantissa))
        guard place >= low - 1e-9, place <= high + 1e-9 else { continue }
        ticks.append(Tick(value: pow(10, place), label: label(mantissa, exponent)))
      }
    }
    if ticks.count > count { ticks = ticks.filter { $0.label.contains("1") } }
    guard ticks.count < 2 else { return ticks }
    var plain = axis
    plain.scale = .linear
    plain.range = pow(10, low)...pow(10, high)
    return AxisScale(plain, fitting: []).linearTicks(count)
  }

  private func linearTicks(_ count: Int) -> [Tick] {
    let rough = high / Double(count) - low / Double(count)
    var exponent = NumberText.exponent(rough)
    var unit = 10
    for candidate in [1, 2, 5] where Double(candidate) * pow(10, Double(exponent)) >= rough * 0.999_999 {
      unit = candidate
      break
    }
    if unit == 10 { (unit, exponent) = (1, exponent + 1) }
    let step = Double(unit) * pow(10, Double(exponent))
    guard step > 0, step.isFinite else { return [] }
    let first = (low / step - 1e-6).rounded(.up)
    let last = (high / step + 1e-6).rounded(.down)
    guard first.magnitude < 1e12, last.magnitude < 1e12, last >= first else { return [] }
    return (Int(first)...Int(last)).map { Tick(value: Double($0) * step, label: label($0 * unit, exponent)) }
  }

  private func label(_ mantissa: Int, _ exponent: Int) -> String {
    if mantissa == 0 { return "0" }
    if (-5...6).contains(exponent), !(exponent > 3 && mantissa.magnitude > 999) {
      let text = NumberText.decimal(mantissa, exponent)
      return axis.groupsDigits ? text : text.filter { $0 != "," }
    }
    // "1.5×10⁻⁴", as every tick of the axis.
    var digits = String(mantissa.magnitude)
    let power = NumberText.powerOfTen(exponent + digits.count - 1)
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    if digits.count > 1 { digits.insert(".", at: digits.index(after: digits.startIndex)) }
    return (mantissa < 0 ? "−" : "") + (digits == "1" ? "" : digits + "×") + power
  }
}
