import Reference
import Routines
import Testing

@Suite struct MergedMomentsTests {
  /// Blocks of several sizes merge to the moments of all values, also far from zero.
  @Test(arguments: [0, 1e4])
  func mergedBlocksHaveTheMomentsOfAll(offset: Double) {
    var numbers = TestNumbers(seed: 3)
    let values = numbers.floats(1000).map { Double($0) + offset }
    var merged = MergedMoments()
    var from = 0
    for size in [1, 2, 12, 85, 400, 500] {
      let block = values[from..<from + size]
      let mean = block.reduce(0, +) / Double(size)
      let squares = block.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      merged.merge(count: Double(size), mean: SIMD8(repeating: mean), squares: SIMD8(repeating: squares))
      from += size
    }
    let mean = values.reduce(0, +) / 1000
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(merged.count == 1000)
    for lane in 0..<8 {
      #expect(abs(merged.mean[lane] - mean) <= 1e-12 * max(1, abs(mean)))
      #expect(abs(merged.squares[lane] - squares) <= 1e-9 * squares)
    }
  }
}
