/// The matrices of Winograd's minimal filtering F(m, 3) from its points alone, in Double: the convolution theorem of Toom
/// and Cook, transposed.
package struct WinogradReference: Sendable {
  /// The finite points; ∞ comes last.
  package let points: [Double]
  package let outputs: Int

  package init(points: [Double]) {
    self.points = points
    outputs = points.count - 1
  }

  /// [points, 3] and so on: row i holds the powers of point i, the last row is ∞'s.
  private func powers(_ count: Int) -> [[Double]] {
    points.map { point in (0..<count).map { power in (0..<power).reduce(1) { product, _ in product * point } } }
      + [(0..<count).map { $0 == count - 1 ? 1 : 0 }]
  }

  /// Π(pᵢ − pⱼ), j ≠ i; 1 for ∞.
  private var products: [Double] {
    points.indices.map { i in points.indices.reduce(1) { $1 == i ? $0 : $0 * (points[i] - points[$1]) } } + [1]
  }

  /// The coefficients of Π(x − pⱼ), j ≠ i, lowest power first; for ∞ of all points.
  private func polynomial(without i: Int) -> [Double] {
    var coefficients = [1.0]
    for j in points.indices where j != i {
      var next = [Double](repeating: 0, count: coefficients.count + 1)
      for (power, value) in coefficients.enumerated() {
        next[power + 1] += value
        next[power] -= points[j] * value
      }
      coefficients = next
    }
    return coefficients + [Double](repeating: 0, count: points.count + 1 - coefficients.count)
  }

  /// Bᵀ. The rows' signs are those that make the divisors of G positive at 0.
  package var image: [[Double]] {
    (0...points.count).map { i in
      let sign: Double = i < points.count && points[i] == 0 && products[i] < 0 ? -1 : 1
      return polynomial(without: i).map { sign * $0 }
    }
  }

  /// G.
  package var kernel: [[Double]] {
    zip(powers(3), zip(products, points + [1])).map { row, divisor in
      row.map { $0 / (divisor.1 == 0 ? abs(divisor.0) : divisor.0) }
    }
  }

  /// Aᵀ.
  package var output: [[Double]] { transposedMatrix(powers(outputs)) }

  /// A.
  package var outputGradient: [[Double]] { powers(outputs) }

  /// Gᵀ.
  package var kernelGradient: [[Double]] { transposedMatrix(kernel) }

  /// T · x · Tᵀ, both row by row.
  package static func transform(_ x: [Double], by matrix: [[Double]]) -> [Double] {
    let inputs = matrix[0].count
    return matrix.flatMap { row in
      matrix.map { column in
        var sum = 0.0
        for i in 0..<inputs { for j in 0..<inputs { sum += row[i] * x[i * inputs + j] * column[j] } }
        return sum
      }
    }
  }

  private func transposedMatrix(_ matrix: [[Double]]) -> [[Double]] {
    matrix[0].indices.map { column in matrix.map { $0[column] } }
  }
}
