import Tensors
import Testing

@Suite struct RandomTests {
  /// Mean and variance in Double.
  private func moments(_ values: [Float]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    let squares = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, squares / Double(values.count))
  }

  @Test func wordsAreTheGeneratorsLanes() {
    var random = Random(seed: 7, stream: 9)
    for index in 0..<40 {
      let expected = Philox.words(block: UInt64(index / 4), stream: 9, key: 7)[index % 4]
      #expect(random.word() == expected)
    }
    #expect(random.position == 40)
  }

  @Test(arguments: 0..<9) func aPositionResumesTheStream(position: Int) {
    var whole = Random(seed: 3, stream: 4)
    for _ in 0..<position { _ = whole.word() }
    var resumed = Random(seed: 3, stream: 4, position: UInt64(position))
    for _ in 0..<10 { #expect(resumed.word() == whole.word()) }
  }

  @Test func streamsAndSeedsDiffer() {
    let streams = [(0, 0), (0, 1), (1, 0), (1, 1)].map { (seed, stream) in
      var random = Random(seed: UInt64(seed), stream: UInt64(stream))
      return (0..<8).map { _ in random.word() }
    }
    for a in 0..<4 { for b in 0..<a { #expect(streams[a] != streams[b]) } }
    #expect(Random.stream(.initialization, index: 5) != Random.stream(.dropout, index: 5))
    #expect(Random.stream(.shuffling, index: 1) != Random.stream(.shuffling, index: 2))
  }

  @Test func uniformNumbers() {
    var random = Random(seed: 11)
    let values = (0..<200_000).map { _ in random.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 && ($0 * 0x1p24).rounded() == $0 * 0x1p24 })
    let (mean, variance) = moments(values)
    // Five standard errors of the mean and of the variance.
    #expect(abs(mean - 0.5) < 5 * (1 / 12.0 / 200_000).squareRoot())
    #expect(abs(variance - 1 / 12.0) < 5 * (1 / 180.0 / 200_000).squareRoot())
  }

  @Test(arguments: [(-0.5, 0.5), (3, 3.000_001), (-1e30, 1e30), (16_777_216, 16_777_218)] as [(Float, Float)])
  func uniformNumbersStayInTheirRange(low: Float, high: Float) {
    var random = Random(seed: 12)
    for _ in 0..<50_000 {
      let value = random.uniform(in: low..<high)
      #expect(value >= low && value < high)
    }
    #expect(random.uniform(in: low..<low) == low)
  }

  @Test func normalNumbers() {
    var random = Random(seed: 13)
    let count = 200_000
    let values = (0..<count).map { _ in random.normal() }
    let (mean, variance) = moments(values)
    #expect(abs(mean) < 5 / Double(count).squareRoot())
    #expect(abs(variance - 1) < 5 * (2 / Double(count)).squareRoot())
    let fourth = values.reduce(0.0) { $0 + Double($1 * $1) * Double($1 * $1) } / Double(count)
    #expect(abs(fourth - 3) < 5 * (96 / Double(count)).squareRoot())
    let beyondTwo = Double(values.count { abs($0) > 2 }) / Double(count)
    #expect(abs(beyondTwo - 0.0455) < 5 * (0.0455 * 0.9545 / Double(count)).squareRoot())
  }

  @Test func truncatedNormalNumbers() {
    var random = Random(seed: 14)
    let count = 200_000
    let values = (0..<count).map { _ in random.truncatedNormal() }
    #expect(values.allSatisfy { abs($0) <= 2 })
    #expect((values.max() ?? 0) > 1.99)
    let (mean, variance) = moments(values)
    let deviation = 0.879_625_661_034_239_78
    #expect(abs(mean) < 5 * deviation / Double(count).squareRoot())
    #expect(abs(variance - deviation * deviation) < 5 * (0.9 / Double(count)).squareRoot())
  }

  @Test(arguments: [1, 2, 3, 7, 10, 1000]) func integersAreEquallyLikely(n: Int) {
    var random = Random(seed: 15)
    let draws = 100 * n + 10_000
    var counts = [Int](repeating: 0, count: n)
    for _ in 0..<draws { counts[random.integer(below: n)] += 1 }
    let expected = Double(draws) / Double(n)
    let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let freedom = Double(n - 1)
    #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot())
  }

  @Test func integersOfExtremeBounds() {
    var random = Random(seed: 16)
    #expect(random.integer(below: 0) == 0)
    #expect(random.integer(below: -5) == 0)
    #expect(random.position == 0)
    let values = (0..<1000).map { _ in random.integer(below: .max) }
    #expect(values.allSatisfy { $0 >= 0 && $0 < Int.max })
    #expect(values.contains { $0 > Int.max / 2 } && values.contains { $0 < Int.max / 2 })
  }

  @Test func permutationsAreEquallyLikely() {
    var counts: [[Int]: Int] = [:]
    var random = Random(seed: 17)
    for _ in 0..<24_000 { counts[random.permutation(count: 4), default: 0] += 1 }
    #expect(counts.count == 24)
    let chiSquare = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(chiSquare <= 23 + 5 * 46.0.squareRoot())
    #expect(random.permutation(count: 1000).sorted() == Array(0..<1000))
    #expect(random.permutation(count: 0).isEmpty && random.permutation(count: -1).isEmpty)
    #expect(random.permutation(count: 1) == [0])
  }

  @Test func fillsAreTheNumbersDrawnOneByOne() {
    var values = [Float](repeating: 0, count: 37)
    var filling = Random(seed: 18)
    var drawing = Random(seed: 18)
    values.withUnsafeMutableBufferPointer { filling.fill($0, uniformIn: -2..<3) }
    #expect(values == (0..<37).map { _ in drawing.uniform(in: -2..<3) })
    values.withUnsafeMutableBufferPointer { filling.fill($0, normalWith: 0.5) }
    #expect(values == (0..<37).map { _ in drawing.normal() * 0.5 })
    values.withUnsafeMutableBufferPointer { filling.fill($0, truncatedNormalWith: 0.5) }
    #expect(values == (0..<37).map { _ in drawing.truncatedNormal() * 0.5 })
  }
}
