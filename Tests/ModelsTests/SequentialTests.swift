import Execution
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing

/// How a model is put together, and what it says of itself.
@Suite struct SequentialTests {
  private func makeModel(seed: UInt64 = 1, normalized: Bool = true) throws -> Sequential {
    try Sequential(
      inputShape: [6], seed: seed,
      layers: [Dense(5)] + (normalized ? [BatchNormalization()] : []) + [Activation(.relu), Dense(3)])
  }

  @Test func layersAreNamedAsInKeras() throws {
    let model = try Sequential(
      inputShape: [4],
      layers: [
        Dense(4), Dense(4), BatchNormalization(), Dense(4, name: "dense_2"), Dense(4), Activation(.relu),
        Dropout(0.1), Flatten(),
      ])
    #expect(
      model.layerNames == [
        "dense", "dense_1", "batch_normalization", "dense_2", "dense_3", "activation", "dropout", "flatten",
      ])
  }

  @Test func tensorsAreInTheLayersOrder() throws {
    let model = try makeModel()
    #expect(
      model.tensors.map(\.name) == [
        "dense/kernel", "dense/bias", "batch_normalization/gamma", "batch_normalization/beta",
        "batch_normalization/moving_mean", "batch_normalization/moving_variance", "dense_1/kernel", "dense_1/bias",
      ])
    #expect(model.tensors.map(\.shape) == [[6, 5], [5], [5], [5], [5], [5], [5, 3], [3]])
    #expect(model.tensors.map(\.isStatistic) == [false, false, false, false, true, true, false, false])
    #expect(model.tensors.map(\.isTrainable) == [true, true, true, true, false, false, true, true])
    #expect(model.parameterCount == 30 + 5 + 5 + 5 + 15 + 3)
    #expect(try model.tensor("batch_normalization/gamma").values == [1, 1, 1, 1, 1])
    #expect(try model.tensor("batch_normalization/moving_mean").values == [0, 0, 0, 0, 0])
    #expect(try model.tensor("batch_normalization/moving_variance").values == [1, 1, 1, 1, 1])
  }

  @Test func summaryListsShapesAndCounts() throws {
    let summary = try makeModel().summary
    #expect(summary.map(\.kind) == ["dense", "batch_normalization", "activation", "dense"])
    #expect(summary.map(\.outputShape) == [[5], [5], [5], [3]])
    #expect(summary.map(\.parameterCount) == [35, 20, 0, 18])
  }

  @Test func startValuesDependOnSeedAndNameAlone() throws {
    let model = try makeModel()
    #expect(try model.tensor("dense_1/kernel").values == makeModel().tensor("dense_1/kernel").values)
    #expect(try model.tensor("dense_1/kernel").values != makeModel(seed: 2).tensor("dense_1/kernel").values)
    // With and without batch norm: the same start.
    let plain = try makeModel(normalized: false)
    for name in ["dense/kernel", "dense/bias", "dense_1/kernel"] {
      #expect(try model.tensor(name).values == plain.tensor(name).values)
    }
    let twins = try Sequential(inputShape: [5], layers: [Dense(5), Dense(5)])
    #expect(try twins.tensor("dense/kernel").values != twins.tensor("dense_1/kernel").values)
  }

  @Test func startingAnewGivesBackTheStartValues() throws {
    let model = try makeModel()
    let before = try model.tensor("dense/kernel").values
    try model.setTensor("dense/kernel", Tensor(zeros: [6, 5]))
    try model.setTensor("batch_normalization/moving_mean", Tensor([5], [1, 2, 3, 4, 5]))
    model.store.counterValues.update(repeating: 9)
    model.initializeParameters()
    #expect(try model.tensor("dense/kernel").values == before)
    #expect(try model.tensor("batch_normalization/moving_mean").values == [0, 0, 0, 0, 0])
    #expect(model.statisticsUpdates(of: "batch_normalization") == 0)
    #expect(model.statisticsUpdates(of: "dense") == nil)
  }

  @Test(arguments: [1, 2, 7, 100, 1000])
  func predictInBatchesIsPredictAtOnce(batchSize: Int) throws {
    let model = try makeModel()
    try model.setTensor("batch_normalization/moving_mean", Tensor([5], [0.1, -0.2, 0.3, 0, 1]))
    let inputs = try Tensor([53, 6], randomFloats(53 * 6, seed: 1))
    let whole = try model.predict(inputs, batchSize: 53).values
    #expect(sameBits(try model.predict(inputs, batchSize: batchSize).values, whole))
    #expect(whole.count == 53 * 3)
  }

  @Test func predictByBatchStatisticsDependsOnTheBatch() throws {
    let model = try makeModel()
    let inputs = try Tensor([8, 6], randomFloats(48, seed: 1, mean: 2))
    let whole = try model.predict(inputs, statistics: .batch).values
    #expect(whole != (try model.predict(inputs).values))
    #expect(whole != (try model.predict(inputs, batchSize: 4, statistics: .batch).values))
  }

  @Test func predictOfNothingIsNothing() throws {
    #expect(try makeModel().predict(Tensor(zeros: [0, 6])).shape == [0, 3])
  }

  @Test func predictKeepsTheSampleShape() throws {
    let model = try Sequential(inputShape: [2, 3, 4], layers: [Dense(5), BatchNormalization()])
    #expect(model.outputShape == [2, 3, 5])
    #expect(try model.predict(Tensor(zeros: [7, 2, 3, 4])).shape == [7, 2, 3, 5])
  }

  @Test func aConfigurationCanBeChanged() throws {
    let model = try makeModel()
    let revision = model.revision
    try model.configure("batch_normalization", as: BatchNormalization.self) { $0.epsilon = 5 }
    #expect(model.revision == revision + 1)
    #expect((model.layers[1] as? BatchNormalization)?.epsilon == 5)
    let inputs = try Tensor([4, 6], randomFloats(24, seed: 1))
    let before = try model.predict(inputs).values
    try model.configure("batch_normalization", as: BatchNormalization.self) { $0.epsilon = 1e-3 }
    #expect(try model.predict(inputs).values != before)
    try model.configure("dense", as: Dense.self) { $0.trainable = false }
    #expect(model.tensors.map(\.isTrainable) == [false, false, true, true, false, false, true, true])
    #expect(model.store.trainableRanges.count == 1)
  }

  @Test func tensorsAreCopies() throws {
    let model = try makeModel()
    let bias = try model.tensor("dense/bias")
    try model.setTensor("dense/bias", Tensor([5], [1, 2, 3, 4, 5]))
    #expect(bias.values == [0, 0, 0, 0, 0])
    #expect(try model.gradient("dense/bias").values == [0, 0, 0, 0, 0])
  }
}
