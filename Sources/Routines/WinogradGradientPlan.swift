import KernelTable

/// How the weight gradient of a 3×3 convolution by stride 1 is computed tile by tile: a function of the shape and the
/// tile alone.
///
/// A tile's share of the gradient is a correlation of its images' points with its m×m output gradients, by the same
/// points as the convolution: Gᵀ[(Bᵀ d B) ⊙ (A dY Aᵀ)]G. Transforms are linear, so the products are summed over tiles
/// first, position by position, as matrix products whose depth is the tiles.
///
/// The blocks of output rows are dealt to a number of `splits` that depends on the shape alone. Each sums in memory of
/// its worker's, transforms its sums back, and a second phase adds the splits' gradients in order.
struct WinogradGradientPlan: Sendable {
  /// Floats that the splits' gradients take, shared by all chunks.
  let sumsCount: Int
  let scratchCount: Int
  let computeChunks: Int
  let mergeChunks: Int

  private let shape: ConvolutionShape
  private let tiling: WinogradTiling
  private let images: WinogradSource
  private let gradients: WinogradSource
  private let blocks: RowBlocks
  private let table: KernelTable
  private let merging: MergedSplits
  private let blocksPerSplit: Int
  private let blocksPerPass: Int
  private let sums: TransformedTiles
  /// Floats of a worker's memory that lie before the transformed output gradients, and before the loaded rows.
  private let gradientsOffset: Int
  private let rowsOffset: Int

  /// A shape that tiles can compute.
  init(shape: ConvolutionShape, tile: WinogradTile, table: KernelTable) {
    self.shape = shape
    self.table = table
    let blocks = shape.outputBlocks
    let tiling = WinogradTiling(tile: tile, height: shape.rows.outputs, width: shape.columns.outputs)
    self.blocks = blocks
    self.tiling = tiling
    images = WinogradSource(
      tiling: tiling, blocks: blocks, height: shape.rows.size, width: shape.columns.size, channels: shape.channels,
      rowOffset: -shape.rows.before, columnOffset: -shape.columns.before, transform: .image, table: table)
    gradients = WinogradSource(
      tiling: tiling, blocks: blocks, height: shape.rows.outputs, width: shape.columns.outputs,
      channels: shape.filters, rowOffset: 0, columnOffset: 0, transform: .outputGradient, table: table)

    let tilesPerBlock = blocks.count > 0 ? tiling.tiles(blocks.range(0)) : 0
    let wanted = max(1, min(Self.enoughSplits, tilesPerBlock * blocks.count / Self.leastTiles))
    blocksPerSplit = max(1, (blocks.count + wanted - 1) / wanted)
    let splits = (blocks.count + blocksPerSplit - 1) / blocksPerSplit
    merging = MergedSplits(splits: splits, count: shape.depth * shape.filters)
    sumsCount = merging.sumsCount
    computeChunks = splits
    mergeChunks = merging.chunks

    let perTile = max(1, tile.positions * (shape.channels + shape.filters))
    blocksPerPass = max(1, min(blocksPerSplit, Self.cachedCount / perTile / max(1, tilesPerBlock)))
    let tiles = blocksPerPass * tilesPerBlock
    sums = TransformedTiles(tile, tiles: shape.channels, channels: shape.filters)
    gradientsOffset = sums.count + TransformedTiles(tile, tiles: tiles, channels: shape.channels).count
    // The tile kernel may read beyond the last row of a narrow right side.
    rowsOffset =
      gradientsOffset + TransformedTiles(tile, tiles: tiles, channels: shape.filters).count + table.matmul.tileColumns
    scratchCount = rowsOffset + max(images.scratchCount, gradients.scratchCount)
  }

  /// Splits that share the work evenly enough.
  private static let enoughSplits = 16
  /// Tiles from which on a split is worth its transform back.
  private static let leastTiles = 64
  /// Floats of transformed tiles beside which the sums stay in the second-level cache.
  private static let cachedCount = 3 << 15

  /// Sums the tiles of one split. `splitSums`: `sumsCount` floats; `scratch`: `scratchCount` that no other running chunk
  /// uses.
  func compute(
    chunk: Int, operands: MatmulOperands, sums splitSums: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let last = min((chunk + 1) * blocksPerSplit, blocks.count)
    var start = Tile.Start.zero
    var block = chunk * blocksPerSplit
    while block < last {
      let end = min(block + blocksPerPass, last)
      add(block..<end, start: start, operands: operands, scratch: scratch)
      start = .output
      block = end
    }
    let count = shape.channels * shape.filters
    table.winograd.transform(
      WinogradRun(
        tile: tiling.tile, transform: .kernelGradient, tiles: 1, channels: count, source: scratch,
        sourceStrides: sums.strides,
        destination: merging.memory(of: chunk, sums: splitSums, output: operands.output),
        destinationStrides: WinogradRun.Strides(row: 3 * count, column: count, tile: 0)))
  }

  /// Adds the products of some blocks' tiles to the sums.
  private func add(
    _ indices: Range<Int>, start: Tile.Start, operands: MatmulOperands, scratch: UnsafeMutablePointer<Float>
  ) {
    var gradientOperands = operands
    gradientOperands.left = operands.right
    gradientOperands.leftTransform = operands.rightTransform
    let tiles = indices.reduce(0) { $0 + tiling.tiles(blocks.range($1)) }
    let left = TransformedTiles(tiling.tile, tiles: tiles, channels: shape.channels)
    let right = TransformedTiles(tiling.tile, tiles: tiles, channels: shape.filters)
    let (leftMemory, rightMemory) = (scratch + sums.count, scratch + gradientsOffset)
    var first = 0
    for index in indices {
      tiling.forEachRun(blocks.range(index)) { run in
        let rows = scratch + rowsOffset
        images.transform(run, first: first, into: leftMemory, left, operands: operands, scratch: rows)
        gradients.transform(run, first: first, into: rightMemory, right, operands: gradientOperands, scratch: rows)
        first += tiling.tileRows(run.rows) * tiling.columns
      }
    }
    let width = table.matmul.tileColumns
    for position in 0..<tiling.tile.positions {
      var column = 0
      while column < shape.filters {
        table.matmul.multiply(
          Tile(
            rows: shape.channels, columns: min(width, shape.filters - column), depth: tiles,
            left: leftMemory + position * left.stride, leftRowStride: 1, leftDepthStride: shape.channels,
            right: rightMemory + position * right.stride + column, rightStride: shape.filters,
            output: scratch + position * sums.stride + column, outputStride: shape.filters, start: start))
        column += width
      }
    }
  }

  /// Adds chunk `chunk` of `mergeChunks` of the splits' gradients, in the splits' order.
  func merge(chunk: Int, sums: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    merging.merge(chunk: chunk, sums: sums, output: output)
  }
}
