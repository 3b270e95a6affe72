import Layers
import Reference
import TestSupport
import Tensors
import Testing

@Suite struct DenseTests {
  @Test func thereAreGoldenCases() { #expect(GoldenCase.all(of: "dense").count >= 6) }

  @Test(arguments: GoldenCase.all(of: "dense"))
  func agreesWithNumPy(golden: GoldenCase) throws {
    try golden.check(
      Dense(try #require(golden.configuration.units), useBias: golden.configuration.use_bias ?? true))
  }

  @Test(arguments: [(1, 1, 1), (1, 17, 3), (5, 1, 4), (13, 16, 16), (33, 7, 19), (100, 31, 33)])
  func agreesWithTheReference(batch: Int, inputs: Int, units: Int) throws {
    for useBias in [true, false] {
      try checkLayer(Dense(units, useBias: useBias), inputShape: [inputs], batchSize: batch)
    }
  }

  @Test func actsOnTheLastAxis() throws {
    try checkLayer(Dense(5), inputShape: [3, 2, 6], batchSize: 4)
    #expect(try Dense(5).outputShape(for: [3, 2, 6]) == [3, 2, 5])
  }

  @Test func aNaNStaysInItsRow() throws {
    var x = randomFloats(6 * 9, seed: 1)
    x[2 * 9 + 4] = .nan
    let probed = try ProbedModel([Dense(5)], inputShape: [9], batchSize: 6)
    let run = try probed.train(x, upstream: randomFloats(30, seed: 2))
    for index in run.outputs.indices { #expect(run.outputs[index].isNaN == (index / 5 == 2)) }
  }

  @Test func frozenHasNoGradientButPassesItOn() throws {
    let x = randomFloats(8 * 6, seed: 1)
    let dy = randomFloats(8 * 4, seed: 2)
    let learned = try ProbedModel([Dense(4)], inputShape: [6], batchSize: 8).train(x, upstream: dy)
    let frozen = try ProbedModel([Dense(4, trainable: false)], inputShape: [6], batchSize: 8).train(x, upstream: dy)
    #expect(sameBits(frozen.inputGradient, learned.inputGradient))
    #expect(frozen.gradients["dense/kernel"]?.allSatisfy { $0 == 0 } == true)
    #expect(learned.gradients["dense/kernel"]?.contains { $0 != 0 } == true)
  }

  @Test func declaresKernelAndBias() {
    let declared = Dense(3).parameters(for: [2, 5])
    #expect(declared.map(\.name) == ["kernel", "bias"])
    #expect(declared.map(\.shape) == [[5, 3], [3]])
    #expect(Dense(3, useBias: false).parameters(for: [5]).map(\.name) == ["kernel"])
    #expect(Dense(3, trainable: false).parameters(for: [5]).allSatisfy { $0.role == .frozenWeight })
  }

  @Test func errorsSayWhatWasExpected() {
    expectError(.invalidArgument, "Dense: units must be at least 1, got 0") { _ = try Dense(0).outputShape(for: [4]) }
    expectError(.shape, "Dense: expected an input of at least one axis with channels, got []") {
      _ = try Dense(3).outputShape(for: [])
    }
    expectError(.shape, "Dense: expected an input of at least one axis with channels, got [4, 0]") {
      _ = try Dense(3).outputShape(for: [4, 0])
    }
    expectError(.invalidArgument, "Dense: kernelInitializer: limit must be finite and ≥ 0, got -1.0") {
      _ = try Dense(3, kernelInitializer: .randomUniform(limit: -1)).outputShape(for: [4])
    }
    expectError(.invalidArgument, "Dense: biasInitializer: the constant must be finite, got nan") {
      _ = try Dense(3, biasInitializer: .constant(.nan)).outputShape(for: [4])
    }
  }
}
