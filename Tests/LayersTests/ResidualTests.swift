import Layers
import TestSupport
import Tensors
import Testing

@Suite struct ResidualTests {
  /// Blocks on samples of [6].
  private static let blocks: [(name: String, block: Residual)] = [
    ("a layer and the input", Residual([Dense(6)])),
    (
      "as in ResNet",
      Residual(
        [
          Dense(9, useBias: false), BatchNormalization(), Activation(.relu), Dense(6, useBias: false),
          BatchNormalization(),
        ],
        activation: .relu)
    ),
    (
      "with a projection",
      Residual(
        [
          Dense(9, useBias: false), BatchNormalization(), Activation(.relu), Dense(5, useBias: false),
          BatchNormalization(),
        ],
        shortcut: [Dense(5, useBias: false), BatchNormalization()], activation: .relu)
    ),
    (
      "activated before",
      Residual([
        BatchNormalization(), Activation(.relu), Dense(7), BatchNormalization(), Activation(.relu), Dense(6),
      ])
    ),
    (
      "paths that end in activations",
      Residual([Dense(6), Activation(.tanh)], shortcut: [Activation(.sigmoid)], activation: .gelu)
    ),
    ("the input twice", Residual([Activation(.linear)], activation: .leakyRelu(negativeSlope: 0.1))),
    ("normalized both ways", Residual([BatchNormalization()], shortcut: [BatchNormalization()], activation: .sigmoid)),
    ("under softmax", Residual([Dense(4)], shortcut: [Dense(4)], activation: .softmax)),
    (
      "nested",
      Residual(
        [
          Dense(6), Residual([Dense(6), BatchNormalization()], activation: .relu),
          Residual([Dense(4)], shortcut: [Dense(4), BatchNormalization()]),
        ], shortcut: [Residual([Dense(6)], activation: .relu), Dense(4)], activation: .relu)
    ),
  ]

  @Test(arguments: blocks.indices, [17, 33, 100])
  func agreesWithTheReference(index: Int, batch: Int) throws {
    try checkLayer(Self.blocks[index].block, inputShape: [6], batchSize: batch)
  }

  /// As in ResNet, for images: with the input itself, and with a projection to half the rows and columns.
  private static let imageBlocks: [Residual] = [
    Residual(
      [
        Conv2D(3, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(), Activation(.relu),
        Conv2D(3, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(),
      ], activation: .relu),
    Residual(
      [
        Conv2D(5, kernelSize: 3, strides: 2, padding: .same, useBias: false), BatchNormalization(), Activation(.relu),
        Conv2D(5, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(),
      ], shortcut: [Conv2D(5, kernelSize: 1, strides: 2, useBias: false), BatchNormalization()], activation: .relu),
  ]

  @Test(arguments: imageBlocks.indices, [3, 8])
  func agreesWithTheReferenceOnImages(index: Int, batch: Int) throws {
    try checkLayer(Self.imageBlocks[index], inputShape: [5, 6, 3], batchSize: batch)
  }

  @Test func actsOnTheLastAxis() throws {
    try checkLayer(
      Residual([Dense(6), BatchNormalization()], activation: .relu), inputShape: [3, 2, 6], batchSize: 4)
    try checkLayer(
      Residual([Flatten(), Dense(6), BatchNormalization()], shortcut: [Flatten()]), inputShape: [2, 3], batchSize: 9)
  }

  @Test func declaresTheTensorsOfBothPaths() throws {
    let declared = Self.blocks[2].block.parameters(for: [6])
    #expect(
      declared.map(\.name) == [
        "dense/kernel", "batch_normalization/gamma", "batch_normalization/beta", "batch_normalization/moving_mean",
        "batch_normalization/moving_variance", "dense_1/kernel", "batch_normalization_1/gamma",
        "batch_normalization_1/beta", "batch_normalization_1/moving_mean", "batch_normalization_1/moving_variance",
        "dense_2/kernel", "batch_normalization_2/gamma", "batch_normalization_2/beta",
        "batch_normalization_2/moving_mean", "batch_normalization_2/moving_variance",
      ])
    #expect(declared[5].shape == [9, 5] && declared[10].shape == [6, 5])
    let nested = Residual([Dense(6), Residual([Dense(6, name: "own")])]).parameters(for: [6])
    #expect(nested.map(\.name) == ["dense/kernel", "dense/bias", "residual/own/kernel", "residual/own/bias"])
  }

  @Test func aShapeIsThatOfBothPaths() throws {
    #expect(try Self.blocks[2].block.outputShape(for: [6]) == [5])
    expectError(
      .shape, "Residual: expected paths that end in equal shapes, got [5] from the main path and [4] from the shortcut"
    ) { _ = try Residual([Dense(5)], shortcut: [Dense(4)]).outputShape(for: [6]) }
    expectError(
      .shape,
      "Residual: expected paths that end in equal shapes, got [5] from the main path and [6] from the input, "
        + "as the shortcut has no layers"
    ) { _ = try Residual([Dense(5)]).outputShape(for: [6]) }
  }

  @Test func errorsNameTheLayer() {
    expectError(.invalidArgument, "Residual: expected at least one layer in the main path") {
      _ = try Residual([], shortcut: [Dense(6)]).outputShape(for: [6])
    }
    expectError(.invalidArgument, "Residual: dense_1: Dense: units must be at least 1, got 0") {
      _ = try Residual([Dense(6)], shortcut: [Dense(0)]).outputShape(for: [6])
    }
    expectError(.invalidArgument, "Residual: two layers are called a") {
      _ = try Residual([Dense(6, name: "a")], shortcut: [Dense(6, name: "a")]).outputShape(for: [6])
    }
    expectError(.invalidArgument, "Activation: negativeSlope must be finite and at least 0, got -1.0") {
      _ = try Residual([Dense(6)], activation: .leakyRelu(negativeSlope: -1)).outputShape(for: [6])
    }
  }
}
