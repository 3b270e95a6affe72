import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

/// Numbers that ruin careless batch norms, forward and backward, against Double.
@Suite struct NormalizationStressTests {
  private func check(_ x: [Float], channels: Int, epsilon: Double, tolerance: Double, _ what: String) throws {
    let rows = x.count / channels
    var layer = BatchNormalization(epsilon: epsilon, name: "layer")
    layer.averaging = .cumulative
    let dy = randomFloats(x.count, seed: 99)
    let run = try ProbedModel([layer], inputShape: [channels], batchSize: rows).train(x, upstream: dy)
    let matrix = { (values: [Float]) in LayerMatrix(rows: rows, channels: channels, values.doubles) }
    let reference = BatchNormalizationLayerReference(
      parameters: ["gamma": [Double](repeating: 1, count: channels)], epsilon: epsilon)
    let gradients = reference.backward(matrix(x), upstream: matrix(dy))
    let batch = BatchNormalizationLayerReference.Statistics(of: matrix(x))
    let (outputs, expected) = (matrix(run.outputs), reference.forward(matrix(x)))
    let dx = matrix(run.inputGradient)
    // Channel by channel: their sizes are forty powers of ten apart.
    for channel in 0..<channels {
      func error(_ a: [Double], _ b: [Double]) -> Double { relativeError(a, b) }
      #expect(error(outputs.column(channel), expected.column(channel)) <= tolerance, "\(what): output of \(channel)")
      #expect(
        error(dx.column(channel), gradients.input.column(channel)) <= tolerance, "\(what): gradient of \(channel)")
      // 1e40 is no float; the largest one stands for it.
      let expectedVariance = min(batch.variance[channel], Double(Float.greatestFiniteMagnitude))
      let variance = Double(run.statistics["layer/moving_variance"]?[channel] ?? .nan)
      #expect(error([variance], [expectedVariance]) <= tolerance, "\(what): variance of \(channel)")
    }
    #expect(relativeError((run.gradients["layer/gamma"] ?? []), gradients.parameters["gamma"] ?? []) <= tolerance)
  }

  @Test(arguments: [1, 10, 1e2, 1e3, 1e4, 1e5] as [Float], [12, 100, 8192])
  func farMeans(ratio: Float, rows: Int) throws {
    let x = randomFloats(rows * 5, seed: rows, mean: ratio)
    try check(x, channels: 5, epsilon: 1e-3, tolerance: 1e-4, "mean/std \(ratio), \(rows) rows")
  }

  @Test(arguments: [13, 200])
  func tinyAndHugeChannels(rows: Int) throws {
    // Tiny, usual and huge side by side; ε must not drown the tiny one's variance of 1e-40, nor a float its square.
    var x = randomFloats(rows * 3, seed: 5)
    for row in 0..<rows {
      x[row * 3] *= 1e-15
      x[row * 3 + 2] *= 1e15
    }
    try check(x, channels: 3, epsilon: 1e-32, tolerance: 1e-4, "channels of 1e-15, 1 and 1e15")
  }

  @Test(arguments: [13, 200])
  func channelsWhoseSquaresNoFloatHolds(rows: Int) throws {
    var x = randomFloats(rows * 3, seed: 6)
    for row in 0..<rows {
      x[row * 3] *= 1e-20
      x[row * 3 + 2] *= 1e20
    }
    try check(x, channels: 3, epsilon: 1e-3, tolerance: 1e-4, "channels of 1e-20, 1 and 1e20")
  }

  /// The ways of a batch norm that take their statistics by other steps.
  enum Way: String, CaseIterable, Sendable {
    case ghost, masked, mixedSets, synchronized
  }

  /// Every way sees the same rows twice, so that each half's statistics are those of the rows.
  @Test(arguments: Way.allCases)
  func everyWayHoldsThem(way: Way) throws {
    let (rows, channels) = (40, 3)
    var x = randomFloats(rows * channels, seed: 7, mean: 2)
    for row in 0..<rows {
      x[row * channels] *= 1e-20
      x[row * channels + 2] *= 1e20
    }
    let dy = randomFloats(x.count, seed: 98)
    var layer = BatchNormalization(averaging: .cumulative, name: "layer")
    if way == .ghost { layer.virtualBatchSize = rows }
    if way == .mixedSets { layer.statisticsSets = ["other"] }
    let probed = try ProbedModel([layer], inputShape: [channels], batchSize: 2 * rows)
    if way == .synchronized {
      probed.model.synchronizer = Synchronizer { numbers, count in
        for place in 0..<count { numbers[place] *= 2 }
        return 0
      }
    }
    // What does not count would spoil the mean of those that do.
    let second = way == .masked ? x.map { $0 * 3 + 1 } : x
    let run = try probed.train(
      x + second, upstream: dy + (way == .masked ? dy.map { _ in 0 } : dy),
      sets: way == .mixedSets ? (0..<2 * rows).map { Int32($0 / rows) } : nil,
      mask: way == .masked ? (0..<2 * rows).map { $0 < rows ? 1 : 0 } : nil)
    let matrix = { (values: [Float]) in LayerMatrix(rows: rows, channels: channels, values.doubles) }
    let reference = BatchNormalizationLayerReference(
      parameters: ["gamma": [Double](repeating: 1, count: channels)], epsilon: 1e-3)
    let wanted = (reference.forward(matrix(x)), reference.backward(matrix(x), upstream: matrix(dy)).input)
    let found = (matrix(Array(run.outputs[..<x.count])), matrix(Array(run.inputGradient[..<x.count])))
    for channel in 0..<channels {
      #expect(relativeError(found.0.column(channel), wanted.0.column(channel)) <= 1e-4, "output of \(channel)")
      #expect(relativeError(found.1.column(channel), wanted.1.column(channel)) <= 1e-4, "gradient of \(channel)")
    }
    let mean = try #require(run.statistics["layer/moving_mean"])
    let means = BatchNormalizationLayerReference.Statistics(of: matrix(x)).mean
    for channel in 0..<channels { #expect(relativeError([Double(mean[channel])], [means[channel]]) <= 1e-5) }
  }

  @Test func constantChannels() throws {
    for value in [0, 3.7, 1e20, -1e-20] as [Float] {
      let x = [Float](repeating: value, count: 40)
      let run = try ProbedModel([BatchNormalization()], inputShape: [1], batchSize: 40).train(
        x, upstream: randomFloats(40, seed: 1))
      #expect(run.outputs.allSatisfy { $0 == 0 }, "\(value)")
      #expect(run.inputGradient.allSatisfy { $0.isFinite })
    }
  }
}
