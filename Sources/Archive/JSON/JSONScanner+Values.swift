package import Tensors

extension JSONValue {
  /// The one value that `text` holds. Throws: `format` naming `place`, the byte, what was expected and what came, for
  /// anything that RFC 8259 does not allow, a key that occurs twice, or nesting beyond 64 levels; `unsupported` for a key
  /// above 512 bytes or a string above 64 KB.
  package static func parse(_ text: String, place: String) throws(NormKitError) -> JSONValue {
    try Array(text.utf8).withUnsafeBufferPointer { (bytes) throws(NormKitError) in
      var scanner = JSONScanner(UnsafeRawBufferPointer(bytes), place: place, noun: "text")
      scanner.skipWhitespace()
      let value = try scanner.readValue(depth: 0)
      scanner.skipWhitespace()
      guard scanner.next == nil else { throw scanner.unexpected("nothing after the value") }
      return value
    }
  }
}

/// Values of any kind.
extension JSONScanner {
  /// The deepest nesting read: ours is 6, and each level takes stack.
  private static let depthLimit = 64
  /// The longest string read, in bytes of UTF-8; see `nameByteLimit` for what longer ones would cost.
  private static let stringByteLimit = 1 << 16

  /// Reads the value at the current position.
  fileprivate mutating func readValue(depth: Int) throws(NormKitError) -> JSONValue {
    guard depth < Self.depthLimit else { throw unexpected("at most \(Self.depthLimit) levels of nesting") }
    switch next ?? 0 {
    case 0x7B: return try readObjectValue(depth: depth)
    case 0x5B: return try readArrayValue(depth: depth)
    case 0x22: return .string(try readStringValue())
    case 0x2D, 0x30...0x39: return .number(try readNumber())
    default:
      for (word, value): (StaticString, JSONValue) in [("true", .bool(true)), ("false", .bool(false)), ("null", .null)]
      where take(word: word) { return value }
      throw unexpected("a value")
    }
  }

  private mutating func readObjectValue(depth: Int) throws(NormKitError) -> JSONValue {
    var members: [String: JSONValue] = [:]
    try readObject("'{'") { (scanner, key) throws(NormKitError) in
      members[key] = try scanner.readValue(depth: depth + 1)
    }
    return .object(members)
  }

  private mutating func readArrayValue(depth: Int) throws(NormKitError) -> JSONValue {
    position += 1
    skipWhitespace()
    if take("]") { return .array([]) }
    var elements: [JSONValue] = []
    repeat {
      skipWhitespace()
      elements.append(try readValue(depth: depth + 1))
      skipWhitespace()
    } while take(",")
    guard take("]") else { throw unexpected("',' or ']'") }
    return .array(elements)
  }

  private mutating func readStringValue() throws(NormKitError) -> String {
    let start = position
    let text = try readString("a string")
    guard text.utf8.count <= Self.stringByteLimit else {
      throw NormKitError(
        .unsupported,
        "\(subject): \(noun) byte \(start): a string of \(text.utf8.count) bytes, the limit is \(Self.stringByteLimit)")
    }
    return text
  }

  /// Reads a number: sign, digits without a leading zero, fraction, exponent.
  private mutating func readNumber() throws(NormKitError) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try readDigits() }
    if take(".") { try readDigits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try readDigits()
    }
    if let next, (0x30...0x39).contains(next) {
      position = start
      throw unexpected("a number without leading zeros")
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func readDigits() throws(NormKitError) {
    guard let first = next, (0x30...0x39).contains(first) else { throw unexpected("a digit") }
    while let next, (0x30...0x39).contains(next) { position += 1 }
  }

  private mutating func take(word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    let matches = word.withUTF8Buffer { $0.elementsEqual(bytes[position..<end]) }
    if matches { position = end }
    return matches
  }
}
