import Layers
import Reference
import TestSupport
import Tensors
import Testing

@Suite struct ActivationTests {
  static let functions: [Activation.Function] = [
    .linear, .relu, .leakyRelu(negativeSlope: 0.2), .leakyRelu(negativeSlope: 0), .leakyRelu(negativeSlope: 1.5),
    .sigmoid, .tanh, .gelu, .softmax,
  ]

  @Test func thereAreGoldenCases() {
    #expect(GoldenCase.all(of: "activation").count >= 7 && GoldenCase.all(of: "softmax").count >= 6)
  }

  @Test(arguments: GoldenCase.all(of: "activation"))
  func agreesWithNumPy(golden: GoldenCase) throws {
    let functions: [String: Activation.Function] = [
      "linear": .linear, "relu": .relu, "sigmoid": .sigmoid, "tanh": .tanh, "gelu": .gelu,
      "leaky_relu": .leakyRelu(negativeSlope: golden.configuration.slope ?? 0),
    ]
    try golden.check(Activation(try #require(functions[golden.configuration.function ?? ""])))
  }

  @Test(arguments: GoldenCase.all(of: "softmax"))
  func softmaxAgreesWithNumPy(golden: GoldenCase) throws { try golden.check(Activation(.softmax)) }

  @Test(arguments: functions, [(1, 1), (1, 16), (7, 5), (12, 33), (40, 17)])
  func agreesWithTheReference(function: Activation.Function, size: (batch: Int, channels: Int)) throws {
    try checkLayer(Activation(function), inputShape: [size.channels], batchSize: size.batch)
  }

  @Test(arguments: functions)
  func actsOnImages(function: Activation.Function) throws {
    try checkLayer(Activation(function), inputShape: [3, 2, 5], batchSize: 4)
  }

  @Test(arguments: functions)
  func aNaNStaysNaN(function: Activation.Function) throws {
    var x = randomFloats(5 * 19, seed: 1)
    x[3 * 19 + 7] = .nan
    let run = try ProbedModel([Activation(function)], inputShape: [19], batchSize: 5)
      .train(x, upstream: randomFloats(95, seed: 2))
    for index in x.indices {
      let reached = function == .softmax ? index / 19 == 3 : x[index].isNaN
      #expect(run.outputs[index].isNaN == reached, "\(function), number \(index)")
    }
  }

  @Test(arguments: functions)
  func behindNormalizationAndBehindFlatten(function: Activation.Function) throws {
    // The activation sees other rows and channels than the layer whose numbers it reads.
    for first: any Layer in [Dense(5, name: "first"), BatchNormalization(name: "first")] {
      let layers: [any Layer] = [first, Flatten(), Activation(function), Dense(3)]
      let x = randomFloats(6 * 20, seed: 1)
      let dy = randomFloats(6 * 3, seed: 2)
      let plain = try ProbedModel(layers, inputShape: [4, 5], batchSize: 6, fusions: []).train(x, upstream: dy)
      let fused = try ProbedModel(layers, inputShape: [4, 5], batchSize: 6).train(x, upstream: dy)
      #expect(fused.mismatches(with: plain).isEmpty, "\(function) behind \(first)")
    }
  }

  @Test func errorsSayWhatWasExpected() {
    for slope in [-0.1, Float.nan, .infinity] {
      expectError(.invalidArgument, "Activation: negativeSlope must be finite and at least 0, got \(slope)") {
        _ = try Activation(.leakyRelu(negativeSlope: slope)).outputShape(for: [4])
      }
    }
  }
}
