import KernelTable

/// Computes one tile of exactly `Rows.count` rows and as many columns as a row has.
@inline(never)
func multiplyRows<Rows: TileRows>(_ tile: Tile, as _: Rows.Type) {
  var sums: Rows
  switch tile.start {
  case .zero: sums = Rows(repeating: .zero)
  case .output: sums = Rows(loading: tile.output, stride: tile.outputStride)
  case .bias(let bias): sums = Rows(repeating: .load(bias))
  }
  let rowStride = tile.leftRowStride
  let depthStride = tile.leftDepthStride
  let rightStride = tile.rightStride
  var segment = tile.left
  var right = tile.right
  var segments = tile.segments
  while segments > 0 {
    var left = segment
    var steps = tile.depth
    while steps > 0 {
      sums.add(left, rowStride: rowStride, times: .load(right))
      left += depthStride
      right += rightStride
      steps -= 1
    }
    segment += tile.leftSegmentStride
    segments -= 1
  }
  sums.store(to: tile.output, stride: tile.outputStride)
}

/// Computes one tile of up to `matmulTileRows` rows, as many columns as a row has.
func multiplyTile<Row: TileRow>(_ tile: Tile, as _: Row.Type) {
  switch tile.rows {
  case 1: multiplyRows(tile, as: One<Row>.self)
  case 2: multiplyRows(tile, as: Two<Row>.self)
  case 3: multiplyRows(tile, as: Three<Row>.self)
  case 4: multiplyRows(tile, as: Four<Row>.self)
  case 5: multiplyRows(tile, as: Five<Row>.self)
  #if KERNELS_AVX512
  case 6: multiplyRows(tile, as: Six<Row>.self)
  case 7: multiplyRows(tile, as: Seven<Row>.self)
  case 8: multiplyRows(tile, as: Eight<Row>.self)
  case 9: multiplyRows(tile, as: Nine<Row>.self)
  case 10: multiplyRows(tile, as: Ten<Row>.self)
  case 11: multiplyRows(tile, as: Eleven<Row>.self)
  default: multiplyRows(tile, as: Twelve<Row>.self)
  #else
  default: multiplyRows(tile, as: Six<Row>.self)
  #endif
  }
}
