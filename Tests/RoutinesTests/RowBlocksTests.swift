import Routines
import Testing

@Suite struct RowBlocksTests {
  /// Every row is in exactly one block, blocks are in order, and only the last is smaller.
  @Test func blocksCoverTheRows() {
    for rows in 0...3000 {
      let blocks = RowBlocks(rows: rows)
      #expect(blocks.size % 12 == 0)
      var next = 0
      for index in 0..<blocks.count {
        let range = blocks.range(index)
        #expect(range.lowerBound == next && !range.isEmpty)
        #expect(range.count == blocks.size || index == blocks.count - 1)
        next = range.upperBound
      }
      #expect(next == rows)
    }
  }
}
