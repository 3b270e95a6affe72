import Tensors

/// A strict scanner for JSON: of an archive's header, and of the text sections in it.
///
/// A header's nesting is known beforehand, so its reading neither recurses nor holds more than one string; a section's
/// is limited. It sees duplicate keys and order, which a JSON decoder hides. Every mistake is a `format` error that names
/// the file, the tensor or section, the byte, what was expected and what came.
struct JSONScanner {
  let bytes: UnsafeRawBufferPointer
  /// The index of the next byte.
  var position = 0
  /// The function and file that errors name.
  let place: String
  /// What is being scanned, for error texts: "header".
  let noun: String
  /// The tensor or section being read, if any, for error texts.
  var entry: String?

  /// Scans `bytes`, which must outlive the scanner.
  init(_ bytes: UnsafeRawBufferPointer, place: String, noun: String = "header") {
    self.bytes = bytes
    self.place = place
    self.noun = noun
  }

  /// The start of every error text: file, and tensor where one is being read.
  var subject: String { entry.map { "\(place): tensor \"\($0.printable)\"" } ?? place }

  /// The error for what stands at the current position.
  func unexpected(_ expected: String) -> NormKitError {
    NormKitError(.format, "\(subject): \(noun) byte \(position): expected \(expected), got \(found)")
  }

  /// The token at the current position, for error texts.
  private var found: String {
    guard position < bytes.count else { return "the end of the \(noun)" }
    let ends: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x3A, 0x5D, 0x7D]
    let rest = bytes[position..<min(position + 24, bytes.count)]
    let token = rest.dropFirst().prefix { !ends.contains($0) }
    return String(decoding: rest[rest.startIndex..<token.endIndex], as: UTF8.self).printable
  }

  /// The byte at the current position; nil at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Takes that character if it is next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let next, UInt32(next) == character.value else { return false }
    position += 1
    return true
  }

  mutating func skipWhitespace() {
    while let next, next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D { position += 1 }
  }

  /// Only the spaces that pad the header may follow its object.
  mutating func finish() throws(NormKitError) {
    while take(" ") {}
    guard position == bytes.count else { throw unexpected("only spaces after the object") }
  }

  /// Reads an object, handing each key to `member`, which reads the value. Throws: `format` for a duplicate key, too.
  mutating func readObject(
    _ expected: String, member: (inout JSONScanner, String) throws(NormKitError) -> Void
  ) throws(NormKitError) {
    guard take("{") else { throw unexpected(expected) }
    skipWhitespace()
    if take("}") { return }
    var keys = Set<String>()
    repeat {
      skipWhitespace()
      let start = position
      let key = try readName("a key in double quotes")
      guard keys.insert(key).inserted else {
        throw NormKitError(.format, "\(subject): \(noun) byte \(start): duplicate key \"\(key.printable)\"")
      }
      skipWhitespace()
      guard take(":") else { throw unexpected("':'") }
      skipWhitespace()
      try member(&self, key)
      skipWhitespace()
    } while take(",")
    guard take("}") else { throw unexpected("',' or '}'") }
  }

  /// Reads the array of whole numbers that is called `name`. Throws: `unsupported` when there are more than `limit`.
  mutating func readIntegers(_ name: String, limit: Int) throws(NormKitError) -> [Int] {
    guard take("[") else { throw unexpected("'[' to open \(name)") }
    skipWhitespace()
    if take("]") { return [] }
    var values: [Int] = []
    repeat {
      skipWhitespace()
      guard values.count < limit else {
        throw NormKitError(
          .unsupported, "\(subject): \(noun) byte \(position): \(name) of more than \(limit) numbers")
      }
      values.append(try readInteger())
      skipWhitespace()
    } while take(",")
    guard take("]") else { throw unexpected("',' or ']'") }
    return values
  }

  /// Reads a whole number of 0 ..< 2^63, written in digits alone.
  private mutating func readInteger() throws(NormKitError) -> Int {
    let start = position
    let expected = "a whole number from 0 to \(Int.max)"
    var value = 0
    while let digit = next, (0x30...0x39).contains(digit) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(digit) - 0x30)
      guard !overflow, !carry else {
        position = start
        throw unexpected(expected)
      }
      value = sum
      position += 1
    }
    let length = position - start
    let isFraction = next.map { $0 == 0x2E || $0 | 0x20 == 0x65 } ?? false
    guard length > 0, !isFraction, length == 1 || bytes[start] != 0x30 else {
      position = start
      throw unexpected(expected)
    }
    return value
  }
}
