import Tensors

/// Hostile files whose strings, numbers, fields or offsets are wrong.
extension HostileFile {
  /// Strings that are none.
  static let strings: [HostileFile] = [
    key("invalid UTF-8", [0xFF, 0xFE], "header byte 1: the string is not valid UTF-8"),
    key("overlong UTF-8", [0xC0, 0xAF], "not valid UTF-8"),
    key("surrogate in UTF-8", [0xED, 0xA0, 0x80], "not valid UTF-8"),
    HostileFile("invalid UTF-8 outside a string", ArchiveBytes(header: [0x7B, 0xFF, 0x7D]), "a key in double quotes"),
    HostileFile("open string", header: "{\"abc", "the string has no closing quote"),
    HostileFile("string ends in a backslash", header: "{\"a\\", "after a backslash, got the end of the header"),
    HostileFile("unknown escape", header: "{\"\\x41\":1}", "one of \"\\/bfnrtu after a backslash, got x41"),
    HostileFile("short \\u", header: "{\"\\u12\":1}", "four hexadecimal digits"),
    HostileFile("high surrogate alone", header: "{\"\\ud800\":1}", "half a surrogate pair"),
    HostileFile("low surrogate alone", header: "{\"\\udc00\":1}", "half a surrogate pair"),
    HostileFile("two high surrogates", header: "{\"\\ud800\\ud800\":1}", "half a surrogate pair"),
    HostileFile(
      "bare newline in a string", header: "{\"a\nb\":1}", "no bare control character in a string, got \\u{a}"),
    HostileFile("bare NUL in a name", header: "{\"a\0b\":1}", "no bare control character"),
    HostileFile(
      "escaped NUL in a name", header: "{\(line("a\\u0000b", "F32", "", "0,4"))}", data: 4,
      "tensor \"a\\u{0}b\": a name must not contain NUL"),
    HostileFile("terminal escape in a name", header: "{\"\\u001b[31m\":1}", "tensor \"\\u{1b}[31m\""),
    HostileFile(
      "a name of 512 letters", header: "{\"\(String(repeating: "a", count: 512))\":1}",
      "\"\(String(repeating: "a", count: 60))…\": header byte 516: expected '{'"),
    HostileFile(
      "a name of 513 letters", header: "{\"\(String(repeating: "a", count: 513))\":1}",
      "aaa…\" has 513 bytes, the limit is 512", code: .unsupported),
    HostileFile(
      "a million combining marks", header: "{\"\(String(repeating: "\u{301}\u{327}", count: 500_000))\":1}",
      "has 2000000 bytes, the limit is 512", code: .unsupported),
    HostileFile(
      "a dtype of combining marks",
      header: "{\"a\":{\"dtype\":\"\(String(repeating: "\u{301}\u{327}", count: 500_000))\"}}",
      "has 2000000 bytes, the limit is 512", code: .unsupported),
  ]

  /// Shapes and offsets that are no numbers, or too large ones.
  static let numbers: [HostileFile] = [
    tensor("negative size", "F32", "-1", "0,4", data: 4, "a whole number from 0 to 9223372036854775807, got -1"),
    tensor("fractional size", "F32", "1.0", "0,4", data: 4, "got 1.0"),
    tensor("exponent", "F32", "1e0", "0,4", data: 4, "got 1e0"),
    tensor("leading zero", "F32", "01", "0,4", data: 4, "got 01"),
    tensor("plus sign", "F32", "+1", "0,4", data: 4, "got +1"),
    tensor("hexadecimal", "F32", "0x1", "0,4", data: 4, "expected ',' or ']', got x1"),
    tensor("size as text", "F32", "\"1\"", "0,4", data: 4, "a whole number from 0"),
    tensor("size null", "F32", "null", "0,4", data: 4, "got null"),
    tensor("size NaN", "F32", "NaN", "0,4", data: 4, "got NaN"),
    tensor("size 2^63", "F32", "9223372036854775808", "0,4", data: 4, "got 9223372036854775808"),
    tensor("size of 30 digits", "F32", "100000000000000000000000000000", "0,4", data: 4, "a whole number from 0"),
    tensor("elements overflow", "F32", "4294967296,4294967296", "0,4", data: 4, "the number of elements of"),
    tensor("bytes overflow", "F64", "2305843009213693952", "0,4", data: 4, "the byte count of F64"),
    tensor("elements overflow to the right count", "F32", "4611686018427387905,4", "0,16", data: 16, "overflows"),
    tensor("shape's comma", "F32", "1,", "0,4", data: 4, "a whole number from 0 to 9223372036854775807, got ]"),
    tensor(
      "65 axes", "F32", Array(repeating: "1", count: 65).joined(separator: ","), "0,4", data: 4,
      "shape of more than 64 numbers", code: .unsupported),
    tensor("negative offset", "F32", "1", "-4,0", data: 4, "got -4"),
    tensor("offset 2^64", "F32", "1", "0,18446744073709551616", data: 4, "got 18446744073709551616"),
    tensor("offsets of no number", "F32", "1", "", data: 4, "expected data_offsets of two numbers"),
    tensor("offsets of one number", "F32", "1", "0", data: 4, "expected data_offsets of two numbers"),
    tensor("offsets of three numbers", "F32", "1", "0,4,8", data: 4, "expected data_offsets of two numbers"),
  ]

