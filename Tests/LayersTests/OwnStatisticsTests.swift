import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

/// Layer, group, instance and root mean square normalization.
@Suite struct OwnStatisticsTests {
  private static let affine = [(true, true), (true, false), (false, true), (false, false)]

  @Test(arguments: affine)
  func layerNormalization(center: Bool, scale: Bool) throws {
    for channels in [3, 5, 16, 17, 40] {
      try checkLayer(LayerNormalization(center: center, scale: scale), inputShape: [channels], batchSize: 9)
    }
    try checkLayer(LayerNormalization(center: center, scale: scale), inputShape: [2, 3, 5], batchSize: 4)
  }

  @Test(arguments: [true, false])
  func rmsNormalization(scale: Bool) throws {
    for channels in [1, 2, 5, 16, 17, 40] {
      // Of one channel next to nothing is left of the gradient: 1 − x̂² of an x̂ that is nearly 1.
      let tolerance = channels == 1 ? 1e-3 : 1e-5
      try checkLayer(RMSNormalization(scale: scale), inputShape: [channels], batchSize: 9, tolerance: tolerance)
    }
    try checkLayer(RMSNormalization(scale: scale), inputShape: [2, 3, 5], batchSize: 4)
  }

  @Test(arguments: affine)
  func groupNormalization(center: Bool, scale: Bool) throws {
    for groups in [1, 2, 3, 6] {
      let layer = GroupNormalization(groups: groups, center: center, scale: scale)
      try checkLayer(layer, inputShape: [3, 4, 6], batchSize: 3)
    }
    try checkLayer(GroupNormalization(groups: 4, center: center, scale: scale), inputShape: [20], batchSize: 5)
    try checkLayer(GroupNormalization(groups: -1, center: center, scale: scale), inputShape: [4, 4, 3], batchSize: 3)
  }

  @Test(arguments: affine)
  func instanceNormalization(center: Bool, scale: Bool) throws {
    let layer = InstanceNormalization(center: center, scale: scale)
    try checkLayer(layer, inputShape: [5, 4, 3], batchSize: 3)
    try checkLayer(layer, inputShape: [13, 17], batchSize: 2)
  }

  @Test func aSampleOfOnePlaceBecomesBeta() throws {
    let probed = try ProbedModel(
      [InstanceNormalization(name: "layer")], inputShape: [2], batchSize: 3, parameters: ["layer/beta": [4, 5]])
    #expect(try probed.train([1, 2, 3, 4, 5, 6], upstream: [1, 2, 3, 4, 5, 6]).outputs == [4, 5, 4, 5, 4, 5])
  }

  @Test func aFarMeanCostsLayerNormalizationNoDigits() throws {
    let x = randomFloats(20 * 33, seed: 1, mean: 10_000, deviation: 0.1)
    try checkLayer(LayerNormalization(), inputShape: [33], batchSize: 20, inputs: x)
  }

  @Test func frozenWeightsDoNotLearn() throws {
    var layer = LayerNormalization(name: "layer")
    layer.trainable = false
    let probed = try ProbedModel([layer], inputShape: [4], batchSize: 3)
    let run = try probed.train(randomFloats(12, seed: 1), upstream: randomFloats(12, seed: 2))
    #expect(run.gradients["layer/gamma"] == [0, 0, 0, 0])
    #expect(run.inputGradient.contains { $0 != 0 })
  }

  @Test func errorsSayWhatWasExpected() {
    expectError(
      .invalidArgument, "GroupNormalization: groups must be -1 or divide the 6 channels, got 4"
    ) { _ = try GroupNormalization(groups: 4).outputShape(for: [6]) }
    expectError(.invalidArgument, "LayerNormalization: epsilon must be greater than 0, got 0.0") {
      _ = try LayerNormalization(epsilon: 0).outputShape(for: [6])
    }
    expectError(.invalidArgument, "RMSNormalization: epsilon must be greater than 0, got -1.0") {
      _ = try RMSNormalization(epsilon: -1).outputShape(for: [6])
    }
    expectError(.shape, "InstanceNormalization: expected an input with a channel axis, got []") {
      _ = try InstanceNormalization().outputShape(for: [])
    }
    var layer = GroupNormalization(groups: 2)
    layer.gammaInitializer = .constant(.nan)
    expectError(
      .invalidArgument, "GroupNormalization: gammaInitializer: the constant must be finite, got nan"
    ) { _ = try layer.outputShape(for: [6]) }
  }
}
