import NormKit
import Testing

@testable import LabData

@Suite struct CompressedBytesTests {
  /// What the fixtures' script compressed.
  private static let text = Array((0..<3000).map { String($0 * $0 % 1009) }.joined(separator: " ").utf8)

  @Test(arguments: ["stored", "fixed", "dynamic"])
  func zlibStreamsOfEveryKindComeBack(kind: String) throws {
    let bytes = try LabDataFile.bytes(LabDataFile.fixture("\(kind).zlib"))
    #expect(try CompressedBytes.unzlib(kind, bytes) == Self.text)
  }

  @Test func gzipMembersFollowEachOther() throws {
    let bytes = try LabDataFile.bytes(LabDataFile.fixture("members.gz"))
    #expect(try CompressedBytes.gunzip("members", bytes) == Self.text)
  }

  @Test(arguments: ["stored", "fixed", "dynamic"])
  func everyShortenedStreamIsAnError(kind: String) throws {
    let bytes = try LabDataFile.bytes(LabDataFile.fixture("\(kind).zlib"))
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: NormKitError.self) { try CompressedBytes.unzlib(kind, Array(bytes[..<count])) }
    }
  }

  /// A changed bit is found by the decoder or by the checksum. (A few changed distances lead to the same text, since the
  /// fixture's repeats itself.)
  @Test(arguments: ["stored", "fixed", "dynamic"])
  func noChangedStreamGivesAnotherText(kind: String) throws {
    let bytes = try LabDataFile.bytes(LabDataFile.fixture("\(kind).zlib"))
    var harmless = 0
    for place in stride(from: 2, to: bytes.count, by: 5) {
      var changed = bytes
      changed[place] ^= UInt8(1 << (place % 8))
      guard let text = try? CompressedBytes.unzlib(kind, changed, limit: 1 << 20) else { continue }
      let isSame = text == Self.text
      #expect(isSame, "byte \(place)")
      harmless += 1
    }
    #expect(harmless < 5)
  }

  @Test func errorsNameWhatIsWrong() throws {
    let zlib = try LabDataFile.bytes(LabDataFile.fixture("dynamic.zlib"))
    let gzip = try LabDataFile.bytes(LabDataFile.fixture("members.gz"))
    func message(_ body: () throws(NormKitError) -> [UInt8]) -> String {
      do {
        _ = try body()
        return "no error"
      } catch { return error.message }
    }
    #expect(
      message { () throws(NormKitError) in try CompressedBytes.unzlib("f", [1, 2, 3]) }
        == "f: expected a zlib stream, got the bytes 1, 2")
    #expect(
      message { () throws(NormKitError) in try CompressedBytes.gunzip("f", zlib) }
        == "f: expected gzip, got the bytes \(zlib[0]), \(zlib[1])")
    #expect(
      message { () throws(NormKitError) in try CompressedBytes.unzlib("f", zlib, limit: 100) }
        == "f: the compressed data holds more than the 100 bytes that are expected")
    #expect(
      message { () throws(NormKitError) in try CompressedBytes.unzlib("f", Array(zlib.dropLast(2))) }
        == "f: the compressed data is cut short")
    var wrong = zlib
    wrong[zlib.count - 1] ^= 1
    #expect(
      message { () throws(NormKitError) in try CompressedBytes.unzlib("f", wrong) }
        == "f: the zlib checksum is wrong")
    wrong = gzip
    wrong[gzip.count - 1] ^= 1
    #expect(
      message { () throws(NormKitError) in try CompressedBytes.gunzip("f", wrong) }
        == "f: the gzip checksum is wrong")
  }

  @Test func codesThatCannotBeAreRefused() {
    #expect(PrefixCode([1, 1]) != nil)
    #expect(PrefixCode([0, 1]) != nil, "a single word")
    #expect(PrefixCode([1, 1, 1]) == nil, "more words than fit")
    #expect(PrefixCode([2, 2, 2]) == nil, "a word to spare")
    #expect(PrefixCode([16, 1]) == nil, "too long a word")
  }
}
