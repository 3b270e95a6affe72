/// The partition of a matrix's rows into the blocks over which float sums run before they are merged in Double: a
/// function of the number of rows alone, so that the bits of every statistic are too.
package struct RowBlocks: Sendable, Hashable {
  package let rows: Int
  /// Rows of every block but the last: a multiple of 12.
  package let size: Int
  package let count: Int

  package init(rows: Int) {
    self.rows = rows
    size = rows <= 96 ? 12 : rows <= 192 ? 24 : rows <= 768 ? 48 : 96
    count = (rows + size - 1) / size
  }

  /// The rows of block `index`.
  package func range(_ index: Int) -> Range<Int> { (index * size)..<min((index + 1) * size, rows) }
}
