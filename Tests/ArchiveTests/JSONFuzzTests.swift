import Archive
import Tensors
import Testing

/// Damaged JSON either parses to something that is written and read back the same, or is refused.
@Suite struct JSONFuzzTests {
  private static let whole = Array(
    #"{"a":[1,-2.5e-3,true,null,"x\n\u00e9\ud83d\ude00"],"b_c":{"d":{"e":[[],{}]}},"f":18446744073709551615,"é":""}"#
      .utf8)

  /// Everything a section decodes: nested values, optionals, every primitive.
  private struct Probe: Codable {
    var a: [Double?]
    var bC: [String: [String: Int]]?
    var f: UInt64
  }

  @Test(arguments: [UInt64](1...4))
  func damageIsReadOrRefused(seed: UInt64) throws {
    var random = Random(seed: seed, stream: 0)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = Self.whole
      for _ in 0...random.integer(below: 4) { Self.damage(&bytes, &random) }
      guard let text = String(validating: bytes, as: UTF8.self) else { continue }
      do throws(NormKitError) {
        let value = try JSONValue.parse(text, place: "fuzz")
        #expect(try JSONValue.parse(value.text, place: "again") == value)
        _ = try? value.decode(as: Probe.self)
      } catch {
        refused += 1
        #expect(error.code == .format, "\(text): \(error)")
      }
    }
    #expect((1..<3000).contains(refused))
  }

  @Test func everyTruncationIsRefused() {
    for count in 0..<Self.whole.count {
      guard let text = String(validating: Self.whole[..<count], as: UTF8.self) else { continue }
      #expect(throws: NormKitError.self, "\(count) bytes") { try JSONValue.parse(text, place: "cut") }
    }
  }

  /// Changes, removes, doubles or inserts a byte, preferring those that mean something to a JSON reader.
  private static func damage(_ bytes: inout [UInt8], _ random: inout Random) {
    let index = random.integer(below: bytes.count)
    let marks = Array("{}[],:\"\\9-+eE.0tfnu ".utf8)
    switch random.integer(below: 4) {
    case 0: bytes[index] = UInt8(random.integer(below: 256))
    case 1: bytes.remove(at: index)
    case 2: bytes.insert(bytes[index], at: index)
    default: bytes.insert(marks[random.integer(below: marks.count)], at: index)
    }
  }
}
