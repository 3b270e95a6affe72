/// One row of a tile held in registers: one vector or two.
protocol TileRow {
  /// Numbers in the row.
  static var columns: Int { get }
  static var zero: Self { get }
  /// Reads all `columns` numbers.
  static func load(_ source: UnsafePointer<Float>) -> Self
  /// Reads the first `count` numbers; the rest are 0.
  static func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> Self
  func store(to destination: UnsafeMutablePointer<Float>)
  func storeFirst(_ count: Int, to destination: UnsafeMutablePointer<Float>)
  /// self += x · row
  mutating func add(_ x: Float, times row: Self)
}

/// A row as wide as one vector.
struct SingleRow<V: PartialVector>: TileRow {
  var vector: V

  static var columns: Int { @inline(__always) get { V.scalarCount } }
  static var zero: SingleRow { @inline(__always) get { SingleRow(vector: .zero) } }

  @inline(__always)
  static func load(_ source: UnsafePointer<Float>) -> SingleRow {
    SingleRow(vector: UnsafeRawPointer(source).loadUnaligned(as: V.self))
  }

  @inline(__always)
  static func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> SingleRow {
    SingleRow(vector: .loadFirst(count, from: source))
  }

  @inline(__always)
  func store(to destination: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(destination).storeBytes(of: vector, as: V.self)
  }

  @inline(__always)
  func storeFirst(_ count: Int, to destination: UnsafeMutablePointer<Float>) {
    vector.storeFirst(count, to: destination)
  }

  @inline(__always)
  mutating func add(_ x: Float, times row: SingleRow) {
    vector = multiplyAdd(V(repeating: x), row.vector, vector)
  }
}

/// A row as wide as two vectors: enough independent chains, with the rows, to hide the latency of multiply-add.
struct DoubleRow<V: PartialVector>: TileRow {
  var low: SingleRow<V>
  var high: SingleRow<V>

  static var columns: Int { @inline(__always) get { 2 * V.scalarCount } }
  static var zero: DoubleRow { @inline(__always) get { DoubleRow(low: .zero, high: .zero) } }

  @inline(__always)
  static func load(_ source: UnsafePointer<Float>) -> DoubleRow {
    DoubleRow(low: .load(source), high: .load(source + V.scalarCount))
  }

  @inline(__always)
  static func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> DoubleRow {
    let width = V.scalarCount
    if count < width { return DoubleRow(low: .loadFirst(count, from: source), high: .zero) }
    return DoubleRow(low: .load(source), high: .loadFirst(count - width, from: source + width))
  }

  @inline(__always)
  func store(to destination: UnsafeMutablePointer<Float>) {
    low.store(to: destination)
    high.store(to: destination + V.scalarCount)
  }

  @inline(__always)
  func storeFirst(_ count: Int, to destination: UnsafeMutablePointer<Float>) {
    let width = V.scalarCount
    if count < width { return low.storeFirst(count, to: destination) }
    low.store(to: destination)
    high.storeFirst(count - width, to: destination + width)
  }

  @inline(__always)
  mutating func add(_ x: Float, times row: DoubleRow) {
    let broadcast = V(repeating: x)
    low.vector = multiplyAdd(broadcast, row.low.vector, low.vector)
    high.vector = multiplyAdd(broadcast, row.high.vector, high.vector)
  }
}
