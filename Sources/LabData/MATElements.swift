import NormKit

/// A piece of a MATLAB file: its type, and where its content is.
struct MATElement {
  /// The types that matter to a reader; others are passed over.
  struct Kind: Equatable {
    let rawValue: UInt32

    static let matrix = Kind(rawValue: 14)
    static let compressed = Kind(rawValue: 15)
  }

  let type: Kind
  let range: Range<Int>
}

/// The pieces of a MATLAB file, or of an array in it, one after another.
struct MATElements {
  private let path: String
  private let bytes: [UInt8]
  private var rest: Range<Int>

  /// `range` lies in `bytes`.
  init(_ path: String, _ bytes: [UInt8], _ range: Range<Int>) { (self.path, self.bytes, rest) = (path, bytes, range) }

  /// nil at the end. Throws: `format` when a piece does not fit into what is left.
  mutating func next() throws(NormKitError) -> MATElement? {
    guard !rest.isEmpty else { return nil }
    guard rest.count >= 8 else { throw cut(8) }
    let (first, second) = (word(rest.lowerBound), word(rest.lowerBound + 4))
    // A piece of up to four bytes stands in the place of its own size, which stands above its type.
    let isSmall = first >> 16 != 0
    let count = Int(isSmall ? first >> 16 : second)
    let start = rest.lowerBound + (isSmall ? 4 : 8)
    guard count <= (isSmall ? 4 : rest.upperBound - start) else { throw cut(count) }
    let type = MATElement.Kind(rawValue: isSmall ? first & 0xFFFF : first)
    // Pieces fill eights of bytes; compressed ones, and in some writers' files the last one, do not.
    let end = isSmall ? start + 4 : type == .compressed ? start + count : start + (count + 7) / 8 * 8
    rest = min(end, rest.upperBound)..<rest.upperBound
    return MATElement(type: type, range: start..<start + count)
  }

  private func word(_ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
  }

  private func cut(_ count: Int) -> NormKitError {
    NormKitError(.format, "\(path): a piece of \(count) bytes where \(rest.count) are left: cut short or damaged")
  }
}
