import Archive
import Tensors
import Testing

/// The strict parser, and the writer, of the JSON in text sections.
@Suite struct JSONValueTests {
  private func parse(_ text: String) throws(NormKitError) -> JSONValue { try JSONValue.parse(text, place: "p") }

  private func message(_ text: String) -> String? {
    do throws(NormKitError) {
      _ = try parse(text)
      return nil
    } catch { return "\(error.code): \(error.message)" }
  }

  @Test func readsWhatJSONAllows() throws {
    #expect(try parse(" null ") == .null)
    #expect(try parse("[true,false, [ ]\t,{}\n]") == .array([.bool(true), .bool(false), .array([]), .object([:])]))
    for number in ["0", "-0", "12", "-3.25", "1e5", "1E+5", "0.5e-7", "18446744073709551615"] {
      #expect(try parse(number) == .number(number))
    }
    #expect(try parse(#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 é""#) == .string("a\"\\/\u{8}\u{C}\n\r\té😀 é"))
    #expect(try parse(#"{"b": 1, "a": {"c": [2]}}"#).text == #"{"a":{"c":[2]},"b":1}"#)
  }

  @Test(arguments: [
    ("", "expected a value, got the end of the text"),
    ("nul", "expected a value, got nul"),
    ("NaN", "expected a value, got NaN"),
    ("'a'", "expected a value, got 'a'"),
    ("[1,]", "expected a value, got ]"),
    ("[1 2]", "expected ',' or ']', got 2"),
    ("{\"a\" 1}", "expected ':', got 1"),
    ("{a:1}", "expected a key in double quotes, got a"),
    ("{\"a\":1,}", "expected a key in double quotes, got }"),
    ("{\"a\":1", "expected ',' or '}', got the end of the text"),
    ("{\"a\":1,\"\\u0061\":2}", "duplicate key \"a\""),
    ("1 1", "expected nothing after the value, got 1"),
    ("01", "expected a number without leading zeros, got 01"),
    ("-", "expected a digit, got the end of the text"),
    ("+1", "expected a value, got +1"),
    (".5", "expected a value, got .5"),
    ("1.", "expected a digit, got the end of the text"),
    ("1e", "expected a digit, got the end of the text"),
    ("0x1", "expected nothing after the value, got x1"),
    ("\"a", "the string has no closing quote"),
    ("\"\t\"", "expected no bare control character in a string"),
    ("\"\\x\"", "expected one of"),
    ("\"\\ud800\"", "half a surrogate pair"),
  ])
  func refusesTheRest(text: String, expected: String) {
    let message = message(text)
    #expect(message?.hasPrefix("format: p: text byte ") == true, "\(text): \(message ?? "nothing")")
    #expect(message?.contains(expected) == true, "\(text): \(message ?? "nothing")")
  }

  @Test func nestingAndLengthAreLimited() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(message(nested(64)) == nil)
    #expect(message(nested(65)) == "format: p: text byte 64: expected at most 64 levels of nesting, got [")
    #expect(message(String(repeating: "{\"a\":", count: 100_000))?.contains("64 levels") == true)
    let long = String(repeating: "x", count: 65_537)
    #expect(message("\"\(long.dropLast())\"") == nil)
    #expect(
      message("\"\(long)\"") == "unsupported: p: text byte 0: a string of 65537 bytes, the limit is 65536")
    #expect(message("{\"\(long)\":1}")?.hasPrefix("unsupported: p: text byte 1: the name") == true)
  }

  /// What is written is read back, whatever it is: no escape and no digit is lost.
  @Test func textIsReadBack() throws {
    let scalars = String(String.UnicodeScalarView((0..<0x300).compactMap(Unicode.Scalar.init)))
    let value = JSONValue.object([
      "\"\\/\u{0}\n": .array([.null, .bool(true), .bool(false), .number("-1.5e-07"), .string(scalars + "\u{10FFFF}")]),
      "": .object([:]), "é": .array([]),
    ])
    #expect(try parse(value.text) == value)
  }
}
