/// Text out of a file, made fit for an error message.
extension String {
  /// The text with quotes, control and direction characters escaped, cut after 60 characters: a hostile name can
  /// neither fill a log nor rewrite a terminal.
  var printable: String { printable(upTo: 60) }

  /// The same, cut after `limit` characters.
  func printable(upTo limit: Int) -> String {
    var result = ""
    for (index, scalar) in unicodeScalars.enumerated() {
      guard index < limit else { return result + "…" }
      switch scalar.value {
      case 0x22, 0x5C: result += "\\" + String(scalar)
      case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
