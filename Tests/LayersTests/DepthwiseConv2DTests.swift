import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

@Suite struct DepthwiseConv2DTests {
  @Test func thereAreGoldenCases() { #expect(GoldenCase.all(of: "depthwise_conv2d").count >= 6) }

  @Test(arguments: GoldenCase.all(of: "depthwise_conv2d"))
  func agreesWithKeras(golden: GoldenCase) throws {
    let configuration = golden.configuration
    let (kernel, strides) = (try #require(configuration.kernel_size), try #require(configuration.strides))
    let padding = try #require(configuration.padding)
    let layer = DepthwiseConv2D(
      WindowSize(kernel[0], kernel[1]), strides: WindowSize(strides[0], strides[1]),
      padding: try #require(Padding(rawValue: padding)),
      depthMultiplier: try #require(configuration.depth_multiplier), useBias: configuration.use_bias ?? true)
    try golden.check(layer)
  }

  /// Input, kernel, strides, multiplier.
  static let cases: [(input: Shape, kernel: WindowSize, strides: WindowSize, multiplier: Int)] = [
    ([1, 1, 1], 1, 1, 1), ([6, 5, 3], 3, 1, 1), ([7, 6, 2], 3, 2, 3),
    ([5, 8, 17], WindowSize(2, 5), WindowSize(1, 3), 1),
    ([9, 7, 4], 2, 3, 2),
  ]

  @Test(arguments: cases.indices, Padding.allCases)
  func agreesWithTheReference(index: Int, padding: Padding) throws {
    let (input, kernel, strides, multiplier) = Self.cases[index]
    for batch in [1, 5] {
      let layer = DepthwiseConv2D(
        kernel, strides: strides, padding: padding, depthMultiplier: multiplier, useBias: (index + batch) % 2 == 0)
      try checkLayer(layer, inputShape: input, batchSize: batch)
    }
  }

  @Test func manyPixels() throws {
    try checkLayer(DepthwiseConv2D(3, padding: .same), inputShape: [28, 28, 16], batchSize: 6)
  }

  @Test func frozenHasNoGradientButPassesItOn() throws {
    let x = randomFloats(2 * 30 * 2, seed: 1)
    let dy = randomFloats(2 * 30 * 2, seed: 2)
    func run(_ trainable: Bool) throws -> ProbedModel.Run {
      try ProbedModel(
        [DepthwiseConv2D(3, padding: .same, trainable: trainable)], inputShape: [5, 6, 2], batchSize: 2
      ).train(x, upstream: dy)
    }
    let (learned, frozen) = (try run(true), try run(false))
    #expect(sameBits(frozen.inputGradient, learned.inputGradient))
    #expect(frozen.gradients["depthwise_conv2d/kernel"]?.allSatisfy { $0 == 0 } == true)
    #expect(learned.gradients["depthwise_conv2d/kernel"]?.contains { $0 != 0 } == true)
  }

  @Test func declaresKernelAndBias() throws {
    let declared = DepthwiseConv2D(WindowSize(3, 5), depthMultiplier: 4).parameters(for: [9, 9, 2])
    #expect(declared.map(\.name) == ["kernel", "bias"])
    #expect(declared.map(\.shape) == [[3, 5, 2, 4], [8]])
    // Keras's fans.
    #expect(declared[0].fanIn == 30 && declared[0].fanOut == 60)
    #expect(DepthwiseConv2D(3, useBias: false).parameters(for: [9, 9, 2]).map(\.name) == ["kernel"])
    #expect(
      try DepthwiseConv2D(3, strides: 2, padding: .same, depthMultiplier: 3).outputShape(for: [9, 8, 2]) == [5, 4, 6])
  }

  @Test func errorsSayWhatWasExpected() {
    expectError(.invalidArgument, "DepthwiseConv2D: depthMultiplier must be at least 1, got 0") {
      _ = try DepthwiseConv2D(3, depthMultiplier: 0).outputShape(for: [9, 9, 1])
    }
    expectError(.invalidArgument, "DepthwiseConv2D: kernelSize must be at least 1 by 1, got [3, 0]") {
      _ = try DepthwiseConv2D(WindowSize(3, 0)).outputShape(for: [9, 9, 1])
    }
    expectError(.shape, "DepthwiseConv2D: expected an image [height, width, channels], got [784]") {
      _ = try DepthwiseConv2D(3).outputShape(for: [784])
    }
    expectError(.shape, "DepthwiseConv2D: a window of [3, 3] does not fit into [2, 9, 1] with padding valid") {
      _ = try DepthwiseConv2D(3).outputShape(for: [2, 9, 1])
    }
    expectError(.invalidArgument, "DepthwiseConv2D: depthwiseInitializer: limit must be finite and ≥ 0, got -1.0") {
      _ = try DepthwiseConv2D(3, depthwiseInitializer: .randomUniform(limit: -1)).outputShape(for: [9, 9, 1])
    }
    expectError(.invalidArgument, "DepthwiseConv2D: biasInitializer: the constant must be finite, got nan") {
      _ = try DepthwiseConv2D(3, biasInitializer: .constant(.nan)).outputShape(for: [9, 9, 1])
    }
  }
}
