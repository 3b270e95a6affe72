import Data
import Foundation
import Layers
import Models
import Tensors
import Testing
import Training

/// Saved and loaded models answer bit for bit as before, and checkpoints go on to the same bits.
@Suite struct ArchiveRoundTripTests {
  private func makeModel() throws -> Sequential {
    var cumulative = BatchNormalization.torch(momentum: nil)
    cumulative.gammaInitializer = .constant(0.75)
    return try Sequential(
      inputShape: [4, 3], seed: UInt64.max - 6,
      layers: [
        Flatten(), Dense(9, useBias: false, kernelInitializer: .heNormal),
        BatchNormalization(averaging: .biasCorrected),
        Activation(.leakyRelu(negativeSlope: 0.1)), Dropout(0.25),
        Dense(7, kernelInitializer: .randomNormal(standardDeviation: 0.3)),
        cumulative, Activation(.tanh), Dense(3, name: "logits"),
      ])
  }

  private func makeData(_ count: Int, stream: UInt64) throws -> Dataset {
    var random = Random(seed: 5, stream: stream)
    let inputs = try Tensor([count, 4, 3], (0..<count * 12).map { _ in random.normal() })
    return try Dataset(inputs: inputs, targets: .labels((0..<count).map { _ in Int32(random.integer(below: 3)) }))
  }

  private func path(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())-\(name)").path
  }

  private func trained() throws -> Trainer {
    let trainer = try makeModel().compile(
      optimizer: .adamW(learningRate: 0.01, schedule: .cosineDecay(steps: 50, alpha: 0.1)),
      loss: .sparseCategoricalCrossentropy)
    try trainer.fit(makeData(50, stream: 1), options: FitOptions(epochs: 2, batchSize: 8))
    return trainer
  }

  @Test func aLoadedModelAnswersTheSameBits() throws {
    let model = try trained().model
    let file = path("model.safetensors")
    defer { try? FileManager.default.removeItem(atPath: file) }
    try model.save(to: file)
    let loaded = try Sequential.load(from: file)
    let inputs = try Tensor([5, 4, 3], (0..<60).map { Float($0) / 30 - 1 })
    #expect(try model.predict(inputs).values == loaded.predict(inputs).values)
    #expect(loaded.seed == model.seed)
    #expect(loaded.layerNames == model.layerNames)
    #expect(loaded.tensors == model.tensors)
    #expect(loaded.statisticsUpdates(of: "batch_normalization_1") == 14)
  }

  @Test func aCheckpointGoesOnToTheSameBits() throws {
    let trainer = try trained()
    let file = path("checkpoint.safetensors")
    defer { try? FileManager.default.removeItem(atPath: file) }
    try trainer.save(to: file)
    let resumed = try Trainer.load(from: file)
    #expect(resumed.optimizer == trainer.optimizer)
    #expect(resumed.loss == trainer.loss)
    let data = try makeData(50, stream: 1)
    let options = FitOptions(epochs: 2, batchSize: 8)
    #expect(try trainer.fit(data, options: options) == resumed.fit(data, options: options))
    for info in trainer.model.tensors {
      #expect(try trainer.model.tensor(info.name).values == resumed.model.tensor(info.name).values, "\(info.name)")
    }
    _ = try Sequential.load(from: file)
  }

  @Test func aModelAloneIsNoCheckpoint() throws {
    let file = path("alone.safetensors")
    defer { try? FileManager.default.removeItem(atPath: file) }
    try makeModel().save(to: file)
    let error = #expect(throws: NormKitError.self) { try Trainer.load(from: file) }
    #expect(error?.code == .format)
    #expect(error?.message.contains("section \"normkit.training\" is missing") == true)
  }
}
