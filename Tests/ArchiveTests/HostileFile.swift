import Tensors
import Testing

/// The museum: files that break one rule each, as recipes, with the error that must name the rule.
struct HostileFile: Sendable, CustomTestStringConvertible {
  let name: String
  let file: ArchiveBytes
  let code: NormKitError.Code
  /// A part of the error's text.
  let fragment: String

  var testDescription: String { name }

  init(_ name: String, _ file: ArchiveBytes, _ fragment: String, code: NormKitError.Code = .format) {
    self.name = name
    self.file = file
    self.code = code
    self.fragment = fragment
  }

  /// A file whose header is that JSON.
  init(_ name: String, header: String, data: Int = 0, _ fragment: String, code: NormKitError.Code = .format) {
    self.init(name, ArchiveBytes(header: header, data: data), fragment, code: code)
  }

  static let all = lengths + json + metadata + strings + numbers + fields + layouts

  /// Wrong length fields.
  static let lengths: [HostileFile] = [
    HostileFile("empty file", ArchiveBytes(raw: []), "expected 8 bytes of header length, got 0 bytes in all"),
    HostileFile("seven bytes", ArchiveBytes(raw: [2, 0, 0, 0, 0, 0, 0]), "got 7 bytes in all"),
    HostileFile("length 0", ArchiveBytes(length: 0, header: Array("{}".utf8)), "length is 0, expected at least 2"),
    HostileFile("length past the end", ArchiveBytes(length: 3, header: Array("{}".utf8)), "only 2 bytes follow"),
    HostileFile(
      "length 2^63", ArchiveBytes(length: 1 << 63, header: Array("{}".utf8)), "length is 9223372036854775808"),
    HostileFile("length 2^64 - 1", ArchiveBytes(length: .max, header: Array("{}".utf8)), "only 2 bytes follow"),
    HostileFile(
      "length above the limit", ArchiveBytes(length: 16 << 20 + 1, header: [], data: 16 << 20 + 1),
      "the limit is 16777216", code: .unsupported),
    HostileFile("another format", ArchiveBytes(raw: Array("PK\u{3}\u{4}0123456789".utf8)), "bytes follow"),
  ]

  /// Not the JSON that a header is.
  static let json: [HostileFile] = [
    HostileFile("one byte", header: "{", "byte 1: expected a key in double quotes, got the end of the header"),
    HostileFile("zeros", ArchiveBytes(header: [0, 0]), "expected '{' as the first byte, got \\u{0}\\u{0}"),
    HostileFile("space before the object", header: " {}", "expected '{' as the first byte"),
    HostileFile("an array", header: "[]", "expected '{' as the first byte, got ["),
    HostileFile("a number", header: "12", "expected '{' as the first byte, got 12"),
    HostileFile(
      "not closed", header: "{\(line("a", "F32", "", "0,4"))", data: 4,
      "expected ',' or '}', got the end of the header"),
    HostileFile("garbage after the object", header: "{}x", "byte 2: expected only spaces after the object, got x"),
    HostileFile("a second object", header: "{}{}", "only spaces after the object"),
    HostileFile("a newline after the object", header: "{}\n", "only spaces after the object"),
    HostileFile("a comment", header: "{/**/}", "a key in double quotes, got /**/"),
    HostileFile("single quotes", header: "{'a':1}", "a key in double quotes, got 'a'"),
    HostileFile(
      "trailing comma", header: "{\(line("a", "F32", "", "0,4")),}", data: 4, "a key in double quotes, got }"),
    HostileFile("no colon", header: "{\"a\" 1}", "expected ':', got 1"),
    HostileFile(
      "no comma", header: "{\(line("a", "F32", "", "0,4")) \"b\"}", data: 4, "expected ',' or '}', got \\\"b"),
    HostileFile(
      "NaN", header: "{\"a\":NaN}", "tensor \"a\": header byte 5: expected '{' to open the tensor's fields, got NaN"),
    HostileFile("null", header: "{\"a\":null}", "expected '{' to open the tensor's fields, got null"),
    HostileFile("deep arrays", header: "{\"a\":" + nest("[", 100_000), "got [[[["),
    HostileFile(
      "deep objects", header: nest("{\"a\":", 100_000), "expected the fields dtype, shape, data_offsets, got \"a\""),
    HostileFile("deep shape", header: "{\"a\":{\"shape\":" + nest("[", 100_000), "expected a whole number from 0"),
    HostileFile(
      "duplicate tensor", header: "{\(line("a", "F32", "", "0,4")),\(line("a", "F32", "", "4,8"))}", data: 8,
      "duplicate key \"a\""),
    HostileFile(
      "duplicate tensor, one escaped",
      header: "{\(line("a", "F32", "", "0,4")),\(line("\\u0061", "F32", "", "4,8"))}", data: 8, "duplicate key \"a\""),
    HostileFile("duplicate field", header: "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "duplicate key \"dtype\""),
  ]

  /// Text sections that are none.
  static let metadata: [HostileFile] = [
    HostileFile("duplicate section", header: "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "duplicate key \"k\""),
    HostileFile("two metadata", header: "{\"__metadata__\":{},\"__metadata__\":{}}", "duplicate key \"__metadata__\""),
    HostileFile("metadata is an array", header: "{\"__metadata__\":[]}", "expected '{' to open __metadata__, got ["),
    HostileFile(
      "metadata value is a number", header: "{\"__metadata__\":{\"k\":1}}",
      "expected text in double quotes for section \"k\", got 1"),
    HostileFile("metadata value is an object", header: "{\"__metadata__\":{\"k\":{}}}", "text in double quotes"),
    HostileFile("metadata value is NaN", header: "{\"__metadata__\":{\"k\":NaN}}", "got NaN"),
    HostileFile(
      "NUL in a section name", header: "{\"__metadata__\":{\"\\u0000\":\"\"}}",
      "section \"\\u{0}\": a name must not contain NUL"),
  ]

  private static func nest(_ text: String, _ depth: Int) -> String { String(repeating: text, count: depth) }
}
