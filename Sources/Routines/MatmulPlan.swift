package import KernelTable

/// How one matrix product is cut into chunks: a function of the shape and the tile geometry alone, never of the number
/// of threads. Output [M, N] = start + left [M, K] · right [K, N].
///
/// A product runs in two phases: `packChunks` calls of `pack` (any order, any thread), and when all are done
/// `computeChunks` calls of `compute`. Packed memory stays valid as long as the right side does: a product that is
/// repeated with the same right side packs once. Nothing is allocated by either.
///
/// Every output element is one chain of multiply-adds over the depth, in order, from its start value; so its bits
/// depend on nothing of what is chosen here; row blocks, over which an epilogue sums, are given.
package struct MatmulPlan: Sendable {
  package let shape: MatmulShape
  /// Floats of the packed right side, shared by all chunks.
  package let packedCount: Int
  /// Floats that each worker needs for itself.
  package let scratchCount: Int
  package let packChunks: Int
  package let computeChunks: Int

  package let right: RightSide
  /// Few rows: all columns of a chunk at once, through the whole depth.
  let isThin: Bool
  let matmul: MatmulKernels
  let block: BlockKernels
  let rowBlocks: RowBlocks
  /// Row blocks that a compute chunk goes through one after the other.
  let rowBlocksPerChunk: Int
  let rowChunks: Int
  /// Chunks beside one another. Consecutive chunks share columns, and with them a part of the right side that stays in the
  /// cache; those of a weight gradient, whose right side is small, share rows: the order in which the optimizer goes on.
  let columnChunks: Int
  /// Output columns of a compute chunk: a multiple of `columnUnit`.
  let columnsPerChunk: Int
  /// Steps of depth that one pass over a block of the output takes.
  let depthPerBlock: Int
  let depthBlocks: Int
  /// Panels of `tileColumns` columns that the packed right side has.
  let panels: Int
  /// The packing is cut in slices of a panel, counted panel by panel.
  let slicesPerPanel: Int
  let slicesPerPackChunk: Int

  /// Where a product reads its right side.
  package enum RightSide: Sendable {
    /// From panels that `pack` writes.
    case packed
    /// Where it lies, not transposed and without a transform; 128 bytes beyond its end can be read. Nothing is packed.
    case inPlace
  }

  /// Whether panels would be used too seldom to be worth their packing. Rows whose distance makes them share few sets of
  /// the cache are packed all the same, and a right side that stays the same (`isConstant`), unless the product goes
  /// through it only once.
  package static func readsRightInPlace(_ shape: MatmulShape, rightStride: Int, isConstant: Bool) -> Bool {
    guard !shape.rightTransposed else { return false }
    return shape.rows <= thinRows || shape.rows <= fewRows && !isConstant && !collides(stride: rightStride)
  }

  /// A plan for products of `shape` with the kernels of `table`. `leftIsTransformed`: the left side will be copied
  /// with a transform, so that wide chunks, which copy it less often, are preferred. `blocks`: what an epilogue sums
  /// over.
  package init(
    shape: MatmulShape, blocks: RowBlocks? = nil, leftIsTransformed: Bool, right: RightSide = .packed,
    table: KernelTable
  ) {
    self.shape = shape
    self.right = right
    matmul = table.matmul
    block = table.block
    let (columns, depth) = (shape.columns, shape.depth)
    isThin = right == .inPlace && shape.rows <= Self.thinRows && !shape.leftTransposed && !leftIsTransformed

    depthBlocks = isThin ? 1 : max(1, (depth + Self.largestDepthBlock - 1) / Self.largestDepthBlock)
    let depthPerBlock = ((depth + depthBlocks - 1) / depthBlocks + 15) / 16 * 16
    self.depthPerBlock = depthPerBlock

    let rowBlocks = blocks ?? RowBlocks(rows: shape.rows)
    self.rowBlocks = rowBlocks
    let blockWork = max(1, rowBlocks.size * columns * depth)
    rowBlocksPerChunk = max(1, min(rowBlocks.count, Self.smallestWork / blockWork))
    rowChunks = (rowBlocks.count + rowBlocksPerChunk - 1) / rowBlocksPerChunk
    let columnUnit = isThin ? Self.thinColumnUnit : Self.columnUnit
    let columnUnits = max(1, (columns + columnUnit - 1) / columnUnit)
    let wanted = max(1, min(Self.enoughChunks / max(1, rowChunks), blockWork / Self.smallestWork))
    let least = leftIsTransformed ? Self.leastTransformedUnits : 1
    columnsPerChunk = columnUnit * max(least, (columnUnits + wanted - 1) / wanted)
    columnChunks = (columns + columnsPerChunk - 1) / columnsPerChunk
    computeChunks = rowChunks * columnChunks

    panels = right == .inPlace ? 0 : (columns + matmul.tileColumns - 1) / matmul.tileColumns
    packedCount = panels * matmul.tileColumns * depth
    scratchCount = rowBlocks.size * depthPerBlock
    slicesPerPanel = (depth + Self.sliceDepth - 1) / Self.sliceDepth
    let slices = panels * slicesPerPanel
    slicesPerPackChunk = max(1, slices / Self.enoughChunks)
    packChunks = (slices + slicesPerPackChunk - 1) / slicesPerPackChunk
  }

  /// Depth of a block at most: a panel of the right side (48 KiB) and a tile's rows of the left pass through the
  /// first-level cache, a block of rows stays in the second.
  static let largestDepthBlock = 384
  /// Multiply-adds below which a chunk is not worth its claiming (half a microsecond).
  static let smallestWork = 1 << 15
  /// Chunks that share the work evenly enough among few threads.
  static let enoughChunks = 32
  /// The full tiles of all instruction sets fit it without rest.
  static let columnUnit = 32
  static let leastTransformedUnits = 4
  /// Rows that the thin kernel takes.
  static let thinRows = 8
  /// As many columns as it takes abreast, with the widest vectors.
  static let thinColumnUnit = 128
  /// Rows for which packing the right side costs more than it saves.
  static let fewRows = 128
  /// Steps of depth that are packed at a time.
  static let sliceDepth = 128
}