  /// Fields missing, unknown or of another type.
  static let fields: [HostileFile] = [
    HostileFile("no dtype", header: "{\"a\":{\"shape\":[],\"data_offsets\":[0,4]}}", data: 4, "field dtype is missing"),
    HostileFile(
      "no shape", header: "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", data: 4, "field shape is missing"),
    HostileFile(
      "no offsets", header: "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", data: 4, "field data_offsets is missing"),
    HostileFile("no field", header: "{\"a\":{}}", "tensor \"a\": the field dtype is missing"),
    HostileFile("unknown field", header: "{\"a\":{\"strides\":[]}}", "got \"strides\""),
    HostileFile("dtype is a number", header: "{\"a\":{\"dtype\":32}}", "a dtype in double quotes, got 32"),
    HostileFile("shape is a number", header: "{\"a\":{\"shape\":4}}", "'[' to open the shape, got 4"),
    HostileFile("shape is null", header: "{\"a\":{\"shape\":null}}", "'[' to open the shape, got null"),
    HostileFile("offsets are an object", header: "{\"a\":{\"data_offsets\":{}}}", "'[' to open data_offsets, got {"),
    tensor("unknown dtype", "F33", "1", "0,4", data: 4, "expected a dtype such as F32, F64, I32, I64, got \"F33\""),
    tensor("dtype in lower case", "f32", "1", "0,4", data: 4, "got \"f32\""),
    tensor("empty dtype", "", "1", "0,4", data: 4, "got \"\""),
    tensor("half floats", "F16", "2", "0,4", data: 4, "tensor \"a\": dtype F16 is not supported", code: .unsupported),
    tensor("bfloat16", "BF16", "2", "0,4", data: 4, "dtype BF16 is not supported", code: .unsupported),
  ]

  /// Tensors that do not fill the data exactly.
  static let layouts: [HostileFile] = [
    tensor("begin after end", "F32", "1", "4,0", data: 4, "data_offsets begin at 4, after their end at 0"),
    tensor("out of bounds", "F32", "2", "0,8", data: 4, "data_offsets end at 8, the file has 4 bytes of data"),
    tensor("far out of bounds", "F32", "1", "9223372036854775803,9223372036854775807", data: 4, "the file has 4 bytes"),
    tensor("shape larger than offsets", "F32", "2", "0,4", data: 4, "F32 [2] needs 8 bytes, data_offsets give 4"),
    tensor("shape smaller than offsets", "F32", "1", "0,8", data: 8, "F32 [1] needs 4 bytes, data_offsets give 8"),
    tensor("dtype larger than offsets", "I64", "1", "0,4", data: 4, "I64 [1] needs 8 bytes"),
    tensor("empty tensor with bytes", "F32", "0,9", "0,4", data: 4, "F32 [0, 9] needs 0 bytes"),
    tensor("a hole at the start", "F32", "1", "4,8", data: 8, "which leaves a hole from byte 0"),
    tensor("an empty tensor past a hole", "F32", "0", "4,4", data: 4, "which leaves a hole from byte 0"),
    tensor("trailing byte", "F32", "1", "0,4", data: 5, "1 byte after the last tensor"),
    HostileFile("data and no tensor", header: "{}", data: 3, "3 bytes after the last tensor"),
    HostileFile(
      "a hole between", header: "{\(line("a", "F32", "1", "0,4")),\(line("b", "F32", "1", "8,12"))}", data: 12,
      "tensor \"b\": begins at data byte 8, which leaves a hole from byte 4"),
    HostileFile(
      "overlap", header: "{\(line("a", "F32", "2", "0,8")),\(line("b", "F32", "2", "4,12"))}", data: 12,
      "tensor \"b\": begins at data byte 4, overlaps a tensor that ends at 8"),
    HostileFile(
      "two tensors on the same bytes",
      header: "{\(line("a", "F32", "1", "0,4")),\(line("b", "F32", "1", "0,4"))}", data: 4, "overlaps a tensor"),
    HostileFile(
      "an empty tensor inside another",
      header: "{\(line("a", "F32", "2", "0,8")),\(line("b", "F32", "0", "4,4"))}", data: 8, "overlaps a tensor"),
  ]

  /// A file whose only key is those bytes.
  private static func key(_ name: String, _ bytes: [UInt8], _ fragment: String) -> HostileFile {
    HostileFile(name, ArchiveBytes(header: Array("{\"".utf8) + bytes + Array("\":1}".utf8)), fragment)
  }

  /// A file of one tensor called a.
  private static func tensor(
    _ name: String, _ dtype: String, _ shape: String, _ offsets: String, data: Int, _ fragment: String,
    code: NormKitError.Code = .format
  ) -> HostileFile {
    HostileFile(name, header: "{\(line("a", dtype, shape, offsets))}", data: data, fragment, code: code)
  }
}
