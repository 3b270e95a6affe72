import KernelTable

/// A row as wide as two others side by side.
private struct PairRow<Low: TileRow, High: TileRow>: TileRow {
  var low: Low
  var high: High

  static var columns: Int { @inline(__always) get { Low.columns + High.columns } }
  static var zero: PairRow { @inline(__always) get { PairRow(low: .zero, high: .zero) } }

  @inline(__always)
  static func load(_ source: UnsafePointer<Float>) -> PairRow {
    PairRow(low: .load(source), high: .load(source + Low.columns))
  }

  @inline(__always)
  static func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> PairRow {
    if count < Low.columns { return PairRow(low: .loadFirst(count, from: source), high: .zero) }
    return PairRow(low: .load(source), high: .loadFirst(count - Low.columns, from: source + Low.columns))
  }

  @inline(__always)
  func store(to destination: UnsafeMutablePointer<Float>) {
    low.store(to: destination)
    high.store(to: destination + Low.columns)
  }

  @inline(__always)
  func storeFirst(_ count: Int, to destination: UnsafeMutablePointer<Float>) {
    if count < Low.columns { return low.storeFirst(count, to: destination) }
    low.store(to: destination)
    high.storeFirst(count - Low.columns, to: destination + Low.columns)
  }

  @inline(__always)
  mutating func add(_ x: Float, times row: PairRow) {
    low.add(x, times: row.low)
    high.add(x, times: row.high)
  }
}

private typealias Vectors1 = SingleRow<Vector>
private typealias Vectors2 = DoubleRow<Vector>
private typealias Vectors3 = PairRow<Vectors2, Vectors1>
private typealias Vectors4 = PairRow<Vectors2, Vectors2>
private typealias Vectors5 = PairRow<Vectors4, Vectors1>
private typealias Vectors6 = PairRow<Vectors4, Vectors2>
private typealias Vectors7 = PairRow<Vectors4, Vectors3>
private typealias Vectors8 = PairRow<Vectors4, Vectors4>

/// Computes a product of few rows whose right side lies in place: one row or two go through the right side once, many
/// vectors abreast, since a narrow tile of one row would wait for its own sums.
func multiplyThin(_ thin: Tile) {
  var tile = thin
  // Vectors abreast: as many chains as hide the latency of multiply-add.
  let most = thin.rows == 1 ? 8 : thin.rows == 2 ? 4 : 2
  let vectors = (thin.columns + vectorWidth - 1) / vectorWidth
  let blocks = (vectors + most - 1) / most
  var first = 0
  for block in 0..<blocks {
    let end = vectors * (block + 1) / blocks
    let column = first * vectorWidth
    tile.columns = min(end * vectorWidth, thin.columns) - column
    tile.right = thin.right + column
    tile.output = thin.output + column
    if case .bias(let bias) = thin.start { tile.start = .bias(bias + column) }
    switch thin.rows {
    case 1: multiplyOneRow(tile, vectors: end - first)
    case 2: multiplyTwoRows(tile, vectors: end - first)
    default: multiplyStrip(tile)
    }
    first = end
  }
}

private func multiplyOneRow(_ tile: Tile, vectors: Int) {
  switch vectors {
  case 1: multiplyWhole(tile, as: One<Vectors1>.self)
  case 2: multiplyWhole(tile, as: One<Vectors2>.self)
  case 3: multiplyWhole(tile, as: One<Vectors3>.self)
  case 4: multiplyWhole(tile, as: One<Vectors4>.self)
  case 5: multiplyWhole(tile, as: One<Vectors5>.self)
  case 6: multiplyWhole(tile, as: One<Vectors6>.self)
  case 7: multiplyWhole(tile, as: One<Vectors7>.self)
  default: multiplyWhole(tile, as: One<Vectors8>.self)
  }
}

private func multiplyTwoRows(_ tile: Tile, vectors: Int) {
  switch vectors {
  case 1: multiplyWhole(tile, as: Two<Vectors1>.self)
  case 2: multiplyWhole(tile, as: Two<Vectors2>.self)
  case 3: multiplyWhole(tile, as: Two<Vectors3>.self)
  default: multiplyWhole(tile, as: Two<Vectors4>.self)
  }
}

/// Computes a tile of exactly these rows, by way of a buffer where its last vector is not full.
private func multiplyWhole<Rows: TileRows>(_ tile: Tile, as _: Rows.Type) {
  if tile.columns == Rows.Row.columns { return multiplyRows(tile, as: Rows.self) }
  multiplyNarrowTile(tile, buffer: Rows.self) { multiplyRows($0, as: Rows.self) }
}
