/// y = γ·(x − μ)/√(σ² + ε) + β, channel by channel in two passes (Ioffe & Szegedy 2015, algorithm 1).
package struct BatchNormalizationLayerReference: ReferenceLayer, Sendable {
  /// Perhaps "gamma" and "beta", [C].
  package var parameters: [String: [Double]]
  package var epsilon: Double
  /// nil: the batch's own.
  package var statistics: Statistics?

  /// A mean and a biased variance for each channel.
  package struct Statistics: Sendable, Hashable {
    package var mean: [Double]
    package var variance: [Double]

    package init(mean: [Double], variance: [Double]) {
      self.mean = mean
      self.variance = variance
    }

    /// Those of a batch.
    package init(of x: LayerMatrix) {
      let count = Double(x.rows)
      mean = (0..<x.channels).map { x.column($0).reduce(0, +) / count }
      variance = []
      for channel in 0..<x.channels {
        let mean = mean[channel]
        variance.append(x.column(channel).reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count)
      }
    }
  }

  package init(parameters: [String: [Double]], epsilon: Double, statistics: Statistics? = nil) {
    self.parameters = parameters
    self.epsilon = epsilon
    self.statistics = statistics
  }

  private func gamma(_ channel: Int) -> Double { parameters["gamma"]?[channel] ?? 1 }

  private func normalized(_ x: LayerMatrix) -> (values: LayerMatrix, inverse: [Double]) {
    let used = statistics ?? Statistics(of: x)
    let inverse = used.variance.map { 1 / ($0 + epsilon).squareRoot() }
    return (x.mapped { ($0 - used.mean[$1]) * inverse[$1] }, inverse)
  }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    normalized(x).values.mapped { gamma($1) * $0 + (parameters["beta"]?[$1] ?? 0) }
  }

  /// dβ = Σ dy, dγ = Σ dy·x̂, dx = γ/σ·(dy − dβ/m − x̂·dγ/m); with given statistics the last two terms are 0.
  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    let (xHat, inverse) = normalized(x)
    let dBeta = (0..<x.channels).map { dy.column($0).reduce(0, +) }
    let dGamma = (0..<x.channels).map { zip(dy.column($0), xHat.column($0)).reduce(0) { $0 + $1.0 * $1.1 } }
    var dx = dy
    for row in 0..<x.rows {
      for channel in 0..<x.channels {
        let back = (dBeta[channel] + xHat[row, channel] * dGamma[channel]) / Double(x.rows)
        dx[row, channel] = gamma(channel) * inverse[channel] * (dy[row, channel] - (statistics == nil ? back : 0))
      }
    }
    var gradients: [String: [Double]] = [:]
    if parameters["gamma"] != nil { gradients["gamma"] = dGamma }
    if parameters["beta"] != nil { gradients["beta"] = dBeta }
    return LayerGradients(input: dx, parameters: gradients)
  }
}
