/// A matrix product by its definition, in two forms: in Double, to judge accuracy by, and as the chain of float
/// multiply-adds that every element of a fast product is, to judge bits by.
package struct MatmulReference {
  package let rows: Int
  package let columns: Int
  package let depth: Int
  /// [rows, depth], whatever way the operand is stored.
  package let left: [Float]
  /// [depth, columns]
  package let right: [Float]
  /// [rows, columns]: what the sums start from.
  package let start: [Float]

  package init(rows: Int, columns: Int, depth: Int, left: [Float], right: [Float], start: [Float]) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.left = left
    self.right = right
    self.start = start
  }

  /// start + left · right in Double.
  package var exact: [Double] {
    elements { row, column in
      var sum = Double(start[row * columns + column])
      for k in 0..<depth { sum += Double(left[row * depth + k]) * Double(right[k * columns + column]) }
      return sum
    }
  }

  /// Each element as one chain of multiply-adds over the depth; `fused`: rounded once a step, else twice.
  package func chains(fused: Bool) -> [Float] {
    elements { row, column in
      var sum = start[row * columns + column]
      for k in 0..<depth {
        let (a, b) = (left[row * depth + k], right[k * columns + column])
        sum = fused ? sum.addingProduct(a, b) : sum + a * b
      }
      return sum
    }
  }

  private func elements<Number>(_ element: (Int, Int) -> Number) -> [Number] {
    var result: [Number] = []
    result.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { result.append(element(row, column)) }
    }
    return result
  }
}

/// max|a − b| / max|b|: the error that the project bounds; infinite when a is not finite, 0 for no elements.
package func relativeError(_ values: [Float], to exact: [Double]) -> Double {
  guard values.count == exact.count else { return .infinity }
  var error = 0.0
  var scale = 0.0
  for (value, reference) in zip(values, exact) {
    guard value.isFinite else { return .infinity }
    error = max(error, abs(Double(value) - reference))
    scale = max(scale, abs(reference))
  }
  return error == 0 ? 0 : error / scale
}

/// Whether two arrays hold the same bits.
package func sameBits(_ a: [Float], _ b: [Float]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern }
}

/// Whether two arrays hold the same bits.
package func sameBits(_ a: [Double], _ b: [Double]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern }
}
