import Execution
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing

@Suite struct Conv2DTests {
  @Test func thereAreGoldenCases() { #expect(GoldenCase.all(of: "conv2d").count >= 10) }

  @Test(arguments: GoldenCase.all(of: "conv2d"))
  func agreesWithKerasAndPyTorch(golden: GoldenCase) throws {
    let configuration = golden.configuration
    let kernel = try #require(configuration.kernel_size)
    let strides = try #require(configuration.strides)
    let padding = try #require(configuration.padding)
    try golden.check(
      Conv2D(
        try #require(configuration.filters), kernelSize: WindowSize(kernel[0], kernel[1]),
        strides: WindowSize(strides[0], strides[1]),
        padding: try #require(Padding(rawValue: padding)),
        useBias: configuration.use_bias ?? true))
  }

  /// Height, width, channels, filters, kernel, strides: small and odd ones, several images a block, windows that reach over
  /// both edges, strides beyond the window.
  static let cases: [(input: Shape, filters: Int, kernel: WindowSize, strides: WindowSize)] = [
    ([1, 1, 1], 1, 1, 1), ([5, 4, 1], 3, 3, 1), ([6, 7, 3], 5, 3, 1), ([9, 5, 2], 4, WindowSize(3, 2), 2),
    ([8, 8, 4], 6, 1, 2), ([7, 6, 3], 33, WindowSize(2, 5), WindowSize(1, 3)), ([13, 3, 5], 2, 3, WindowSize(3, 2)),
    ([4, 4, 17], 35, 1, 1), ([10, 9, 2], 3, 2, 3),
  ]

  @Test(arguments: cases.indices, Padding.allCases)
  func agreesWithTheReference(index: Int, padding: Padding) throws {
    let (input, filters, kernel, strides) = Self.cases[index]
    guard padding == .same || (kernel.rows <= input.sizes[0] && kernel.columns <= input.sizes[1]) else { return }
    for batch in [1, 5] {
      let layer = Conv2D(
        filters, kernelSize: kernel, strides: strides, padding: padding, useBias: (index + batch) % 2 == 0)
      try checkLayer(layer, inputShape: input, batchSize: batch)
    }
  }

  /// Blocks of several rows, splits of the weight gradient.
  @Test func manyImages() throws {
    try checkLayer(Conv2D(6, kernelSize: 3, padding: .same), inputShape: [28, 28, 3], batchSize: 3)
    try checkLayer(Conv2D(4, kernelSize: 3, strides: 2, padding: .same), inputShape: [8, 8, 2], batchSize: 40)
  }

  @Test func theEdgeIsNotTransformed() throws {
    // A normalization that shifts by much before the convolution: padding must stay 0.
    let layers: [any Layer] = [
      BatchNormalization(name: "normal"), Activation(.relu), Conv2D(3, kernelSize: 3, padding: .same),
    ]
    let x = randomFloats(4 * 36 * 2, seed: 3, mean: 5)
    let dy = randomFloats(4 * 36 * 3, seed: 4)
    func run(_ fusions: [Fusion]) throws -> ProbedModel.Run {
      let probed = try ProbedModel(layers, inputShape: [6, 6, 2], batchSize: 4, fusions: fusions)
      try probed.randomize(seed: 5)
      try probed.set(["normal/beta": [3, 4]])
      return try probed.train(x, upstream: dy)
    }
    #expect(try run(Fusion.all).mismatches(with: run([])).isEmpty)
  }

  @Test func aNaNReachesItsWindowAlone() throws {
    var x = randomFloats(2 * 25 * 3, seed: 1)
    x[(25 + 2 * 5 + 1) * 3 + 2] = .nan
    let layer = Conv2D(4, kernelSize: 3, padding: .same)
    let run = try ProbedModel([layer], inputShape: [5, 5, 3], batchSize: 2).train(
      x, upstream: randomFloats(200, seed: 2))
    for index in run.outputs.indices {
      let pixel = index / 4
      let inside = pixel >= 25 && (1...3).contains((pixel - 25) / 5) && (0...2).contains((pixel - 25) % 5)
      #expect(run.outputs[index].isNaN == inside, "pixel \(pixel)")
    }
  }

  @Test func frozenHasNoGradientButPassesItOn() throws {
    let x = randomFloats(2 * 30 * 2, seed: 1)
    let dy = randomFloats(2 * 30 * 4, seed: 2)
    func run(_ trainable: Bool) throws -> ProbedModel.Run {
      try ProbedModel(
        [Conv2D(4, kernelSize: 3, padding: .same, trainable: trainable)], inputShape: [5, 6, 2], batchSize: 2
      ).train(x, upstream: dy)
    }
    let (learned, frozen) = (try run(true), try run(false))
    #expect(sameBits(frozen.inputGradient, learned.inputGradient))
    #expect(frozen.gradients["conv2d/kernel"]?.allSatisfy { $0 == 0 } == true)
    #expect(learned.gradients["conv2d/kernel"]?.contains { $0 != 0 } == true)
  }

  @Test func declaresKernelAndBias() throws {
    let declared = Conv2D(8, kernelSize: WindowSize(3, 5)).parameters(for: [9, 9, 2])
    #expect(declared.map(\.name) == ["kernel", "bias"])
    #expect(declared.map(\.shape) == [[3, 5, 2, 8], [8]])
    #expect(declared[0].fanIn == 30 && declared[0].fanOut == 120)
    #expect(Conv2D(8, kernelSize: 3, useBias: false).parameters(for: [9, 9, 2]).map(\.name) == ["kernel"])
    #expect(try Conv2D(8, kernelSize: 3, strides: 2, padding: .same).outputShape(for: [9, 8, 2]) == [5, 4, 8])
    #expect(try Conv2D(8, kernelSize: 3, strides: 2).outputShape(for: [9, 8, 2]) == [4, 3, 8])
  }

  @Test func errorsSayWhatWasExpected() {
    expectError(.invalidArgument, "Conv2D: filters must be at least 1, got 0") {
      _ = try Conv2D(0, kernelSize: 3).outputShape(for: [9, 9, 1])
    }
    expectError(.invalidArgument, "Conv2D: kernelSize must be at least 1 by 1, got [3, 0]") {
      _ = try Conv2D(4, kernelSize: WindowSize(3, 0)).outputShape(for: [9, 9, 1])
    }
    expectError(.invalidArgument, "Conv2D: strides must be at least 1 by 1, got [0, 1]") {
      _ = try Conv2D(4, kernelSize: 3, strides: WindowSize(0, 1)).outputShape(for: [9, 9, 1])
    }
    expectError(.shape, "Conv2D: expected an image [height, width, channels], got [784]") {
      _ = try Conv2D(4, kernelSize: 3).outputShape(for: [784])
    }
    expectError(.shape, "Conv2D: expected an image [height, width, channels], got [4, 0, 3]") {
      _ = try Conv2D(4, kernelSize: 3).outputShape(for: [4, 0, 3])
    }
    expectError(.shape, "Conv2D: a window of [3, 3] does not fit into [2, 9, 1] with padding valid") {
      _ = try Conv2D(4, kernelSize: 3).outputShape(for: [2, 9, 1])
    }
    expectError(.shape, "a window of 9223372036854775807 over 9 elements overflows") {
      _ = try Conv2D(4, kernelSize: WindowSize(.max, 3), padding: .same).outputShape(for: [9, 9, 1])
    }
    expectError(.invalidArgument, "Conv2D: kernelInitializer: limit must be finite and ≥ 0, got -1.0") {
      _ = try Conv2D(4, kernelSize: 3, kernelInitializer: .randomUniform(limit: -1)).outputShape(for: [9, 9, 1])
    }
    expectError(.invalidArgument, "Conv2D: biasInitializer: the constant must be finite, got nan") {
      _ = try Conv2D(4, kernelSize: 3, biasInitializer: .constant(.nan)).outputShape(for: [9, 9, 1])
    }
  }
}
