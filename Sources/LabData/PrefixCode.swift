/// A code whose words have different lengths, none the beginning of another, as one table: deflate's Huffman codes.
struct PrefixCode {
  /// No word is longer.
  static let longest = 15

  /// For the next bits of the stream, as many as the longest word has: the symbol · 16 + its word's length, or 0.
  private let table: [UInt16]
  private let mask: UInt64

  /// The code that has a word of this length for each symbol; 0 for a symbol that has none. nil when there is no such
  /// code, or one with words to spare; a single word of length 1 and no word at all are allowed, as in zlib.
  init?(_ lengths: [Int]) {
    let longest = lengths.max() ?? 0
    guard longest <= Self.longest else { return nil }
    let used = lengths.reduce(0) { $0 + ($1 > 0 ? 1 << (longest - $1) : 0) }
    let isSparse = longest == 0 || longest == 1 && used == 1
    guard used == 1 << longest || isSparse else { return nil }
    var table = [UInt16](repeating: 0, count: 1 << longest)
    var word = 0
    for length in 1..<longest + 1 {
      for symbol in lengths.indices where lengths[symbol] == length {
        let reversed = (0..<length).reduce(0) { $0 | (word >> $1 & 1) << (length - 1 - $1) }
        for place in stride(from: reversed, to: table.count, by: 1 << length) {
          table[place] = UInt16(symbol << 4 | length)
        }
        word += 1
      }
      word <<= 1
    }
    self.table = table
    mask = UInt64(table.count - 1)
  }

  /// The symbol at the beginning of `bits` and its length; length 0 where no word begins so.
  func entry(_ bits: UInt64) -> (symbol: Int, length: Int) {
    let entry = Int(table[Int(bits & mask)])
    return (entry >> 4, entry & 15)
  }
}
