import Foundation
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing

/// A model with residual layers: what is in them is named, listed, changed and saved like any other layer.
@Suite struct ResidualModelTests {
  private func makeModel(seed: UInt64 = 1) throws -> Sequential {
    try Sequential(
      inputShape: [6], seed: seed,
      layers: [
        Dense(4),
        Residual(
          [Dense(4, useBias: false), BatchNormalization(), Residual([Dense(4)], activation: .relu)],
          shortcut: [BatchNormalization(name: "scaled")], activation: .relu),
        Residual([Dense(4)]), Dense(2),
      ])
  }

  @Test func tensorsAreNamedByPath() throws {
    #expect(
      try makeModel().tensors.map(\.name) == [
        "dense/kernel", "dense/bias", "residual/dense/kernel", "residual/batch_normalization/gamma",
        "residual/batch_normalization/beta", "residual/batch_normalization/moving_mean",
        "residual/batch_normalization/moving_variance", "residual/residual/dense/kernel",
        "residual/residual/dense/bias", "residual/scaled/gamma", "residual/scaled/beta",
        "residual/scaled/moving_mean", "residual/scaled/moving_variance", "residual_1/dense/kernel",
        "residual_1/dense/bias", "dense_1/kernel", "dense_1/bias",
      ])
  }

  @Test func summaryListsInnerLayers() throws {
    let summary = try makeModel().summary
    #expect(
      summary.map(\.name) == [
        "dense", "residual", "residual/dense", "residual/batch_normalization", "residual/residual",
        "residual/residual/dense", "residual/scaled", "residual_1", "residual_1/dense", "dense_1",
      ])
    #expect(summary.map(\.depth) == [0, 0, 1, 1, 1, 2, 1, 0, 1, 0])
    #expect(summary.map(\.parameterCount) == [28, 16 + 16 + 20 + 16, 16, 16, 20, 20, 16, 20, 20, 10])
    #expect(summary.allSatisfy { $0.outputShape == ($0.name == "dense_1" ? [2] : [4]) })
  }

  @Test func innerLayersAreConfigured() throws {
    let model = try makeModel()
    try model.configure("residual/residual/dense", as: Dense.self) { $0.trainable = false }
    try model.configure("residual/scaled", as: BatchNormalization.self) { $0.momentum = 0.5 }
    let frozen = model.tensors.filter { !$0.isTrainable && !$0.isStatistic }.map(\.name)
    #expect(frozen == ["residual/residual/dense/kernel", "residual/residual/dense/bias"])
    let outer = try #require(model.layers[1] as? Residual)
    #expect((outer.shortcut[0] as? BatchNormalization)?.momentum == 0.5)
    #expect(((outer.layers[2] as? Residual)?.layers[0] as? Dense)?.trainable == false)
    try model.configure("residual", as: Residual.self) { $0.activation = .linear }
    #expect((model.layers[1] as? Residual)?.activation == .linear)
    #expect(((model.layers[1] as? Residual)?.shortcut[0] as? BatchNormalization)?.momentum == 0.5)
    #expect(model.revision == 3)
  }

  @Test func changesOfParametersAreRefused() throws {
    let model = try makeModel()
    expectError(.shape, "residual/dense: a change of configuration must keep the layer's parameters") {
      try model.configure("residual/dense", as: Dense.self) { $0.useBias = true }
    }
    expectError(.shape, "residual: a change of configuration must keep the layer's parameters") {
      try model.configure("residual", as: Residual.self) { $0.layers.removeFirst() }
    }
    expectError(
      .invalidArgument, "Sequential.configure: expected residual/dense to be a batch_normalization, it is a dense"
    ) { try model.configure("residual/dense", as: BatchNormalization.self) { _ in } }
    #expect(model.revision == 0)
  }

  @Test func countersOfInnerNormalizations() throws {
    let model = try makeModel()
    let plan = try model.plan(.training, batchSize: 8, loss: .meanSquaredError)
    plan.run()
    plan.run()
    #expect(model.statisticsUpdates(of: "residual/batch_normalization") == 2)
    #expect(model.statisticsUpdates(of: "residual/scaled") == 2)
    #expect(model.statisticsUpdates(of: "residual") == nil)
  }

  @Test func savedAndLoadedBitForBit() throws {
    let model = try makeModel(seed: 7)
    try model.configure("residual/scaled", as: BatchNormalization.self) { $0.momentum = 0.5 }
    let plan = try model.plan(.training, batchSize: 8, loss: .meanSquaredError)
    _ = plan.input.update(from: randomFloats(8 * 6, seed: 3))
    plan.run()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("normkit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("model.safetensors").path
    try model.save(to: path)
    let loaded = try Sequential.load(from: path)
    #expect(loaded.summary == model.summary)
    #expect(loaded.tensors == model.tensors)
    #expect(loaded.statisticsUpdates(of: "residual/scaled") == 1)
    let outer = try #require(loaded.layers[1] as? Residual)
    #expect((outer.shortcut[0] as? BatchNormalization)?.momentum == 0.5 && outer.activation == .relu)
    #expect(outer.layers.map(\.name) == ["dense", "batch_normalization", "residual"])
    let x = try Tensor([5, 6], randomFloats(30, seed: 4))
    #expect(sameBits(try loaded.predict(x).values, try model.predict(x).values))
  }
}
