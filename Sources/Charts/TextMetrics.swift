/// How wide text will be: an estimate from the widths of Helvetica's and Arial's characters, a little generous.
enum TextMetrics {
  /// The width of `text` at a font size, in the same unit.
  static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
    text.reduce(0) { $0 + width($1) } * size * (bold ? 1.1 : 1.04)
  }

  /// `text` cut at spaces into lines of at most `width`; a longer word has a line of its own.
  static func lines(_ text: String, size: Double, bold: Bool = false, width: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, Self.width(last + " " + word, size: size, bold: bold) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  private static func width(_ character: Character) -> Double {
    switch character {
    case "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!", " ", "f", "t", "[", "]", "/", "(", ")", "r", "-": 0.32
    case "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻", "°": 0.37
    case "m", "w", "M", "W", "@", "%", "→", "—": 0.89
    case "A"..."Z", "&", "×", "−", "+", "=", "<", ">", "≥", "≤", "±", "σ", "γ", "β", "μ", "ε": 0.66
    case _ where character.isASCII: 0.56
    default: 0.7
    }
  }
}
