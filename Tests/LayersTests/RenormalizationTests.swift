import Execution
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing

/// Batch renormalization against its printed algorithm in Double (Ioffe 2017, arXiv 1702.03275).
@Suite struct RenormalizationTests {
  /// x̂ = (x − μ)/σ·r + d with r and d constants.
  private struct Expected {
    var y: [Double] = []
    var dx: [Double] = []
    var dGamma: [Double] = []
  }

  private func expected(
    _ x: LayerMatrix, _ dy: LayerMatrix, _ tensors: [String: [Double]], rMax: Double, dMax: Double
  ) -> Expected {
    let batch = BatchNormalizationLayerReference.Statistics(of: x)
    var result = Expected(y: x.values, dx: x.values, dGamma: [])
    for channel in 0..<x.channels {
      let gamma = tensors["gamma"]?[channel] ?? 1
      let sigma = (batch.variance[channel] + 1e-3).squareRoot()
      let running = ((tensors["moving_variance"]?[channel] ?? 1) + 1e-3).squareRoot()
      let r = min(max(sigma / running, 1 / rMax), rMax)
      let d = min(max((batch.mean[channel] - (tensors["moving_mean"]?[channel] ?? 0)) / running, -dMax), dMax)
      let plain = x.column(channel).map { ($0 - batch.mean[channel]) / sigma }
      let up = dy.column(channel)
      let sum = up.reduce(0, +)
      let product = zip(up, plain).reduce(0) { $0 + $1.0 * $1.1 }
      result.dGamma.append(r * product + d * sum)
      for row in 0..<x.rows {
        let at = row * x.channels + channel
        result.y[at] = gamma * (plain[row] * r + d) + (tensors["beta"]?[channel] ?? 0)
        result.dx[at] = gamma * r / sigma * (up[row] - (sum + plain[row] * product) / Double(x.rows))
      }
    }
    return result
  }

  @Test(arguments: [(1, 0), (1.5, 0.5), (3, 5), (100, 100)], [false, true])
  func followsItsAlgorithm(limits: (r: Double, d: Double), ghost: Bool) throws {
    var layer = BatchNormalization(name: "layer")
    layer.renormalization = Renormalization(rMax: .init(limits.r), dMax: .init(limits.d))
    let (rows, channels) = (24, 5)
    let (x, dy) = (randomFloats(rows * channels, seed: 1, mean: 1), randomFloats(rows * channels, seed: 2))
    // Twice the same rows in ghost batches give the same corrections as once.
    if ghost { layer.virtualBatchSize = rows }
    let batch = ghost ? 2 * rows : rows
    let probed = try ProbedModel([layer], inputShape: [channels], batchSize: batch)
    try probed.randomize(seed: 3)
    let tensors = try probed.parameters(of: "layer")
    let run = try probed.train(ghost ? x + x : x, upstream: ghost ? dy + dy : dy)
    let matrix = { LayerMatrix(rows: rows, channels: channels, $0) }
    let wanted = expected(matrix(x.doubles), matrix(dy.doubles), tensors, rMax: limits.r, dMax: limits.d)
    let count = rows * channels
    #expect(mismatch(Array(run.outputs[..<count]), wanted.y) == nil)
    #expect(mismatch(Array(run.inputGradient[..<count]), wanted.dx) == nil)
    let factor = ghost ? 2.0 : 1.0
    #expect(mismatch(run.gradients["layer/gamma"] ?? [], wanted.dGamma.map { $0 * factor }) == nil)
  }

  @Test func fusionsServeIt() throws {
    var layer = BatchNormalization()
    layer.renormalization = Renormalization(rMax: .init(2), dMax: .init(1))
    let layers: [any Layer] = [Dense(9), layer, Activation(.relu), Dense(4)]
    let (x, dy) = (randomFloats(40 * 6, seed: 1), randomFloats(40 * 4, seed: 2))
    func run(_ fusions: [Fusion]) throws -> ProbedModel.Run {
      let probed = try ProbedModel(layers, inputShape: [6], batchSize: 40, fusions: fusions)
      try probed.randomize(seed: 3)
      return try probed.train(x, upstream: dy)
    }
    let (plain, fused) = (try run([]), try run(Fusion.all))
    #expect(fused.mismatches(with: plain).isEmpty)
  }

  @Test func limitsRiseWithTheUpdates() throws {
    var layer = BatchNormalization(name: "layer")
    layer.renormalization = Renormalization(
      rMax: .init(from: 1, to: 3, begin: 1, end: 3), dMax: .init(from: 0, to: 2, begin: 0, end: 1))
    layer.updatesStatistics = false
    let probed = try ProbedModel([layer], inputShape: [1], batchSize: 2)
    for (updates, r, d) in [(0, 1.0, 0.0), (1, 1, 2), (2, 2, 2), (3, 3, 2), (9, 3, 2)] {
      probed.model.store.counterValues.update(repeating: Double(updates))
      // Mean 10 and deviation 5 against 0 and 1: both limits are reached.
      let outputs = try probed.train([5, 15], upstream: [1, 1]).outputs
      #expect(mismatch(outputs, [d - r, d + r], tolerance: 1e-4) == nil, "after \(updates) updates")
    }
  }
}
