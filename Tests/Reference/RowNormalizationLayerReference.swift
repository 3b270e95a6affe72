/// Every row by its own mean and variance, or by its root mean square, in two passes.
package struct RowNormalizationLayerReference: ReferenceLayer, Sendable {
  /// Perhaps "gamma" and "beta", [C].
  package var parameters: [String: [Double]]
  package var epsilon: Double
  package var isCentred: Bool

  package init(parameters: [String: [Double]], epsilon: Double, isCentred: Bool) {
    self.parameters = parameters
    self.epsilon = epsilon
    self.isCentred = isCentred
  }

  private func gamma(_ channel: Int) -> Double { parameters["gamma"]?[channel] ?? 1 }

  private func normalized(_ x: LayerMatrix, row: Int) -> (values: [Double], inverse: Double) {
    let values = (0..<x.channels).map { x[row, $0] }
    let mean = isCentred ? values.reduce(0, +) / Double(x.channels) : 0
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.channels)
    let inverse = 1 / (variance + epsilon).squareRoot()
    return (values.map { ($0 - mean) * inverse }, inverse)
  }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    var y = x
    for row in 0..<x.rows {
      let (values, _) = normalized(x, row: row)
      for channel in 0..<x.channels {
        y[row, channel] = gamma(channel) * values[channel] + (parameters["beta"]?[channel] ?? 0)
      }
    }
    return y
  }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    var dx = dy
    var (dGamma, dBeta) = ([Double](repeating: 0, count: x.channels), [Double](repeating: 0, count: x.channels))
    for row in 0..<x.rows {
      let (values, inverse) = normalized(x, row: row)
      let scaled = (0..<x.channels).map { gamma($0) * dy[row, $0] }
      let sum = isCentred ? scaled.reduce(0, +) / Double(x.channels) : 0
      let product = zip(scaled, values).reduce(0) { $0 + $1.0 * $1.1 } / Double(x.channels)
      for channel in 0..<x.channels {
        dGamma[channel] += dy[row, channel] * values[channel]
        dBeta[channel] += dy[row, channel]
        dx[row, channel] = inverse * (scaled[channel] - sum - values[channel] * product)
      }
    }
    var gradients: [String: [Double]] = [:]
    if parameters["gamma"] != nil { gradients["gamma"] = dGamma }
    if parameters["beta"] != nil { gradients["beta"] = dBeta }
    return LayerGradients(input: dx, parameters: gradients)
  }
}
