/// Text for SVG and HTML: escaping, and numbers written without Foundation and always in the same way.
enum Markup {
  /// `text` with the characters that markup gives a meaning replaced, and those that XML forbids shown as U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same for text that is broken into lines: none ends before a percent sign or beside an equals sign.
  static func prose(_ text: String) -> String {
    escaped(text).replacing(" %", with: "\u{A0}%").replacing(" = ", with: "\u{A0}=\u{A0}")
  }

  /// A length or a coordinate: two decimals at most, no trailing zeros, 0 for what is no number.
  static func coordinate(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((min(max(value, -1e6), 1e6) * 100).rounded())
    let magnitude = hundredths.magnitude
    var text = (hundredths < 0 ? "-" : "") + String(magnitude / 100)
    if magnitude % 100 != 0 {
      text += "." + (magnitude % 100 < 10 ? "0" : "") + String(magnitude % 100)
      if text.last == "0" { text.removeLast() }
    }
    return text
  }
}
