/// The sizes of a product and how its operands lie in memory.
package struct MatmulShape: Sendable, Hashable {
  package var rows: Int
  package var columns: Int
  package var depth: Int
  /// False: left is stored [M, K]; true: [K, M].
  package var leftTransposed: Bool
  /// False: right is stored [K, N]; true: [N, K].
  package var rightTransposed: Bool

  package init(rows: Int, columns: Int, depth: Int, leftTransposed: Bool = false, rightTransposed: Bool = false) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.leftTransposed = leftTransposed
    self.rightTransposed = rightTransposed
  }
}
