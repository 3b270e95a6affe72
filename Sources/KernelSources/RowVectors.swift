/// Reductions along a row of classes, in an order that no instruction set changes: which of sixteen lanes takes an
/// element depends on the row's length alone, and a fixed tree joins the lanes.

typealias RowVector = SIMD16<Float>

/// Calls `body(index, lanes)` for every sixteen elements of a row and for what is left of it.
@inline(__always)
func forEachRowVector(_ count: Int, _ body: (_ index: Int, _ lanes: Int) -> Void) {
  var index = 0
  while index &+ 16 <= count {
    body(index, 16)
    index &+= 16
  }
  if index < count { body(index, count &- index) }
}

/// A row's elements from memory. Fewer than sixteen are read eight, four, two and one at a time, each group to lanes of
/// its own (0, 8, 12 and 14 on); the other lanes are `fill`.
@inline(__always)
func loadRow(_ source: UnsafePointer<Float>, _ lanes: Int, fill: Float) -> RowVector {
  if lanes == 16 { return load(source, as: RowVector.self) }
  var next = source
  var eight = SIMD8<Float>(repeating: fill)
  var four = SIMD4<Float>(repeating: fill)
  var two = SIMD4<Float>(repeating: fill)
  if lanes & 8 != 0 {
    eight = load(next, as: SIMD8<Float>.self)
    next += 8
  }
  if lanes & 4 != 0 {
    four = load(next, as: SIMD4<Float>.self)
    next += 4
  }
  if lanes & 2 != 0 {
    (two.x, two.y) = (next[0], next[1])
    next += 2
  }
  if lanes & 1 != 0 { two.z = next[0] }
  return RowVector(lowHalf: eight, highHalf: SIMD8<Float>(lowHalf: four, highHalf: two))
}

/// Writes what `loadRow` reads.
@inline(__always)
func storeRow(_ vector: RowVector, _ lanes: Int, to destination: UnsafeMutablePointer<Float>) {
  if lanes == 16 { return store(vector, to: destination) }
  var next = destination
  if lanes & 8 != 0 {
    store(vector.lowHalf, to: next)
    next += 8
  }
  if lanes & 4 != 0 {
    store(vector.highHalf.lowHalf, to: next)
    next += 4
  }
  let two = vector.highHalf.highHalf
  if lanes & 2 != 0 {
    (next[0], next[1]) = (two.x, two.y)
    next += 2
  }
  if lanes & 1 != 0 { next[0] = two.z }
}

/// The vector with 0 in the lanes that `loadRow` fills.
@inline(__always)
func keep(_ vector: RowVector, _ lanes: Int) -> RowVector {
  if lanes == 16 { return vector }
  let group = SIMD16<Int32>(8, 8, 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 1, 0)
  let missing = (group & Int32(truncatingIfNeeded: lanes)) .== SIMD16<Int32>.zero
  return vector.replacing(with: RowVector.zero, where: missing)
}

/// The sum of the lanes: halves are added until one number is left.
@inline(__always)
func sumOfLanes(_ vector: RowVector) -> Float {
  let eight = vector.lowHalf + vector.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}

/// The largest lane; lanes that are NaN lose.
@inline(__always)
func largestLane(_ vector: RowVector) -> Float {
  let eight = larger(vector.lowHalf, vector.highHalf)
  let four = larger(eight.lowHalf, eight.highHalf)
  let x = four.x < four.z ? four.z : four.x
  let y = four.y < four.w ? four.w : four.y
  return x < y ? y : x
}

/// Lane by lane the larger; a where b is NaN.
@inline(__always)
func larger<V: SIMD>(_ a: V, _ b: V) -> V where V.Scalar == Float { select(less(a, b), b, a) }

/// The largest of a row; −∞ for a row without numbers.
@inline(__always)
func largest(_ count: Int, _ row: UnsafePointer<Float>) -> Float {
  var best = RowVector(repeating: -.infinity)
  forEachRowVector(count) { index, lanes in
    best = larger(best, loadRow(row + index, lanes, fill: -.infinity))
  }
  return largestLane(best)
}

/// ln of one number; see `logarithm`.
@inline(__always)
func logarithm(_ x: Float) -> Float { logarithm(SIMD4<Float>(repeating: x)).x }
