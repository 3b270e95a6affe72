import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

/// How a batch norm's running statistics follow fifty batches, against plain loops in Double.
@Suite struct RunningStatisticsTests {
  private static let channels = 5

  /// The batches, and the mean and variance of each channel in each of them.
  private struct Batches {
    var inputs: [[Float]] = []
    var means: [[Double]] = []
    var variances: [[Double]] = []

    init(rows: Int, count: Int = 50, unbiased: Bool) {
      for batch in 0..<count {
        let x = randomFloats(rows * channels, seed: 100 + batch, mean: Float(batch % 7) - 2, deviation: 1.5)
        let found = BatchNormalizationLayerReference.Statistics(
          of: LayerMatrix(rows: rows, channels: channels, x.doubles))
        inputs.append(x)
        means.append(found.mean)
        variances.append(found.variance.map { unbiased ? $0 * Double(rows) / Double(rows - 1) : $0 })
      }
    }
  }

  private func follow(_ layer: BatchNormalization, _ batches: Batches, rows: Int) throws -> ProbedModel {
    var layer = layer
    layer.name = "layer"
    let probed = try ProbedModel([layer], inputShape: [Self.channels], batchSize: rows)
    for x in batches.inputs { _ = try probed.train(x, upstream: x) }
    return probed
  }

  private func expect(_ probed: ProbedModel, mean: [Double], variance: [Double]) throws {
    #expect(mismatch(try probed.model.tensor("layer/moving_mean").values, mean) == nil)
    #expect(mismatch(try probed.model.tensor("layer/moving_variance").values, variance) == nil)
    #expect(probed.model.statisticsUpdates(of: "layer") == 50)
  }

  @Test(arguments: [true, false], [2, 20, 100])
  func exponentialAveragesStartFromZeroAndOne(unbiased: Bool, rows: Int) throws {
    let batches = Batches(rows: rows, unbiased: unbiased)
    var layer = BatchNormalization(momentum: 0.9)
    layer.unbiasedVariance = unbiased
    var mean = [Double](repeating: 0, count: Self.channels)
    var variance = [Double](repeating: 1, count: Self.channels)
    for batch in 0..<50 {
      for channel in 0..<Self.channels {
        mean[channel] += 0.1 * (batches.means[batch][channel] - mean[channel])
        variance[channel] += 0.1 * (batches.variances[batch][channel] - variance[channel])
      }
    }
    try expect(try follow(layer, batches, rows: rows), mean: mean, variance: variance)
  }

  @Test(arguments: [true, false], [0.5, 0.9, 0.99, 0.999])
  func correctedAveragesForgetTheStart(unbiased: Bool, momentum: Double) throws {
    let batches = Batches(rows: 20, unbiased: unbiased)
    var layer = BatchNormalization(momentum: momentum, averaging: .biasCorrected)
    layer.unbiasedVariance = unbiased
    // Σ momentum^age·x / Σ momentum^age: the weighted mean that Adam's correction makes of a moving average.
    var weight = 0.0
    var mean = [Double](repeating: 0, count: Self.channels)
    var variance = mean
    for batch in 0..<50 {
      weight = momentum * weight + 1
      for channel in 0..<Self.channels {
        mean[channel] = momentum * mean[channel] + batches.means[batch][channel]
        variance[channel] = momentum * variance[channel] + batches.variances[batch][channel]
      }
    }
    try expect(
      try follow(layer, batches, rows: 20), mean: mean.map { $0 / weight }, variance: variance.map { $0 / weight })
  }

  @Test(arguments: [true, false])
  func cumulativeAveragesCountEveryBatchTheSame(unbiased: Bool) throws {
    let batches = Batches(rows: 20, unbiased: unbiased)
    var layer = BatchNormalization(averaging: .cumulative)
    layer.unbiasedVariance = unbiased
    let average = { (values: [[Double]]) in
      (0..<Self.channels).map { channel in values.reduce(0) { $0 + $1[channel] } / 50 }
    }
    try expect(
      try follow(layer, batches, rows: 20), mean: average(batches.means), variance: average(batches.variances))
  }

  @Test func aFirstBatchReplacesEvenAnInfiniteStart() throws {
    for averaging in [BatchNormalization.Averaging.biasCorrected, .cumulative] {
      let probed = try ProbedModel(
        [BatchNormalization(averaging: averaging, name: "layer")], inputShape: [2], batchSize: 4,
        parameters: ["layer/moving_mean": [.infinity, .nan]])
      let x: [Float] = [1, 10, 2, 20, 3, 30, 4, 40]
      #expect(try probed.train(x, upstream: x).statistics["layer/moving_mean"] == [2.5, 25])
    }
  }

  @Test func presetsMeanWhatTheirFrameworksDo() {
    let keras = BatchNormalization()
    #expect(keras.momentum == 0.99 && keras.epsilon == 1e-3 && !keras.unbiasedVariance && !keras.requiresSeveralValues)
    let torch = BatchNormalization.torch()
    #expect(torch.momentum == 0.9 && torch.epsilon == 1e-5 && torch.unbiasedVariance && torch.requiresSeveralValues)
    #expect(torch.averaging == .exponential && torch.center && torch.scale)
    #expect(BatchNormalization.torch(momentum: nil).averaging == .cumulative)
    let plain = BatchNormalization.torch(affine: false)
    #expect(!plain.center && !plain.scale)
  }

  @Test func inferenceByBatchOrRunningStatisticsMovesNothing() throws {
    let probed = try ProbedModel([BatchNormalization(name: "layer")], inputShape: [3], batchSize: 8)
    try probed.randomize(seed: 5)
    let before = try probed.parameters(of: "layer")
    let x = randomFloats(24, seed: 1)
    let (running, batch) = (try probed.infer(x), try probed.infer(x, statistics: .batch))
    #expect(running != batch)
    #expect(try probed.parameters(of: "layer") == before)
    #expect(probed.model.statisticsUpdates(of: "layer") == 0)
  }
}
