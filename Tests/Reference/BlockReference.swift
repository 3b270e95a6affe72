/// Per-channel computations over dense matrices [rows, channels] in Double: what the block kernels must agree with.
package enum BlockReference {
  /// act(scale·(x − mean) + shift)
  package static func normalize(
    _ x: [Double], mean: [Double], scale: [Double], shift: [Double], _ activation: ActivationReference
  ) -> [Double] {
    let channels = mean.count
    return x.indices.map { i in
      let c = i % channels
      return activation.value(scale[c] * (x[i] - mean[c]) + shift[c])
    }
  }

  /// p·dy + q·(z − mean) − r
  package static func gradient(
    _ dy: [Double], z: [Double], mean: [Double], p: [Double], q: [Double], r: [Double]
  ) -> [Double] {
    let channels = mean.count
    return dy.indices.map { i in
      let c = i % channels
      return p[c] * dy[i] + q[c] * (z[i] - mean[c]) - r[c]
    }
  }

  /// Per channel the mean and Σ(x − mean)², by two passes.
  package static func moments(_ x: [Double], channels: Int) -> (mean: [Double], squares: [Double]) {
    let rows = channels == 0 ? 0 : x.count / channels
    var mean = [Double](repeating: 0, count: channels)
    var squares = mean
    guard rows > 0 else { return (mean, squares) }
    for i in x.indices { mean[i % channels] += x[i] / Double(rows) }
    for i in x.indices {
      let distance = x[i] - mean[i % channels]
      squares[i % channels] += distance * distance
    }
    return (mean, squares)
  }

  /// Per channel Σ a·b over the rows.
  package static func columnSums(_ a: [Double], times b: [Double]? = nil, channels: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: channels)
    for i in a.indices { sums[i % channels] += a[i] * (b?[i] ?? 1) }
    return sums
  }
}
