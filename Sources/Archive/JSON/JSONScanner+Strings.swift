import Tensors

/// Strings: escapes decoded, UTF-8 checked.
extension JSONScanner {
  /// The longest name of a tensor, section, field or type, in bytes of UTF-8.
  ///
  /// Swift compares and hashes strings by their normal form, which takes quadratic time on a run of combining marks:
  /// six minutes did not suffice for one name of 16 MB. A header of 16 MB full of names at the limit takes seconds.
  static let nameByteLimit = 512

  /// Reads a string that will be compared. Throws: as `readString`; `unsupported` beyond `nameByteLimit`.
  mutating func readName(_ expected: String) throws(NormKitError) -> String {
    let start = position
    let name = try readString(expected)
    guard name.utf8.count <= Self.nameByteLimit else {
      throw NormKitError(
        .unsupported,
        "\(subject): \(noun) byte \(start): the name \"\(name.printable)\" has \(name.utf8.count) bytes, "
          + "the limit is \(Self.nameByteLimit)")
    }
    return name
  }

  /// Reads a string. Throws: `format` for an open string, a bare control character, a bad escape, half a surrogate
  /// pair, or bytes that are not UTF-8.
  mutating func readString(_ expected: String) throws(NormKitError) -> String {
    let start = position
    guard take("\"") else { throw unexpected(expected) }
    var text: [UInt8] = []
    while let byte = next {
      guard byte >= 0x20 else { throw unexpected("no bare control character in a string") }
      position += 1
      switch byte {
      case 0x22:
        guard let string = String(validating: text, as: UTF8.self) else {
          throw NormKitError(.format, "\(subject): \(noun) byte \(start): the string is not valid UTF-8")
        }
        return string
      case 0x5C: text.append(contentsOf: String(try readEscape()).utf8)
      default: text.append(byte)
      }
    }
    throw NormKitError(.format, "\(subject): \(noun) byte \(start): the string has no closing quote")
  }

  /// Reads what follows a backslash.
  private mutating func readEscape() throws(NormKitError) -> Unicode.Scalar {
    if take("u") { return try readUnicodeEscape() }
    let scalar: Unicode.Scalar
    switch next {
    case 0x22: scalar = "\""
    case 0x5C: scalar = "\\"
    case 0x2F: scalar = "/"
    case 0x62: scalar = "\u{8}"
    case 0x66: scalar = "\u{C}"
    case 0x6E: scalar = "\n"
    case 0x72: scalar = "\r"
    case 0x74: scalar = "\t"
    default: throw unexpected("one of \"\\/bfnrtu after a backslash")
    }
    position += 1
    return scalar
  }

  /// Reads the four digits after `\u`, and a second escape where the first is the high half of a surrogate pair.
  private mutating func readUnicodeEscape() throws(NormKitError) -> Unicode.Scalar {
    let start = position
    let high = try readFourHexDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    if high < 0xDC00, take("\\"), take("u") {
      let low = try readFourHexDigits()
      if (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw NormKitError(.format, "\(subject): \(noun) byte \(start): half a surrogate pair in a string")
  }

  private mutating func readFourHexDigits() throws(NormKitError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let next, let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
        throw unexpected("four hexadecimal digits after \\u")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
