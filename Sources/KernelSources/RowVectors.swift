/// Reductions along a row of classes, in an order that no instruction set changes: lane l of sixteen takes the elements
/// i with i mod 16 = l in order, and a fixed tree joins the lanes.

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

/// The first `lanes` lanes from memory, `fill` in the others.
@inline(__always)
func loadRow(_ source: UnsafePointer<Float>, _ lanes: Int, fill: Float) -> RowVector {
  if lanes == 16 { return load(source, as: RowVector.self) }
  var vector = RowVector(repeating: fill)
  for lane in 0..<lanes { vector[lane] = source[lane] }
  return vector
}

/// Writes the first `lanes` lanes.
@inline(__always)
func storeRow(_ vector: RowVector, _ lanes: Int, to destination: UnsafeMutablePointer<Float>) {
  if lanes == 16 { return store(vector, to: destination) }
  for lane in 0..<lanes { destination[lane] = vector[lane] }
}

/// The vector with 0 beyond its first `lanes` lanes.
@inline(__always)
func keep(_ vector: RowVector, _ lanes: Int) -> RowVector {
  if lanes == 16 { return vector }
  let index = SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  let end = SIMD16<Int32>(repeating: Int32(truncatingIfNeeded: lanes))
  return RowVector.zero.replacing(with: vector, where: index .< end)
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
