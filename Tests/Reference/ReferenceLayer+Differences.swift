/// Central differences: the check that a reference layer's own gradients are those of its forward pass.
extension ReferenceLayer {
  /// The largest distance between the analytic gradients of Σ dy·y and central differences of it, relative to each
  /// tensor's largest number (or to 1, where that is less).
  ///
  /// The error of the difference itself is about `width`² and ulp/width: 1e-9 for numbers around 1.
  package func gradientError(_ x: LayerMatrix, upstream dy: LayerMatrix, width: Double = 1e-5) -> Double {
    func loss(_ layer: Self, _ x: LayerMatrix) -> Double {
      zip(layer.forward(x).values, dy.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let analytic = backward(x, upstream: dy)
    var worst = Self.distance(analytic.input.values) { index in
      var (low, high) = (x, x)
      low.values[index] -= width
      high.values[index] += width
      return (loss(self, high) - loss(self, low)) / (high.values[index] - low.values[index])
    }
    for (name, gradient) in analytic.parameters {
      let error = Self.distance(gradient) { index in
        var (low, high) = (self, self)
        low.parameters[name]?[index] -= width
        high.parameters[name]?[index] += width
        return (loss(high, x) - loss(low, x)) / (2 * width)
      }
      worst = max(worst, error)
    }
    return worst
  }

  private static func distance(_ analytic: [Double], numeric: (Int) -> Double) -> Double {
    let size = max(1, analytic.reduce(0) { max($0, abs($1)) })
    return analytic.indices.reduce(0) { max($0, abs(analytic[$1] - numeric($1)) / size) }
  }
}
