import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

/// The layer's values and gradients; its running statistics and its switches have suites of their own.
@Suite struct BatchNormalizationTests {
  @Test func thereAreGoldenCases() { #expect(GoldenCase.all(of: "batch_normalization").count >= 20) }

  @Test(arguments: GoldenCase.all(of: "batch_normalization"))
  func agreesWithNumPy(golden: GoldenCase) throws {
    let given = golden.configuration
    let epsilon = try #require(given.epsilon)
    var layer: BatchNormalization =
      given.convention == "torch"
      ? .torch(momentum: given.momentum, epsilon: epsilon)
      : BatchNormalization(momentum: try #require(given.momentum), epsilon: epsilon)
    layer.center = given.center ?? true
    layer.scale = given.scale ?? true
    if given.statistics == "running" {
      layer.statistics = .running
      layer.updatesStatistics = false
    }
    try golden.check(layer)
  }

  @Test(arguments: [(3, 1), (4, 16), (12, 5), (13, 17), (60, 33), (128, 7), (200, 3), (1000, 2)])
  func agreesWithTheReference(batch: Int, channels: Int) throws {
    try checkLayer(BatchNormalization(), inputShape: [channels], batchSize: batch)
    try checkLayer(BatchNormalization.torch(), inputShape: [channels], batchSize: batch)
  }

  /// Of two values x̂ is ±1 whatever they are: the gradient is what ε leaves, far smaller than its terms.
  @Test(arguments: 1..<20)
  func agreesWithTheReferenceOnTwoValues(channels: Int) throws {
    let (x, dy) = (randomFloats(2 * channels, seed: 1), randomFloats(2 * channels, seed: 2))
    let run = try ProbedModel([BatchNormalization()], inputShape: [channels], batchSize: 2).train(x, upstream: dy)
    let reference = BatchNormalizationLayerReference(parameters: [:], epsilon: 1e-3)
    let matrix = { LayerMatrix(rows: 2, channels: channels, $0) }
    #expect(mismatch(run.outputs, reference.forward(matrix(x.doubles)).values) == nil)
    let expected = reference.backward(matrix(x.doubles), upstream: matrix(dy.doubles)).input.values
    let variance = BatchNormalizationLayerReference.Statistics(of: matrix(x.doubles)).variance
    for index in x.indices {
      let channel = index % channels
      let terms = (abs(dy[channel]) + abs(dy[channels + channel])) / Float(variance[channel] + 1e-3).squareRoot()
      #expect(abs(Double(run.inputGradient[index]) - expected[index]) <= 1e-6 * Double(terms))
    }
  }

  @Test func agreesWithTheReferenceWithoutScaleOrCenter() throws {
    for (center, scale) in [(true, false), (false, true), (false, false)] {
      try checkLayer(BatchNormalization(center: center, scale: scale), inputShape: [9], batchSize: 21)
    }
  }

  @Test func agreesWithTheReferenceByRunningStatistics() throws {
    var layer = BatchNormalization()
    layer.statistics = .running
    try checkLayer(layer, inputShape: [9], batchSize: 21)
    layer.updatesStatistics = false
    try checkLayer(layer, inputShape: [9], batchSize: 21)
    try checkLayer(layer, inputShape: [9], batchSize: 1)
  }

  @Test func countsEveryPlaceOfAnImageAsAValue() throws {
    try checkLayer(BatchNormalization(), inputShape: [5, 3, 4], batchSize: 6)
    try checkLayer(BatchNormalization.torch(), inputShape: [2, 2, 3], batchSize: 1)
  }

  @Test(arguments: [100, 1000, 5000])
  func aFarMeanCostsNoDigits(rows: Int) throws {
    // Mean 1e4, variance 1e-2, as float32 holds it: both sides see the same numbers.
    let x = randomFloats(rows * 5, seed: 1, mean: 10_000, deviation: 0.1)
    var layer = BatchNormalization()
    layer.name = "layer"
    let probed = try ProbedModel([layer], inputShape: [5], batchSize: rows)
    let dy = randomFloats(rows * 5, seed: 2)
    let run = try probed.train(x, upstream: dy)
    let parameters = ["gamma": [Double](repeating: 1, count: 5), "beta": [Double](repeating: 0, count: 5)]
    let reference = BatchNormalizationLayerReference(parameters: parameters, epsilon: 1e-3)
    let matrix = { LayerMatrix(rows: rows, channels: 5, $0) }
    #expect(mismatch(run.outputs, reference.forward(matrix(x.doubles)).values) == nil)
    let gradients = reference.backward(matrix(x.doubles), upstream: matrix(dy.doubles))
    #expect(mismatch(run.inputGradient, gradients.input.values) == nil)
    #expect(mismatch(run.gradients["layer/gamma"] ?? [], gradients.parameters["gamma"] ?? []) == nil)
    #expect(mismatch(run.gradients["layer/beta"] ?? [], gradients.parameters["beta"] ?? []) == nil)
  }

  @Test func aConstantChannelBecomesBeta() throws {
    var x = randomFloats(30 * 4, seed: 1)
    for row in 0..<30 { x[row * 4 + 2] = 3.7 }
    try checkLayer(BatchNormalization(), inputShape: [4], batchSize: 30, inputs: x)
    let beta: [Float] = [1, 2, 3, 4]
    let probed = try ProbedModel(
      [BatchNormalization()], inputShape: [4], batchSize: 30, parameters: ["batch_normalization/beta": beta])
    let outputs = try probed.train(x, upstream: x).outputs
    for row in 0..<30 { #expect(outputs[row * 4 + 2] == 3) }
  }

  @Test func aNaNStaysInItsChannel() throws {
    for rows in [2, 13, 200] {
      var x = randomFloats(rows * 5, seed: 1)
      x[5 + 3] = .nan
      let probed = try ProbedModel([BatchNormalization()], inputShape: [5], batchSize: rows)
      let run = try probed.train(x, upstream: randomFloats(rows * 5, seed: 2))
      for index in x.indices { #expect(run.outputs[index].isNaN == (index % 5 == 3)) }
      let mean = try probed.model.tensor("batch_normalization/moving_mean").values
      #expect(mean.map(\.isNaN) == [false, false, false, true, false])
      // In inference one bad number spoils itself alone, by statistics that are in order.
      let fresh = try ProbedModel([BatchNormalization()], inputShape: [5], batchSize: rows)
      let outputs = try fresh.infer(x)
      #expect(outputs.indices.allSatisfy { outputs[$0].isNaN == x[$0].isNaN })
    }
  }

  @Test func oneValueAChannelGivesBetaAsInKeras() throws {
    let layer = BatchNormalization()
    try checkLayer(layer, inputShape: [17], batchSize: 1)
    let probed = try ProbedModel(
      [layer], inputShape: [3], batchSize: 1, parameters: ["batch_normalization/beta": [1, -2, 3]])
    let run = try probed.train([7, 8, 9], upstream: [1, 2, 3])
    #expect(run.outputs == [1, -2, 3])
    // γ/σ·(dy − dy) with σ = √ε: two numbers near 100 that cancel.
    #expect(run.inputGradient.allSatisfy { abs($0) < 1e-5 })
    #expect(run.statistics["batch_normalization/moving_variance"]?.allSatisfy { abs($0 - 0.99) < 1e-6 } == true)
  }

  @Test func oneValueAChannelIsAnErrorAsInPyTorch() throws {
    let text =
      "batch_normalization: expected more than one value per channel when training, got a batch of 1; "
      + "PyTorch's convention forbids it, set requiresSeveralValues to false to get β instead"
    let probed = try ProbedModel([BatchNormalization.torch()], inputShape: [3], batchSize: 1)
    expectError(.shape, text) { _ = try probed.train([1, 2, 3], upstream: [1, 2, 3]) }
    #expect(try probed.infer([1, 2, 3]).count == 3)
    #expect(try probed.infer([1, 2, 3], statistics: .batch) == [0, 0, 0])
    var lenient = BatchNormalization.torch()
    lenient.requiresSeveralValues = false
    let run = try ProbedModel([lenient], inputShape: [3], batchSize: 1).train([1, 2, 3], upstream: [1, 2, 3])
    #expect(run.outputs == [0, 0, 0])
    // No unbiased variance of one value: the biased one, 0, stands in.
    #expect(run.statistics["batch_normalization/moving_variance"]?.allSatisfy { abs($0 - 0.9) < 1e-6 } == true)
  }

  @Test func errorsSayWhatWasExpected() {
    func expect(_ text: String, _ layer: BatchNormalization) {
      expectError(.invalidArgument, "BatchNormalization: \(text)") { _ = try layer.outputShape(for: [4]) }
    }
    for momentum in [-0.1, 1.1, Double.nan] {
      expect("momentum must be in 0...1, got \(momentum)", BatchNormalization(momentum: momentum))
    }
    for epsilon in [0, -1, Double.nan] {
      expect("epsilon must be greater than 0, got \(epsilon)", BatchNormalization(epsilon: epsilon))
    }
    expectError(.shape, "BatchNormalization: expected an input with a channel axis, got []") {
      _ = try BatchNormalization().outputShape(for: [])
    }
    var layer = BatchNormalization()
    layer.gammaInitializer = .constant(.infinity)
    expect("gammaInitializer: the constant must be finite, got inf", layer)
    layer.gammaInitializer = .ones
    layer.betaInitializer = .randomNormal(standardDeviation: -1)
    expect("betaInitializer: standardDeviation must be finite and ≥ 0, got -1.0", layer)
  }
}
