import KernelTable

/// Computes a strip of a product: any number of rows, up to `matmulTileColumns` columns.
///
/// Columns go by the row type that wastes least: two vectors, one, or (AVX-512) half a vector.
func multiplyStrip(_ strip: Tile) {
  var column = 0
  while column < strip.columns {
    let rest = strip.columns - column
    #if KERNELS_AVX512
    if rest > 3 * vectorWidth / 2 {
      multiplyColumns(strip, from: column, as: DoubleRow<Vector>.self)
      column += 2 * vectorWidth
    } else if rest > vectorWidth / 2 {
      multiplyColumns(strip, from: column, as: SingleRow<Vector>.self)
      column += vectorWidth
    } else {
      multiplyColumns(strip, from: column, as: SingleRow<SIMD8<Float>>.self)
      column += vectorWidth / 2
    }
    #else
    if rest > vectorWidth {
      multiplyColumns(strip, from: column, as: DoubleRow<Vector>.self)
      column += 2 * vectorWidth
    } else {
      multiplyColumns(strip, from: column, as: SingleRow<Vector>.self)
      column += vectorWidth
    }
    #endif
  }
}

/// Computes up to one row's width of a strip's columns: as few tiles as it takes, of rows as equal as can be, since
/// tiles of few rows have too few chains to keep the multipliers busy.
@inline(__always)
private func multiplyColumns<Row: TileRow>(_ strip: Tile, from column: Int, as _: Row.Type) {
  var tile = strip
  tile.columns = min(strip.columns - column, Row.columns)
  tile.right += column
  tile.output += column
  if case .bias(let bias) = strip.start { tile.start = .bias(bias + column) }
  var rest = strip.rows
  while rest > 0 {
    let tiles = (rest + matmulTileRows - 1) / matmulTileRows
    tile.rows = (rest + tiles - 1) / tiles
    if tile.columns == Row.columns {
      multiplyTile(tile, as: Row.self)
    } else {
      multiplyNarrowTile(tile, as: Row.self)
    }
    rest -= tile.rows
    tile.left += tile.rows * strip.leftRowStride
    tile.output += tile.rows * strip.outputStride
  }
}

/// Computes a tile with fewer columns than its row type has, by way of a buffer with all of them.
@inline(never)
private func multiplyNarrowTile<Row: TileRow>(_ tile: Tile, as _: Row.Type) {
  multiplyNarrowTile(tile, buffer: LargestTile<Row>.self) { multiplyTile($0, as: Row.self) }
}

/// Lets `multiply` compute into a buffer as large as `Rows`, and copies what belongs to the tile.
@inline(__always)
func multiplyNarrowTile<Rows: TileRows>(_ tile: Tile, buffer _: Rows.Type, _ multiply: (Tile) -> Void) {
  typealias Row = Rows.Row
  var buffer = Rows(repeating: .zero)
  withUnsafeMutablePointer(to: &buffer) { buffer in
    let rows = UnsafeMutableRawPointer(buffer).assumingMemoryBound(to: Float.self)
    var wide = tile
    wide.columns = Row.columns
    wide.output = rows
    wide.outputStride = Row.columns
    switch tile.start {
    case .zero: break
    case .output: copyRows(of: Row.self, from: tile.output, tile.outputStride, to: rows, Row.columns, tile)
    case .bias(let bias):
      copyRows(of: Row.self, from: bias, 0, to: rows, Row.columns, tile)
      wide.start = .output
    }
    multiply(wide)
    copyRows(of: Row.self, from: rows, Row.columns, to: tile.output, tile.outputStride, tile)
  }
}

/// Copies as many rows and columns as `tile` has.
@inline(__always)
private func copyRows<Row: TileRow>(
  of _: Row.Type, from source: UnsafePointer<Float>, _ sourceStride: Int,
  to destination: UnsafeMutablePointer<Float>, _ destinationStride: Int, _ tile: Tile
) {
  for row in 0..<tile.rows {
    Row.loadFirst(tile.columns, from: source + row * sourceStride)
      .storeFirst(tile.columns, to: destination + row * destinationStride)
  }
}
