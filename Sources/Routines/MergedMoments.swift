/// Merges per-block moments by Chan's formula (Chan, Golub & LeVeque 1983) in a fixed order: mean and Σ(x − mean)², of
/// eight channels at a time.
package struct MergedMoments {
  package var count: Double
  package var mean: SIMD8<Double>
  package var squares: SIMD8<Double>

  package init() {
    count = 0
    mean = .zero
    squares = .zero
  }

  /// Adds a block of `n` values a channel with their own means and squares.
  package mutating func merge(count n: Double, mean blockMean: SIMD8<Double>, squares blockSquares: SIMD8<Double>) {
    let total = count + n
    let delta = blockMean - mean
    mean += delta * (n / total)
    squares += blockSquares + delta * delta * (count * n / total)
    count = total
  }
}
