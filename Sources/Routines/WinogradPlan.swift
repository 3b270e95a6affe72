import KernelTable

/// How a 3×3 convolution by stride 1, or its data gradient, is computed tile by tile (Lavin & Gray 2016, arXiv
/// 1509.09308): a function of the shape and the tile alone.
///
/// Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A: a first phase transforms the kernel into panels, one product's right side a position;
/// then every chunk transforms the tiles of some blocks of output rows, multiplies position by position, and transforms
/// the products to outputs, all in memory that stays in the second-level cache; the epilogue follows while the block is
/// hot. The data gradient is the same with the kernel turned round and transposed.
struct WinogradPlan: Sendable {
  let packedCount: Int
  let scratchCount: Int
  let packChunks: Int
  let computeChunks: Int

  let kind: ConvolutionKind
  let tiling: WinogradTiling
  let source: WinogradSource
  let outputChannels: Int
  let blocks: RowBlocks
  let table: KernelTable
  /// Where in the stored kernel the nine taps are, in the order in which outputs meet them.
  let taps: [Int]
  let panels: Int
  let slicesPerPanel: Int
  let blocksPerChunk: Int
  let blockChunks: Int
  let columnsPerChunk: Int
  /// Floats before the products: the most that transformed tiles take.
  private let productsOffset: Int

  /// `kind`: forward or dataGradient, of a shape that tiles can compute.
  init(shape: ConvolutionShape, kind: ConvolutionKind, tile: WinogradTile, table: KernelTable) {
    self.kind = kind
    self.table = table
    let forward = kind == .forward
    let axis = forward ? CorrelationAxis.forward : CorrelationAxis.dataGradient
    let (rowAxis, columnAxis) = (axis(shape.rows)[0], axis(shape.columns)[0])
    let blocks =
      forward
      ? shape.outputBlocks : RowBlocks(images: shape.images, height: shape.rows.size, width: shape.columns.size)
    let tiling = WinogradTiling(tile: tile, height: rowAxis.count, width: columnAxis.count)
    let depth = forward ? shape.channels : shape.filters
    let outputChannels = forward ? shape.filters : shape.channels
    self.blocks = blocks
    self.tiling = tiling
    self.outputChannels = outputChannels
    source = WinogradSource(
      tiling: tiling, blocks: blocks, height: forward ? shape.rows.size : shape.rows.outputs,
      width: forward ? shape.columns.size : shape.columns.outputs, channels: depth, rowOffset: rowAxis.sourceOffset,
      columnOffset: columnAxis.sourceOffset, transform: .image, table: table)
    taps = (0..<9).map {
      (rowAxis.firstTap + $0 / 3 * rowAxis.tapStep) * 3 + columnAxis.firstTap + $0 % 3 * columnAxis.tapStep
    }

    let width = table.matmul.tileColumns
    panels = (outputChannels + width - 1) / width
    packedCount = panels * width * tile.positions * depth
    slicesPerPanel = (depth + Self.sliceDepth - 1) / Self.sliceDepth
    packChunks = panels * slicesPerPanel

    let tilesPerBlock = blocks.count > 0 ? tiling.tiles(blocks.range(0)) : 0
    let perTile = max(1, tile.positions * (depth + outputChannels))
    let fitting = max(1, Self.cachedCount / perTile / max(1, tilesPerBlock))
    blocksPerChunk = max(1, min(fitting, blocks.count / Self.enoughChunks))
    blockChunks = (blocks.count + blocksPerChunk - 1) / blocksPerChunk
    let units = (outputChannels + MatmulPlan.columnUnit - 1) / MatmulPlan.columnUnit
    let columnChunks = max(1, min(units, Self.fewestChunks / max(1, blockChunks)))
    columnsPerChunk = MatmulPlan.columnUnit * ((units + columnChunks - 1) / columnChunks)
    computeChunks = blockChunks * ((outputChannels + columnsPerChunk - 1) / columnsPerChunk)

    let most = blocksPerChunk * tilesPerBlock
    productsOffset = TransformedTiles(tile, tiles: most, channels: depth).count
    let products = TransformedTiles(tile, tiles: most, channels: min(columnsPerChunk, outputChannels)).count
    scratchCount = max(9 * Self.sliceDepth * width, productsOffset + max(products, source.scratchCount))
  }

  /// Floats of transformed tiles and products that leave room in a second-level cache of a megabyte.
  static let cachedCount = 3 << 15
  /// Chunks that share the work evenly enough among few threads.
  private static let enoughChunks = 16
  /// Chunks of blocks below which the output's columns are shared out too.
  private static let fewestChunks = 4
  /// Depth of the kernel that is transformed at a time.
  private static let sliceDepth = 16

  // MARK: Packing

