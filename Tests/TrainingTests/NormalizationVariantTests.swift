import Data
import Foundation
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// Every variant of batch norm trains, saves, loads and resumes to the same bits.
@Suite struct NormalizationVariantTests {
  enum Variant: String, CaseIterable, Sendable {
    case ghost, renormalized, ghostRenormalized, masked, sets, separateSets, mixedSets, otherAxis, biasCorrected
  }

  private func layer(_ variant: Variant, _ name: String) -> BatchNormalization {
    var layer = BatchNormalization(momentum: 0.9, name: name)
    switch variant {
    case .ghost: layer.virtualBatchSize = 5
    case .renormalized, .ghostRenormalized:
      layer.renormalization = Renormalization(
        rMax: .init(from: 1, to: 3, begin: 1, end: 6), dMax: .init(from: 0, to: 5, begin: 1, end: 6))
      if variant == .ghostRenormalized { layer.virtualBatchSize = 4 }
    case .masked: break
    case .sets, .mixedSets: layer.statisticsSets = ["a", "b"]
    case .separateSets:
      layer.statisticsSets = ["a", "b"]
      layer.affinePerSet = true
    case .otherAxis: layer.axis = 1
    case .biasCorrected: layer.averaging = .biasCorrected
    }
    return layer
  }

  private func model(_ variant: Variant) throws -> Sequential {
    try Sequential(
      inputShape: [3, 4], seed: 2,
      layers: [
        Dense(6), layer(variant, "first"), Activation(.relu), Dense(5), layer(variant, "second"), Activation(.tanh),
        Flatten(), Dense(2),
      ])
  }

  private func data(_ variant: Variant, seed: Int) throws -> Dataset {
    let data = try Dataset(
      inputs: Tensor([14, 3, 4], randomFloats(168, seed: seed)),
      targets: .values(Tensor([14, 2], randomFloats(28, seed: seed + 1))))
    switch variant {
    case .masked: return try data.masked(by: Tensor([14, 3], (0..<42).map { $0 % 4 == seed % 4 ? 0 : 1 }))
    case .mixedSets, .separateSets: return try data.inStatisticsSets((0..<14).map { Int32(($0 + seed) % 3) })
    default: return data
    }
  }

  private func steps(_ trainer: Trainer, _ variant: Variant, _ range: Range<Int>) throws {
    for step in range {
      if variant == .sets { try trainer.model.useStatisticsSet([nil, "a", "b"][step % 3]) }
      try trainer.trainOnBatch(data(variant, seed: 10 + step))
    }
  }

  private func numbers(_ model: Sequential) throws -> [[UInt32]] {
    try model.tensors.map { try model.tensor($0.name).values.map(\.bitPattern) }
  }

  @Test(arguments: Variant.allCases)
  func trainsSavesLoadsAndResumes(variant: Variant) throws {
    let whole = try model(variant).compile(optimizer: .adam(learningRate: 0.05), loss: .meanSquaredError)
    let first = try whole.evaluate(data(variant, seed: 10)).loss
    try steps(whole, variant, 0..<12)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let half = try model(variant).compile(optimizer: .adam(learningRate: 0.05), loss: .meanSquaredError)
    try steps(half, variant, 0..<5)
    try half.save(to: file)
    let resumed = try Trainer.load(from: file)
    try steps(resumed, variant, 5..<12)
    #expect(try numbers(resumed.model) == numbers(whole.model))
    #expect(resumed.model.statisticsSets == whole.model.statisticsSets)
    for layer in ["first", "second"] {
      #expect(resumed.model.statisticsUpdates(of: layer) == whole.model.statisticsUpdates(of: layer))
    }
    try whole.model.useStatisticsSet(nil)
    #expect(try whole.evaluate(data(variant, seed: 10), statistics: .batch).loss < first)
  }
}
