import NormKit

/// Takes deflate's compression back, the one inside gzip and zlib files.
///
/// Source: RFC 1951. The input is believed in nothing: whatever it holds ends in an error or in at most `limit` bytes.
struct Inflate {
  /// What has come out.
  private(set) var output: [UInt8] = []

  private let name: String
  private let limit: Int
  private let input: [UInt8]
  /// Where the next byte is read.
  private var next: Int
  /// Bits that were read and are not used yet, the first one lowest.
  private var bits: UInt64 = 0
  private var bitCount = 0

  /// Inflates the stream that begins at `start`; afterwards `end` is the first byte behind it.
  ///
  /// `name` begins the error texts. Throws: `format`.
  init(_ name: String, _ input: [UInt8], from start: Int, limit: Int) throws(NormKitError) {
    (self.name, self.input, self.limit, next) = (name, input, limit, start)
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try copyStored()
      case 1: try decode(literals: Self.fixedLiterals, distances: Self.fixedDistances)
      case 2:
        let codes = try readCodes()
        try decode(literals: codes.literals, distances: codes.distances)
      default: throw fault("a block of the unknown kind 3")
      }
    }
  }

  /// The first byte behind the stream.
  var end: Int { next - bitCount / 8 }

  // MARK: Bits

  private mutating func refill() {
    while bitCount <= 56, next < input.count {
      bits |= UInt64(input[next]) << UInt64(bitCount)
      next += 1
      bitCount += 8
    }
  }

  private mutating func take(_ count: Int) throws(NormKitError) -> Int {
    if bitCount < count { refill() }
    guard bitCount >= count else { throw cut() }
    let value = Int(bits & ((1 << UInt64(count)) - 1))
    bits >>= UInt64(count)
    bitCount -= count
    return value
  }

  private mutating func symbol(_ code: PrefixCode) throws(NormKitError) -> Int {
    if bitCount < PrefixCode.longest { refill() }
    let entry = code.entry(bits)
    guard entry.length > 0 else { throw bitCount == 0 ? cut() : fault("a code that stands for nothing") }
    guard entry.length <= bitCount else { throw cut() }
    bits >>= UInt64(entry.length)
    bitCount -= entry.length
    return entry.symbol
  }

  // MARK: Blocks

  private mutating func copyStored() throws(NormKitError) {
    bits >>= UInt64(bitCount % 8)
    bitCount -= bitCount % 8
    let (count, complement) = (try take(16), try take(16))
    guard count ^ complement == 0xFFFF else { throw fault("a stored block whose length contradicts itself") }
    (next, bits, bitCount) = (end, 0, 0)
    guard count <= input.count - next else { throw cut() }
    try reserve(count)
    output += input[next..<next + count]
    next += count
  }

  private mutating func decode(literals: PrefixCode, distances: PrefixCode) throws(NormKitError) {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        try reserve(1)
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return
      } else {
        guard symbol - 257 < Self.lengths.count else { throw fault("the unknown length \(symbol)") }
        let (base, extra) = Self.lengths[symbol - 257]
        let length = base + (try take(extra))
        let place = try self.symbol(distances)
        guard place < Self.distances.count else { throw fault("the unknown distance \(place)") }
        let distance = Self.distances[place].base + (try take(Self.distances[place].extra))
        guard distance <= output.count else { throw fault("a distance that reaches before the beginning") }
        try reserve(length)
        for index in output.count - distance..<output.count - distance + length { output.append(output[index]) }
      }
    }
  }

  /// The two codes that a block of the third kind brings, themselves coded.
  private mutating func readCodes() throws(NormKitError) -> (literals: PrefixCode, distances: PrefixCode) {
    let (literalCount, distanceCount, lengthCount) = (257 + (try take(5)), 1 + (try take(5)), 4 + (try take(4)))
    var lengthLengths = [Int](repeating: 0, count: 19)
    for index in 0..<lengthCount { lengthLengths[Self.lengthOrder[index]] = try take(3) }
    let lengthCode = try code(lengthLengths)
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try symbol(lengthCode)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw fault("a repeated length with none before it") }
        lengths += [Int](repeating: last, count: 3 + (try take(2)))
      case 17: lengths += [Int](repeating: 0, count: 3 + (try take(3)))
      case 18: lengths += [Int](repeating: 0, count: 11 + (try take(7)))
      default: lengths.append(symbol)
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw fault("more code lengths than it announced") }
    return (try code(Array(lengths[..<literalCount])), try code(Array(lengths[literalCount...])))
  }

  private func code(_ lengths: [Int]) throws(NormKitError) -> PrefixCode {
    guard let code = PrefixCode(lengths) else { throw fault("code lengths that no code has") }
    return code
  }

  // MARK: Errors

  private func reserve(_ count: Int) throws(NormKitError) {
    guard count <= limit - output.count else { throw fault("more than the \(limit) bytes that are expected") }
  }

  private func cut() -> NormKitError { NormKitError(.format, "\(name): the compressed data is cut short") }

  private func fault(_ what: String) -> NormKitError {
    NormKitError(.format, "\(name): the compressed data holds \(what)")
  }

  // MARK: Constants of the format

  /// A length's or distance's smallest value, and how many bits are added to it.
  private typealias Step = (base: Int, extra: Int)

  private static let lengths: [Step] = steps(from: 3, extras: [0, 0, 1, 2, 3, 4, 5], each: 4) + [(258, 0)]
  private static let distances: [Step] = steps(from: 1, extras: [0, 0] + Array(1...13), each: 2)
  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private static func steps(from first: Int, extras: [Int], each: Int) -> [Step] {
    var base = first
    return extras.flatMap { Array(repeating: $0, count: each) }.map { extra in
      defer { base += 1 << extra }
      return (base, extra)
    }
  }

  private static let fixedLiterals = PrefixCode(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
  private static let fixedDistances = PrefixCode([Int](repeating: 5, count: 32))!
}
