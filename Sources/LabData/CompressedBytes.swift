package import NormKit

/// The two wrappings in which deflate's compression comes, each with its checksum.
package enum CompressedBytes {
  /// The content of a gzip file: one member after another.
  ///
  /// `name` begins the error texts. Throws: `format` for anything else, for a wrong checksum or size, and for more than
  /// `limit` bytes. Source: RFC 1952.
  package static func gunzip(_ name: String, _ bytes: [UInt8], limit: Int = .max) throws(NormKitError) -> [UInt8] {
    var content: [UInt8] = []
    var start = 0
    repeat {
      let body = try gzipBody(name, bytes, from: start)
      let member = try Inflate(name, bytes, from: body, limit: limit - content.count)
      guard member.end + 8 <= bytes.count else { throw cut(name) }
      guard littleEndian(bytes, member.end) == crc32(member.output),
        littleEndian(bytes, member.end + 4) == UInt32(truncatingIfNeeded: member.output.count)
      else { throw NormKitError(.format, "\(name): the gzip checksum is wrong") }
      content = content.isEmpty ? member.output : content + member.output
      start = member.end + 8
    } while start < bytes.count
    return content
  }

  /// The content of a zlib stream that is all of `bytes`. Throws: as `gunzip`. Source: RFC 1950.
  package static func unzlib(_ name: String, _ bytes: [UInt8], limit: Int = .max) throws(NormKitError) -> [UInt8] {
    guard bytes.count >= 2 else { throw cut(name) }
    let header = Int(bytes[0]) << 8 | Int(bytes[1])
    guard bytes[0] & 15 == 8, header % 31 == 0, bytes[1] & 0x20 == 0 else {
      throw NormKitError(.format, "\(name): expected a zlib stream, got the bytes \(bytes[0]), \(bytes[1])")
    }
    let stream = try Inflate(name, bytes, from: 2, limit: limit)
    guard stream.end + 4 <= bytes.count else { throw cut(name) }
    guard littleEndian(bytes, stream.end).byteSwapped == adler32(stream.output) else {
      throw NormKitError(.format, "\(name): the zlib checksum is wrong")
    }
    return stream.output
  }

  /// Where the compressed data of the gzip member at `start` begins.
  private static func gzipBody(_ name: String, _ bytes: [UInt8], from start: Int) throws(NormKitError) -> Int {
    guard start + 10 <= bytes.count else { throw cut(name) }
    guard bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8 else {
      throw NormKitError(.format, "\(name): expected gzip, got the bytes \(bytes[start]), \(bytes[start + 1])")
    }
    let flags = bytes[start + 3]
    var body = start + 10
    if flags & 4 != 0 {
      guard body + 2 <= bytes.count else { throw cut(name) }
      body += 2 + Int(bytes[body]) + Int(bytes[body + 1]) << 8
    }
    // The file's name, then a comment, each up to a zero byte.
    for flag in [UInt8(8), 16] where flags & flag != 0 {
      guard body < bytes.count, let zero = bytes[body...].firstIndex(of: 0) else { throw cut(name) }
      body = zero + 1
    }
    if flags & 2 != 0 { body += 2 }
    guard body < bytes.count else { throw cut(name) }
    return body
  }

  private static func cut(_ name: String) -> NormKitError {
    NormKitError(.format, "\(name): the compressed data is cut short")
  }

  private static func littleEndian(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    // Up to 5,552 bytes the sums stay below 2³², so that the remainder can wait.
    for start in stride(from: 0, to: bytes.count, by: 5552) {
      for byte in bytes[start..<min(start + 5552, bytes.count)] {
        low &+= UInt32(byte)
        high &+= low
      }
      (low, high) = (low % 65521, high % 65521)
    }
    return high << 16 | low
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crcTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  private static let crcTable: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
}
