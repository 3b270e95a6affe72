import Archive
import Foundation
import Tensors
import Testing

/// Marsaglia's xorshift with a fixed seed, so that a failing mutation can be found again.
private struct Xorshift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// Damaged files either parse or throw what a damaged file throws; nothing else.
@Suite struct ArchiveFuzzTests {
  private let whole: [UInt8]

  init() throws {
    let directory = try TemporaryDirectory()
    try Archive.write(try sampleContents(), to: directory.file("sample"))
    whole = try ArchiveBytes(file: directory.file("sample")).bytes
  }

  private func error(_ bytes: [UInt8]) -> NormKitError? { ArchiveBytes(raw: bytes).parsingError() }

  @Test func `every truncation is a format error`() {
    #expect(error(whole) == nil)
    for count in 0..<whole.count { #expect(error(Array(whole[..<count]))?.code == .format, "\(count) bytes") }
    #expect(error(whole + [0])?.message.contains("1 byte after the last tensor") == true)
  }

  @Test func `every truncated file on disk is a format error`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("cut")
    for count in stride(from: 0, to: whole.count, by: 7) {
      try Data(whole[..<count]).write(to: URL(fileURLWithPath: path))
      #expect(thrownError { _ = try Archive.read(path: path) }?.code == .format, "\(count) bytes")
    }
  }

  @Test(arguments: [UInt64](1...8))
  func `random damage parses or is refused`(seed: UInt64) {
    var random = Xorshift(state: seed &* 0x9E37_79B9_7F4A_7C15)
    var refused = 0
    for _ in 0..<1500 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.damage(&bytes, &random) }
      guard let error = error(bytes) else { continue }
      refused += 1
      #expect([.format, .unsupported].contains(error.code), "\(error)")
    }
    #expect((1..<1500).contains(refused))
  }

  /// Changes, removes or inserts one byte, preferring those that mean something to a JSON reader.
  private static func damage(_ bytes: inout [UInt8], _ random: inout Xorshift) {
    let index = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.remove(at: index)
    default: bytes.insert(Array("{}[],:\"\\9-e\0".utf8).randomElement(using: &random) ?? 0, at: index)
    }
  }
}
