/// Rows normalized group by group in two passes: ghost batches, masked rows, sets of a mixed batch, GroupNormalization.
package struct GroupNormalizationLayerReference: ReferenceLayer, Sendable {
  /// Perhaps "gamma" and "beta", [C].
  package var parameters: [String: [Double]]
  package var epsilon: Double
  /// The group of each row.
  package var group: [Int]
  /// Which rows count for the statistics.
  package var counts: [Bool]
  /// Neighbouring channels with a mean and a variance in common.
  package var channelsPerStatistic = 1
  /// Whether the mean is subtracted and the variance is around it; else the mean square takes its place.
  package var isCentred = true

  package init(parameters: [String: [Double]], epsilon: Double, group: [Int], counts: [Bool]? = nil) {
    self.parameters = parameters
    self.epsilon = epsilon
    self.group = group
    self.counts = counts ?? group.map { _ in true }
  }

  private func gamma(_ channel: Int) -> Double { parameters["gamma"]?[channel] ?? 1 }

  /// The rows and channels that share the statistics of an element.
  private func elements(_ x: LayerMatrix, group wanted: Int, channel: Int) -> [(row: Int, channel: Int)] {
    let first = channel / channelsPerStatistic * channelsPerStatistic
    return (0..<x.rows).filter { group[$0] == wanted }.flatMap { row in
      (first..<first + channelsPerStatistic).map { (row, $0) }
    }
  }

  private func statistics(_ x: LayerMatrix, group: Int, channel: Int) -> (mean: Double, inverse: Double) {
    let values = elements(x, group: group, channel: channel).filter { counts[$0.row] }.map { x[$0.row, $0.channel] }
    let count = Double(max(values.count, 1))
    let mean = isCentred ? values.reduce(0, +) / count : 0
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return (mean, 1 / (variance + epsilon).squareRoot())
  }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    var y = x
    for row in 0..<x.rows {
      for channel in 0..<x.channels {
        let (mean, inverse) = statistics(x, group: group[row], channel: channel)
        y[row, channel] =
          gamma(channel) * (x[row, channel] - mean) * inverse + (parameters["beta"]?[channel] ?? 0)
      }
    }
    return y
  }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    var dx = dy
    var (dGamma, dBeta) = ([Double](repeating: 0, count: x.channels), [Double](repeating: 0, count: x.channels))
    for row in 0..<x.rows {
      for channel in 0..<x.channels {
        let (mean, inverse) = statistics(x, group: group[row], channel: channel)
        let xHat = (x[row, channel] - mean) * inverse
        dGamma[channel] += dy[row, channel] * xHat
        dBeta[channel] += dy[row, channel]
        let shared = elements(x, group: group[row], channel: channel)
        let count = Double(shared.filter { counts[$0.row] }.count)
        var (sum, product) = (0.0, 0.0)
        for other in shared where counts[row] {
          let scaled = gamma(other.channel) * dy[other.row, other.channel]
          sum += isCentred ? scaled : 0
          product += scaled * (x[other.row, other.channel] - mean) * inverse
        }
        let back = counts[row] ? (sum + xHat * product) / count : 0
        dx[row, channel] = inverse * (gamma(channel) * dy[row, channel] - back)
      }
    }
    var gradients: [String: [Double]] = [:]
    if parameters["gamma"] != nil { gradients["gamma"] = dGamma }
    if parameters["beta"] != nil { gradients["beta"] = dBeta }
    return LayerGradients(input: dx, parameters: gradients)
  }
}
