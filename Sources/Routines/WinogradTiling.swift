import KernelTable

/// An image's outputs cut into square tiles; the last ones of rows and columns may reach over its edges.
struct WinogradTiling: Sendable {
  let tile: WinogradTile
  let height: Int
  let width: Int

  /// Tiles beside one another.
  var columns: Int { (width + tile.outputs - 1) / tile.outputs }
  /// Columns that the tiles cover.
  var coveredColumns: Int { columns * tile.outputs }

  /// Tiles one below the other over some rows, which begin where a tile does.
  func tileRows(_ rows: Range<Int>) -> Int { (rows.count + tile.outputs - 1) / tile.outputs }

  /// Tiles of a block of pixels.
  func tiles(_ pixels: Range<Int>) -> Int {
    var tiles = 0
    forEachRun(pixels) { tiles += tileRows($0.rows) * columns }
    return tiles
  }

  /// The most rows that tiles of one run cover, over all of `blocks`.
  func mostCoveredRows(_ blocks: RowBlocks) -> Int {
    blocks.imageRuns(height: height, width: width).map { tileRows($0) * tile.outputs }.max() ?? 0
  }

  /// Calls `body` for the runs of rows, each within one image, that a block consists of.
  @inline(__always)
  func forEachRun(_ pixels: Range<Int>, _ body: (ImageRun) -> Void) {
    var pixel = pixels.lowerBound
    while pixel < pixels.upperBound {
      let run = ImageRun(from: pixel, until: pixels.upperBound, height: height, width: width)
      body(run)
      pixel += run.rows.count * width
    }
  }
}

/// Transformed tiles in memory: [positions][tiles][channels]. The distance of two positions is an odd number of cache
/// lines, so that a tile's positions, which are written together, lie in different sets of the cache.
struct TransformedTiles {
  let tile: WinogradTile
  let channels: Int
  /// Floats from one position to the next.
  let stride: Int

  init(_ tile: WinogradTile, tiles: Int, channels: Int) {
    self.tile = tile
    self.channels = channels
    let lines = (tiles * channels + 15) / 16
    stride = 16 * (lines | 1)
  }

  /// Floats of all positions.
  var count: Int { tile.positions * stride }

  /// How the elements of a tile lie.
  var strides: WinogradRun.Strides {
    WinogradRun.Strides(row: tile.points * stride, column: stride, tile: channels)
  }
}

/// Source images as tiles: loaded row by row with zeros around them, then transformed.
struct WinogradSource: Sendable {
  let tiling: WinogradTiling
  let rows: ImageRows
  /// Source row or column of an output's first tap, less the output's own.
  let rowOffset: Int
  /// What the tiles go through: `.image` or `.outputGradient`.
  let transform: WinogradTransform
  /// Floats that the loaded rows of one run take.
  let scratchCount: Int
  let winograd: WinogradKernels

  /// Source elements along a side of a tile, beyond those that the next tile begins with.
  private var overlap: Int { transform == .image ? 2 : 0 }

  init(
    tiling: WinogradTiling, blocks: RowBlocks, height: Int, width: Int, channels: Int, rowOffset: Int,
    columnOffset: Int, transform: WinogradTransform, table: KernelTable
  ) {
    let overlap = transform == .image ? 2 : 0
    self.tiling = tiling
    self.rowOffset = rowOffset
    self.transform = transform
    winograd = table.winograd
    rows = ImageRows(
      height: height, width: width, channels: channels,
      columns: columnOffset..<(columnOffset + tiling.coveredColumns + overlap), block: table.block)
    scratchCount = rows.count(rows: tiling.mostCoveredRows(blocks) + overlap)
  }

  /// Loads and transforms the tiles of one run of outputs; `first`: the tile's number that the run begins with.
  func transform(
    _ run: ImageRun, first: Int, into memory: UnsafeMutablePointer<Float>, _ layout: TransformedTiles,
    operands: MatmulOperands, scratch: UnsafeMutablePointer<Float>
  ) {
    let side = tiling.tile.outputs
    let tileRows = tiling.tileRows(run.rows)
    let from = run.rows.lowerBound + rowOffset
    let (source, stride) = rows.load(
      image: run.image, rows: from..<(from + tileRows * side + overlap), operands: operands, scratch: scratch)
    for tileRow in 0..<tileRows {
      winograd.transform(
        WinogradRun(
          tile: tiling.tile, transform: transform, tiles: tiling.columns, channels: rows.channels,
          source: source + tileRow * side * stride,
          sourceStrides: WinogradRun.Strides(row: stride, column: rows.channels, tile: side * rows.channels),
          destination: memory + (first + tileRow * tiling.columns) * rows.channels,
          destinationStrides: layout.strides))
    }
  }
}
