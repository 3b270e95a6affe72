/// The rows of a tile as a tree of types, so that no loop over rows is left for the compiler to unroll: each row's sums
/// are variables of their own, and stay in registers. (A loop over an array of 12 rows of 512 bits is not unrolled.)
protocol TileRows {
  associatedtype Row: TileRow
  static var count: Int { get }
  /// All rows equal to `row`.
  init(repeating row: Row)
  /// The rows of a matrix.
  init(loading source: UnsafePointer<Float>, stride: Int)
  /// Row m += left[m · rowStride] · right
  mutating func add(_ left: UnsafePointer<Float>, rowStride: Int, times right: Row)
  func store(to destination: UnsafeMutablePointer<Float>, stride: Int)
}

/// A tile of a single row.
struct One<Row: TileRow>: TileRows {
  var row: Row

  static var count: Int { @inline(__always) get { 1 } }

  @inline(__always)
  init(repeating row: Row) { self.row = row }

  @inline(__always)
  init(loading source: UnsafePointer<Float>, stride: Int) { row = .load(source) }

  @inline(__always)
  mutating func add(_ left: UnsafePointer<Float>, rowStride: Int, times right: Row) {
    row.add(left[0], times: right)
  }

  @inline(__always)
  func store(to destination: UnsafeMutablePointer<Float>, stride: Int) { row.store(to: destination) }
}

/// Some rows above some others.
struct Stack<Top: TileRows, Bottom: TileRows>: TileRows where Top.Row == Bottom.Row {
  typealias Row = Top.Row
  var top: Top
  var bottom: Bottom

  static var count: Int { @inline(__always) get { Top.count + Bottom.count } }

  @inline(__always)
  init(repeating row: Row) {
    top = Top(repeating: row)
    bottom = Bottom(repeating: row)
  }

  @inline(__always)
  init(loading source: UnsafePointer<Float>, stride: Int) {
    top = Top(loading: source, stride: stride)
    bottom = Bottom(loading: source + Top.count * stride, stride: stride)
  }

  @inline(__always)
  mutating func add(_ left: UnsafePointer<Float>, rowStride: Int, times right: Row) {
    top.add(left, rowStride: rowStride, times: right)
    bottom.add(left + Top.count * rowStride, rowStride: rowStride, times: right)
  }

  @inline(__always)
  func store(to destination: UnsafeMutablePointer<Float>, stride: Int) {
    top.store(to: destination, stride: stride)
    bottom.store(to: destination + Top.count * stride, stride: stride)
  }
}

typealias Two<Row: TileRow> = Stack<One<Row>, One<Row>>
typealias Three<Row: TileRow> = Stack<Two<Row>, One<Row>>
typealias Four<Row: TileRow> = Stack<Two<Row>, Two<Row>>
typealias Five<Row: TileRow> = Stack<Four<Row>, One<Row>>
typealias Six<Row: TileRow> = Stack<Three<Row>, Three<Row>>
#if KERNELS_AVX512
typealias Seven<Row: TileRow> = Stack<Six<Row>, One<Row>>
typealias Eight<Row: TileRow> = Stack<Four<Row>, Four<Row>>
typealias Nine<Row: TileRow> = Stack<Six<Row>, Three<Row>>
typealias Ten<Row: TileRow> = Stack<Six<Row>, Four<Row>>
typealias Eleven<Row: TileRow> = Stack<Six<Row>, Five<Row>>
typealias Twelve<Row: TileRow> = Stack<Six<Row>, Six<Row>>
typealias LargestTile<Row: TileRow> = Twelve<Row>
#else
typealias LargestTile<Row: TileRow> = Six<Row>
#endif
