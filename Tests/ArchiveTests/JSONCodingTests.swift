import Archive
import Foundation
import Tensors
import Testing

/// Swift values as JSON: byte for byte what Foundation's encoder writes, so that older files and newer ones are equal.
@Suite struct JSONCodingTests {
  private struct Everything: Codable, Equatable {
    enum Kind: String, Codable { case first = "the_first", second }
    enum Choice: Codable, Equatable {
      case plain
      case labelled(rate: Float, staircase: Bool)
    }
    struct Inner: Codable, Equatable {
      var someLongName: Int
      var missing: String?
    }

    var int = Int.min
    var unsigned = UInt64.max
    var small: [Int8] = [-128, 0, 127]
    var yes = true
    var text = "a/b \"\\\u{1}\u{8}\n\r\t\u{C}\u{1F}\u{7F} é 😀"
    var kind = Kind.first
    var kinds: [Kind] = [.second]
    var plain = Choice.plain
    var labelled = Choice.labelled(rate: 0.1, staircase: false)
    var inner: Inner? = Inner(someLongName: 3)
    var none: Inner?
    var inners = [[Inner(someLongName: 1)], []]
    var optionals: [Int?] = [1, nil]
    var beta1 = 0.9
    var floats: [Float] = [0, -0.0, 1, 0.1, 1e-7, 1e20, 3.4028235e38, .leastNonzeroMagnitude, 16_777_216, .pi, 1 / 3]
    var doubles: [Double] = [
      0, 0.1, 1e-300, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e16, 123_456_789.125, 1 / 3,
    ]
  }

  private func foundation(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  @Test func textIsFoundations() throws {
    #expect(try JSONValue(encoding: Everything()).text == foundation(Everything()))
    var random = Random(seed: 1, stream: 0)
    for _ in 0..<2000 {
      let words = [UInt64(random.integer(below: 1 << 32)), UInt64(random.integer(below: 1 << 32))]
      let floats = words.map { Float(bitPattern: UInt32($0)) }.filter(\.isFinite)
      let doubles = [Double(bitPattern: words[0] << 32 | words[1])].filter(\.isFinite)
      #expect(try JSONValue(encoding: floats).text == foundation(floats))
      #expect(try JSONValue(encoding: doubles).text == foundation(doubles))
    }
  }

  @Test func valuesComeBack() throws {
    let text = try JSONValue(encoding: Everything()).text
    #expect(try JSONValue.parse(text, place: "p").decode(as: Everything.self) == Everything())
    var random = Random(seed: 2, stream: 0)
    for _ in 0..<2000 {
      let float = Float(bitPattern: UInt32(random.integer(below: 1 << 32)))
      guard float.isFinite else { continue }
      let read = try JSONValue(encoding: [float]).decode(as: [Float].self)
      #expect(read.map(\.bitPattern) == [float.bitPattern])
    }
  }

  @Test func whatJSONCannotHoldIsAnError() {
    for bad in [Float.nan, .infinity, -.infinity] {
      #expect(throws: EncodingError.self) { try JSONValue(encoding: [bad]) }
    }
  }

  @Test(arguments: [
    (#"{"some_long_name":1.0}"#, "expected a whole number from \(Int.min) to \(Int.max), got 1.0", "some_long_name"),
    (
      #"{"some_long_name":1e999}"#, "expected a whole number from \(Int.min) to \(Int.max), got 1e999", "some_long_name"
    ),
    (#"{"some_long_name":true}"#, "expected a whole number from \(Int.min) to \(Int.max), got true", "some_long_name"),
    (#"{"some_long_name":1,"missing":2}"#, "expected text, got 2", "missing"),
    (#"{}"#, "\"some_long_name\" is missing", ""),
    (#"[]"#, "expected an object, got an array", ""),
    (#"null"#, "expected an object, got null", ""),
  ])
  func mistakesSayWhatAndWhere(text: String, expected: String, place: String) throws {
    let error = #expect(throws: DecodingError.self) {
      try JSONValue.parse(text, place: "p").decode(as: Everything.Inner.self)
    }
    switch try #require(error) {
    case .typeMismatch(_, let context), .keyNotFound(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      #expect(context.debugDescription == expected)
      #expect(context.codingPath.map(\.stringValue).joined(separator: ".") == place)
    @unknown default: Issue.record("another error")
    }
  }

  @Test(arguments: [
    (#"[1e39]"#, "expected a number, got 1e39"), (#"["1"]"#, "expected a number, got \"1\""),
    (#"[null]"#, "expected a number, got null"),
  ])
  func floatsOutOfRangeAreMistakes(text: String, expected: String) throws {
    let error = #expect(throws: DecodingError.self) { try JSONValue.parse(text, place: "p").decode(as: [Float].self) }
    guard case .typeMismatch(_, let context) = try #require(error) else { return #expect(Bool(false)) }
    #expect(context.debugDescription == expected)
    #expect(context.codingPath.map(\.stringValue) == ["0"])
  }
}