  /// Transforms chunk `chunk` of `packChunks` of the kernel, [9 taps, C, F], into panels [positions][depth][tileColumns].
  /// `scratch`: `scratchCount` floats that no other running chunk uses.
  func pack(
    chunk: Int, operands: MatmulOperands, packed: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let width = table.matmul.tileColumns
    let depth = source.rows.channels
    let panel = chunk / slicesPerPanel
    let column = panel * width
    let columns = min(width, outputChannels - column)
    let from = chunk % slicesPerPanel * Self.sliceDepth
    let slice = min(Self.sliceDepth, depth - from)
    for (index, tap) in taps.enumerated() {
      let kernel = operands.right + tap * depth * outputChannels
      let target = scratch + index * slice * width
      if kind == .dataGradient {
        table.matmul.packTransposed(kernel + column * depth + from, depth, columns, slice, target)
      } else {
        table.block.load(
          BlockLoad(
            rows: slice, channels: columns, source: kernel + from * outputChannels + column,
            sourceStride: outputChannels, destination: target, destinationStride: width, paddedChannels: width,
            transform: .none))
      }
    }
    let tile = tiling.tile
    table.winograd.transform(
      WinogradRun(
        tile: tile, transform: .kernel, tiles: 1, channels: slice * width, source: scratch,
        sourceStrides: WinogradRun.Strides(row: 3 * slice * width, column: slice * width, tile: 0),
        destination: packed + (panel * tile.positions * depth + from) * width,
        destinationStrides: WinogradRun.Strides(row: tile.points * depth * width, column: depth * width, tile: 0)))
  }

  // MARK: Computing

  /// Computes chunk `chunk` of `computeChunks`; the operands' start is `.zero` or `.bias`. `scratch`: `scratchCount`
  /// floats that no other running chunk uses.
  func compute(
    chunk: Int, operands: MatmulOperands, packed: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let firstColumn = chunk / blockChunks * columnsPerChunk
    let columns = firstColumn..<min(firstColumn + columnsPerChunk, outputChannels)
    let firstBlock = chunk % blockChunks * blocksPerChunk
    let indices = firstBlock..<min(firstBlock + blocksPerChunk, blocks.count)
    let tiles = indices.reduce(0) { $0 + tiling.tiles(blocks.range($1)) }
    let transformed = TransformedTiles(tiling.tile, tiles: tiles, channels: source.rows.channels)
    let products = TransformedTiles(tiling.tile, tiles: tiles, channels: columns.count)
    let product = scratch + productsOffset

    var first = 0
    for index in indices {
      tiling.forEachRun(blocks.range(index)) { run in
        // The loaded rows lie where the products will.
        source.transform(run, first: first, into: scratch, transformed, operands: operands, scratch: product)
        first += tiling.tileRows(run.rows) * tiling.columns
      }
    }
    multiply(tiles, columns, transformed, scratch, products, product, packed: packed)
    first = 0
    for index in indices {
      let pixels = blocks.range(index)
      tiling.forEachRun(pixels) { run in
        writeOutputs(run, columns, from: product + first * columns.count, products, operands: operands)
        first += tiling.tileRows(run.rows) * tiling.columns
      }
      operands.finish(
        block: index, rows: pixels, columns: columns, channels: outputChannels, kernels: table.block)
    }
  }

  /// One product a position.
  private func multiply(
    _ tiles: Int, _ columns: Range<Int>, _ transformed: TransformedTiles, _ left: UnsafePointer<Float>,
    _ products: TransformedTiles, _ output: UnsafeMutablePointer<Float>, packed: UnsafePointer<Float>
  ) {
    let width = table.matmul.tileColumns
    let depth = transformed.channels
    for position in 0..<tiling.tile.positions {
      var column = columns.lowerBound
      while column < columns.upperBound {
        table.matmul.multiply(
          Tile(
            rows: tiles, columns: min(width, columns.upperBound - column), depth: depth,
            left: left + position * transformed.stride, leftRowStride: depth, leftDepthStride: 1,
            right: packed + (column / width * tiling.tile.positions + position) * depth * width, rightStride: width,
            output: output + position * products.stride + (column - columns.lowerBound),
            outputStride: products.channels, start: .zero))
        column += width
      }
    }
  }

  /// Transforms the products of a run's tiles to outputs; those beyond the image are left out.
  private func writeOutputs(
    _ run: ImageRun, _ columns: Range<Int>, from product: UnsafePointer<Float>, _ products: TransformedTiles,
    operands: MatmulOperands
  ) {
    let side = tiling.tile.outputs
    let stride = operands.outputStride
    let whole = tiling.width / side
    for tileRow in 0..<tiling.tileRows(run.rows) {
      let row = run.rows.lowerBound + tileRow * side
      var tiles = WinogradRun(
        tile: tiling.tile, transform: .output, tiles: whole, channels: columns.count,
        source: product + tileRow * tiling.columns * products.channels, sourceStrides: products.strides,
        destination: operands.output + (run.firstPixel + row * tiling.width) * stride + columns.lowerBound,
        destinationStrides: WinogradRun.Strides(row: tiling.width * stride, column: stride, tile: side * stride))
      tiles.writtenRows = min(side, run.rows.upperBound - row)
      if case .bias(let bias) = operands.start { tiles.bias = bias + columns.lowerBound }
      table.winograd.transform(tiles)
      guard whole < tiling.columns else { continue }
      tiles.tiles = 1
      tiles.source += whole * products.channels
      tiles.destination += whole * side * stride
      tiles.writtenColumns = tiling.width - whole * side
      table.winograd.transform(tiles)
    }
  }
}
