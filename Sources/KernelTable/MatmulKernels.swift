/// The matrix product's inner kernel, its packing, and the tile's size on this instruction set.
package struct MatmulKernels: Sendable {
  /// Rows of a full tile: 12 on AVX-512, 6 on AVX2; always a divisor of 12.
  package let tileRows: Int
  /// Columns of a full tile, and the width of a packed right-hand panel.
  package let tileColumns: Int
  /// Computes a strip of tiles: any number of rows, up to `tileColumns` columns.
  package let multiply: @Sendable (Tile) -> Void
  /// Computes a product of up to 8 rows and any number of columns from a right side that lies in place: of each row as
  /// many floats can be read as fill the last column's 128 bytes.
  package let multiplyThin: @Sendable (Tile) -> Void
  /// Packs `source`[columns, depth] (depth contiguous) as `destination`[depth, tileColumns], that is, transposed;
  /// columns beyond `columns` become 0. Arguments: source, its stride, columns (≤ tileColumns), depth, destination.
  package let packTransposed: @Sendable (UnsafePointer<Float>, Int, Int, Int, UnsafeMutablePointer<Float>) -> Void
  /// Runs as many rounds of multiply-adds on registers alone and returns the number of floating-point operations: the
  /// processor's limit, which the benchmarks measure products against.
  package let registerMultiplyAdds: @Sendable (Int) -> Int

  package init(
    tileRows: Int, tileColumns: Int, multiply: @escaping @Sendable (Tile) -> Void,
    multiplyThin: @escaping @Sendable (Tile) -> Void,
    packTransposed: @escaping @Sendable (UnsafePointer<Float>, Int, Int, Int, UnsafeMutablePointer<Float>) -> Void,
    registerMultiplyAdds: @escaping @Sendable (Int) -> Int
  ) {
    self.tileRows = tileRows
    self.tileColumns = tileColumns
    self.multiply = multiply
    self.multiplyThin = multiplyThin
    self.packTransposed = packTransposed
    self.registerMultiplyAdds = registerMultiplyAdds
  }
}

/// One tile of a product, or a strip of tiles one below the other:
/// output[rows, columns] = start + left[rows, segments·depth] · right[segments·depth, columns].
///
/// Every output element is one chain of fused multiply-adds over the depth, in order, from its start value; so its bits
/// do not depend on the tile's size or on how the depth was split over calls (the baseline rounds twice per step).
package struct Tile {
  /// What the chains start from.
  package enum Start {
    case zero
    /// The output's present content: goes on with a chain, or adds to a sum.
    case output
    /// A row of `columns` numbers, the same for every row.
    case bias(UnsafePointer<Float>)
  }

  package var rows: Int
  package var columns: Int
  /// Steps of depth in each segment.
  package var depth: Int
  /// The left side's depth may lie in several runs, as the rows of an image do; the right side's is one.
  package var segments: Int
  /// From one segment of the left side to the next.
  package var leftSegmentStride: Int
  /// Element (m, k) of a segment at m·leftRowStride + k·leftDepthStride: row-major, transposed and copied blocks alike.
  package var left: UnsafePointer<Float>
  package var leftRowStride: Int
  package var leftDepthStride: Int
  /// Row k at k·rightStride; `tileColumns` floats of each row can be read, whatever `columns` is.
  package var right: UnsafePointer<Float>
  package var rightStride: Int
  /// Only `rows` × `columns` elements are read or written.
  package var output: UnsafeMutablePointer<Float>
  package var outputStride: Int
  package var start: Start

  package init(
    rows: Int, columns: Int, depth: Int, segments: Int = 1, left: UnsafePointer<Float>, leftRowStride: Int,
    leftDepthStride: Int, leftSegmentStride: Int = 0, right: UnsafePointer<Float>, rightStride: Int,
    output: UnsafeMutablePointer<Float>, outputStride: Int,
    start: Start
  ) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.segments = segments
    self.leftSegmentStride = leftSegmentStride
    self.left = left
    self.leftRowStride = leftRowStride
    self.leftDepthStride = leftDepthStride
    self.right = right
    self.rightStride = rightStride
    self.output = output
    self.outputStride = outputStride
    self.start = start
  }
}
