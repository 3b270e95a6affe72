/// Packs `source`[columns, depth] as `destination`[depth, matmulTileColumns], its transpose; columns from `columns` up
/// to the tile's width become 0.
func packTransposed(
  _ source: UnsafePointer<Float>, _ stride: Int, _ columns: Int, _ depth: Int,
  _ destination: UnsafeMutablePointer<Float>
) {
  let width = matmulTileColumns
  let fullColumns = columns & ~3
  // Sixteen steps at a time: one cache line of each source row, and a destination that stays in the first-level cache.
  var from = 0
  while from < depth {
    let until = min(from + 16, depth)
    var column = 0
    while column < fullColumns {
      packFour(source + column * stride, stride, from, until, destination + column)
      column += 4
    }
    while column < columns {
      for k in from..<until { destination[k * width + column] = source[column * stride + k] }
      column += 1
    }
    while column < width {
      for k in from..<until { destination[k * width + column] = 0 }
      column += 1
    }
    from = until
  }
}

/// Transposes four source rows, elements `from` to `until`.
@inline(__always)
private func packFour(
  _ source: UnsafePointer<Float>, _ stride: Int, _ from: Int, _ until: Int,
  _ destination: UnsafeMutablePointer<Float>
) {
  let width = matmulTileColumns
  var k = from
  while k + 4 <= until {
    let row0 = load(source + k, as: SIMD4<Float>.self)
    let row1 = load(source + stride + k, as: SIMD4<Float>.self)
    let row2 = load(source + 2 * stride + k, as: SIMD4<Float>.self)
    let row3 = load(source + 3 * stride + k, as: SIMD4<Float>.self)
    let low02 = interleave(row0, row2)
    let low13 = interleave(row1, row3)
    let firstTwo = interleave(low02.lowHalf, low13.lowHalf)
    let lastTwo = interleave(low02.highHalf, low13.highHalf)
    let target = destination + k * width
    store(firstTwo.lowHalf, to: target)
    store(firstTwo.highHalf, to: target + width)
    store(lastTwo.lowHalf, to: target + 2 * width)
    store(lastTwo.highHalf, to: target + 3 * width)
    k += 4
  }
  while k < until {
    let column = SIMD4(
      source[k], source[stride + k], source[2 * stride + k], source[3 * stride + k])
    store(column, to: destination + k * width)
    k += 1
  }
}

/// a₀ b₀ a₁ b₁ …
@inline(__always)
private func interleave(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD8<Float> {
  var result = SIMD8<Float>()
  result.evenHalf = a
  result.oddHalf = b
  return result
}
