import Data
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// That folding leaves no batch norm where it is exact, the answers as they were, and the rest alone.
@Suite struct FoldingTests {
  /// A model whose statistics and γ, β are no start values.
  private func trained(_ shape: Shape, _ layers: [any Layer]) throws -> Sequential {
    let model = try Sequential(inputShape: shape, seed: 3, layers: layers)
    for (index, info) in model.tensors.enumerated() where !info.name.hasSuffix("kernel") {
      let isVariance = info.name.contains("moving_variance")
      let values = randomFloats(info.shape.count, seed: 50 + index, mean: isVariance ? 2 : 0.3, deviation: 0.4)
      try model.setTensor(info.name, Tensor(info.shape, values.map { isVariance ? abs($0) + 0.1 : $0 }))
    }
    return model
  }

  private func data(_ shape: Shape, _ count: Int = 37) throws -> Dataset {
    try Dataset(inputs: Tensor(Shape([count] + shape.sizes), randomFloats(count * shape.count, seed: 9)))
  }

  private func expectFolds(_ shape: Shape, _ layers: [any Layer], kept: [String] = []) throws {
    let model = try trained(shape, layers)
    let before = try model.snapshot()
    let folding = try model.folded(comparedOn: data(shape), batchSize: 16)
    let left = folding.model.summary.filter { $0.kind == "batch_normalization" }.map(\.name)
    #expect(left == kept && folding.kept == kept)
    let difference = try #require(folding.largestDifference)
    let output = try #require(folding.largestOutput)
    #expect(output > 0 && difference <= 1e-5 * output)
    #expect(try model.snapshot() == before)
    // What it says is what predict gives.
    let inputs = try Tensor(Shape([5] + shape.sizes), randomFloats(5 * shape.count, seed: 1))
    let (a, b) = (try model.predict(inputs).values, try folding.model.predict(inputs).values)
    #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * Float(output) * 2 })
  }

  @Test func goesIntoTheProductBefore() throws {
    try expectFolds([6], [Dense(5, useBias: false), BatchNormalization(), Activation(.relu), Dense(3)])
    try expectFolds([6], [Dense(5), Dropout(0.5), BatchNormalization(scale: false), Activation(.tanh), Dense(3)])
    try expectFolds(
      [6, 5, 2], [Conv2D(4, kernelSize: WindowSize(3, 3), padding: .same), BatchNormalization(), Flatten(), Dense(3)])
    try expectFolds(
      [6, 5, 2], [DepthwiseConv2D(WindowSize(3, 3), depthMultiplier: 3), BatchNormalization(center: false)])
  }

  @Test func goesIntoTheProductAfterWhereThatIsExact() throws {
    try expectFolds([6], [BatchNormalization(), Dense(3, useBias: false)])
    try expectFolds([6], [Dense(4), Activation(.relu), BatchNormalization(), Dropout(0.1), Dense(3)])
    try expectFolds([6, 5, 2], [BatchNormalization(), Conv2D(3, kernelSize: WindowSize(3, 2))])
    try expectFolds([6, 5, 2], [BatchNormalization(), DepthwiseConv2D(WindowSize(2, 2), depthMultiplier: 2)])
    try expectFolds([6, 5, 2], [BatchNormalization(), Flatten(), Dense(3)])
    try expectFolds([6, 5, 2], [Activation(.relu), BatchNormalization(), GlobalAveragePooling2D(), Dense(3)])
    // A padding's zeros would have to be the batch norm's answer to zero.
    try expectFolds(
      [6, 5, 2], [BatchNormalization(), Conv2D(3, kernelSize: WindowSize(3, 3), padding: .same)],
      kept: ["batch_normalization"])
    try expectFolds(
      [6, 5, 2], [BatchNormalization(), MaxPooling2D(2), Flatten(), Dense(2)], kept: ["batch_normalization"])
  }

  @Test func goesIntoResidualBlocks() throws {
    let path: [any Layer] = [
      Dense(6, useBias: false), BatchNormalization(name: "a"), Activation(.relu), Dense(6),
      BatchNormalization(name: "b"),
    ]
    try expectFolds([6], [Residual(path, activation: .relu), Dense(2)])
    try expectFolds([6], [Dense(6), Residual(path, shortcut: [Dense(6), BatchNormalization()]), Dense(2)])
    try expectFolds(
      [6], [Residual([BatchNormalization(name: "first"), Activation(.relu), Dense(6)]), Dense(2)],
      kept: ["residual/first"])
  }

  @Test func foldsTheSetInUse() throws {
    var norm = BatchNormalization()
    norm.statisticsSets = ["night"]
    norm.affinePerSet = true
    let model = try trained([6], [Dense(5), norm, Activation(.relu), Dense(3)])
    let day = try model.folded(comparedOn: data([6]))
    try model.useStatisticsSet("night")
    let night = try model.folded(comparedOn: data([6]))
    for folding in [day, night] {
      #expect(try #require(folding.largestDifference) <= 1e-5 * #require(folding.largestOutput))
    }
    #expect(try day.model.snapshot() != night.model.snapshot())
  }

  @Test func keepsWhatItCannotFoldAsItWas() throws {
    let model = try trained([6], [BatchNormalization(momentum: 0.5), Activation(.relu)])
    let folding = try model.folded()
    #expect(folding.kept == ["batch_normalization"] && folding.largestDifference == nil)
    #expect(try folding.model.snapshot() == model.snapshot())
    expectError(.shape, "Sequential.folded: expected at least one sample of shape [6], got 37 of [5]") {
      _ = try model.folded(comparedOn: data([5]))
    }
  }
}
