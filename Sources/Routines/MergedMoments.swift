/// Merges per-block moments by Chan's formula (Chan, Golub & LeVeque 1983) in a fixed order: mean and Σ(x − mean)².
package struct MergedMoments {
  package var count: Double
  package var mean: Double
  package var squares: Double

  package init() {
    count = 0
    mean = 0
    squares = 0
  }

  /// Adds a block of `n` values with its own mean and squares.
  package mutating func merge(count n: Double, mean blockMean: Double, squares blockSquares: Double) {
    let total = count + n
    let delta = blockMean - mean
    mean += delta * n / total
    squares += blockSquares + delta * delta * count * n / total
    count = total
  }
}
