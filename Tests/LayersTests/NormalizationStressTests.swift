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
