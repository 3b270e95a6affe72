/// The partition of a matrix's rows into the blocks over which float sums run before they are merged in Double: a
/// function of the matrix's shape alone, so that the bits of every statistic are too.
package struct RowBlocks: Sendable, Hashable {
  package let rows: Int
  /// Rows of every block but the last of each group.
  package let size: Int
  package let count: Int
  /// Rows that are cut into blocks together: no block reaches over a group's end.
  private let group: Int

  /// The rows of a plain matrix. The size is a multiple of 12, the rows of a tile.
  package init(rows: Int) {
    self.init(rows: rows, group: rows, size: rows <= 96 ? 12 : rows <= 192 ? 24 : rows <= 768 ? 48 : 96)
  }

  /// The pixels of `images` images: blocks of whole image rows, a multiple of four of them (the tiles of a convolution)
  /// or all; of several whole images where these are small.
  package init(images: Int, height: Int, width: Int) {
    let pixels = height * width
    let rows = images * pixels
    let wanted = rows <= 512 ? 64 : rows <= 2048 ? 128 : 256
    let imageRows = max(4, wanted / max(width, 1) / 4 * 4)
    if imageRows < height {
      self.init(rows: rows, group: pixels, size: imageRows * width)
    } else {
      self.init(rows: rows, group: rows, size: max(1, wanted / max(pixels, 1)) * max(pixels, 1))
    }
  }

  private init(rows: Int, group: Int, size: Int) {
    self.rows = rows
    self.group = max(group, 1)
    self.size = size
    count = rows / self.group * ((group + size - 1) / size)
  }

  /// The rows of block `index`.
  package func range(_ index: Int) -> Range<Int> {
    let perGroup = (group + size - 1) / size
    let end = (index / perGroup + 1) * group
    let first = end - group + index % perGroup * size
    return first..<min(first + size, end)
  }
}
