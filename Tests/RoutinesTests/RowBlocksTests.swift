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

  /// Blocks of images are whole image rows of one image, or whole images.
  @Test func blocksOfImagesAreWholeRows() {
    for (images, height, width) in [
      (1, 1, 1), (64, 28, 28), (7, 14, 14), (64, 8, 8), (3, 5, 300), (2, 33, 9), (50, 3, 2),
    ] {
      let blocks = RowBlocks(images: images, height: height, width: width)
      var next = 0
      for index in 0..<blocks.count {
        let range = blocks.range(index)
        #expect(range.lowerBound == next && !range.isEmpty && range.count <= blocks.size)
        #expect(range.count % width == 0)
        let (first, last) = (range.lowerBound / (height * width), (range.upperBound - 1) / (height * width))
        #expect(first == last || range.count % (height * width) == 0)
        #expect(range.upperBound % (height * width) == 0 || range.count / width % 4 == 0)
        next = range.upperBound
      }
      #expect(next == images * height * width)
    }
  }
}
