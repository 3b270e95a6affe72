#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Numbers as a reader wants them: "1,200", "0.05", "3×10⁻⁷".
package enum NumberText {
  /// `value` with so many decimals (0–9): "97.25"; "–" for what is no number. From 10¹⁵ on in powers of ten.
  package static func fixed(_ value: Double, decimals: Int = 2) -> String {
    guard value.isFinite else { return "–" }
    let decimals = min(max(decimals, 0), 9)
    guard abs(value) < 1e15 else { return scientific(value) }
    var whole = value.magnitude.rounded(.towardZero)
    let scale = pow(10, Double(decimals))
    var part = ((value.magnitude - whole) * scale).rounded()
    if part >= scale {
      whole += 1
      part = 0
    }
    let sign = value < 0 && (whole > 0 || part > 0) ? "−" : ""
    guard decimals > 0 else { return sign + grouped(Int(whole)) }
    let digits = String(Int(part))
    return sign + grouped(Int(whole)) + "." + String(repeating: "0", count: decimals - digits.count) + digits
  }

  /// Three significant digits, in powers of ten outside 10⁻³…10⁵: "0.0312", "1,250", "3.1×10⁻⁷".
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    guard value != 0 else { return "0" }
    let exponent = Self.exponent(value)
    guard (-3..<5).contains(exponent) else { return scientific(value) }
    return trimmed(fixed(value, decimals: max(0, 2 - exponent)))
  }

  /// "mantissa × 10^exponent" of whole numbers, exactly, in plain digits: `decimal(25, -2)` is "0.25".
  static func decimal(_ mantissa: Int, _ exponent: Int) -> String {
    let digits = String(mantissa.magnitude)
    let sign = mantissa < 0 ? "−" : ""
    guard exponent < 0 else {
      return sign + grouped(digits + String(repeating: "0", count: mantissa == 0 ? 0 : exponent))
    }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
    return sign + grouped(String(padded.dropLast(-exponent))) + "." + padded.suffix(-exponent)
  }

  /// "10⁻³"
  static func powerOfTen(_ exponent: Int) -> String {
    "10" + String(String(exponent).map { superscripts[$0] ?? $0 })
  }

  /// The exponent of the largest power of ten that is no larger than a number other than 0.
  static func exponent(_ value: Double) -> Int {
    let estimate = Int(log10(value.magnitude).rounded(.down))
    // The logarithm may be off by one place at a power of ten, and the power by its last digit.
    let magnitude = value.magnitude * (1 + 4 * Double.ulpOfOne)
    if pow(10, Double(estimate + 1)) <= magnitude { return estimate + 1 }
    return pow(10, Double(estimate)) > magnitude ? estimate - 1 : estimate
  }

  private static func scientific(_ value: Double) -> String {
    var exponent = Self.exponent(value)
    // In two steps: 10⁻³²⁰ and its like have no inverse.
    var mantissa = value.magnitude / pow(10, Double(exponent / 2)) / pow(10, Double(exponent - exponent / 2))
    if mantissa.rounded(to: 1) >= 10 {
      mantissa /= 10
      exponent += 1
    }
    let digits = trimmed(fixed(mantissa, decimals: 1))
    return (value < 0 ? "−" : "") + (digits == "1" ? "" : digits + "×") + powerOfTen(exponent)
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  /// "10,000"
  package static func grouped(_ number: Int) -> String {
    (number < 0 ? "−" : "") + grouped(String(number.magnitude))
  }

  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
  ]
}

extension Double {
  fileprivate func rounded(to decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    return (self * scale).rounded() / scale
  }
}
