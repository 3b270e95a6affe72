/// Reproducible random numbers: word i of a stream is a pure function of (seed, stream, i), whatever the thread count.
///
/// Generator: Philox4x32-10 with key = seed and counter = (block, stream); word i is lane i mod 4 of block i / 4.
/// Cost: about ten multiplications a word; no state but the position.
/// Source: Salmon et al. 2011 (SC'11). Differs from: Keras and PyTorch, whose streams have other layouts.
public struct Random: Sendable {
  /// The generator's key.
  public let seed: UInt64
  /// Which of the seed's 2⁶⁴ independent streams this is.
  public let stream: UInt64
  /// How many 32-bit words have been drawn: with seed and stream, the whole state.
  public private(set) var position: UInt64

  private var words = SIMD4<UInt32>(repeating: 0)
  private var wordsAreCurrent = false

  /// The stream's numbers from word `position` on.
  public init(seed: UInt64, stream: UInt64 = 0, position: UInt64 = 0) {
    self.seed = seed
    self.stream = stream
    self.position = position
  }

  /// The next 32 random bits.
  public mutating func word() -> UInt32 {
    let lane = Int(position & 3)
    if lane == 0 || !wordsAreCurrent {
      words = Philox.words(block: position >> 2, stream: stream, key: seed)
      wordsAreCurrent = true
    }
    position &+= 1
    return words[lane]
  }

  /// A number in [0, 1): a multiple of 2⁻²⁴, from the top 24 bits of one word.
  public mutating func uniform() -> Float { Float(word() >> 8) * 0x1p-24 }

  /// A number in [low, high): low + (high − low)·u, kept below `high` where rounding would reach it. One word.
  public mutating func uniform(in range: Range<Float>) -> Float {
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    return value < range.upperBound ? value : max(range.lowerBound, range.upperBound.nextDown)
  }

  /// A standard normal number, by the inverse of its distribution function at (word + ½)·2⁻³²; |z| ≤ 6.34. One word.
  public mutating func normal() -> Float { Float(NormalDistribution.quantile(midpoint())) }

  /// A standard normal number given that it lies within ±2: variance 0.87962566². One word, no rejection.
  public mutating func truncatedNormal() -> Float {
    let tail = 0.022_750_131_948_179_195  // Φ(−2)
    return Float(NormalDistribution.quantile(tail + (1 - 2 * tail) * midpoint()))
  }

  /// An integer in 0..<n, each equally likely; 0 when n < 1.
  ///
  /// Two words a try; a try is thrown away with probability below n·2⁻⁶⁴, which is what takes out the bias.
  /// Source: Lemire 2019, "Fast random integer generation in an interval" (arXiv 1805.10941).
  public mutating func integer(below n: Int) -> Int {
    guard n > 1 else { return 0 }
    let bound = UInt64(n)
    while true {
      let product = doubleWord().multipliedFullWidth(by: bound)
      if product.low >= bound || product.low >= (0 &- bound) % bound { return Int(product.high) }
    }
  }

  /// Puts the elements in random order, each order equally likely (Fisher–Yates). Cost: one integer an element.
  public mutating func shuffle(_ elements: UnsafeMutableBufferPointer<Int>) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, integer(below: last + 1))
    }
  }

  /// The numbers 0..<count in random order; empty when count < 1.
  public mutating func permutation(count: Int) -> [Int] {
    var order = Array(0..<max(count, 0))
    order.withUnsafeMutableBufferPointer { shuffle($0) }
    return order
  }

  private mutating func doubleWord() -> UInt64 {
    let low = UInt64(word())
    return UInt64(word()) << 32 | low
  }

  /// (word + ½)·2⁻³²: never 0, never 1, exact in Double.
  private mutating func midpoint() -> Double { (Double(word()) + 0.5) * 0x1p-32 }
}

extension Random {
  /// Fills with numbers in [low, high).
  public mutating func fill(_ buffer: UnsafeMutableBufferPointer<Float>, uniformIn range: Range<Float>) {
    for index in buffer.indices { buffer[index] = uniform(in: range) }
  }

  /// Fills with normal numbers of mean 0.
  public mutating func fill(_ buffer: UnsafeMutableBufferPointer<Float>, normalWith standardDeviation: Float) {
    for index in buffer.indices { buffer[index] = normal() * standardDeviation }
  }

  /// Fills with normal numbers of mean 0 cut off at ±2 standard deviations of the normal before the cut.
  public mutating func fill(_ buffer: UnsafeMutableBufferPointer<Float>, truncatedNormalWith standardDeviation: Float) {
    for index in buffer.indices { buffer[index] = truncatedNormal() * standardDeviation }
  }
}

extension Random {
  /// What a seed's streams are used for: one seed given by the user serves all without any two sharing a stream.
  package enum Purpose: UInt64, Sendable {
    /// Start values of weights; the index counts parameters.
    case initialization = 1
    /// Masks; the index counts dropout layers.
    case dropout = 2
    /// Order of the rows; the index is the epoch.
    case shuffling = 3
    /// Division of a data set.
    case splitting = 4
  }

  /// The stream for use number `index` (below 2⁵⁶) of a purpose.
  package static func stream(_ purpose: Purpose, index: Int = 0) -> UInt64 {
    purpose.rawValue << 56 | UInt64(truncatingIfNeeded: index) & 0x00FF_FFFF_FFFF_FFFF
  }
}
