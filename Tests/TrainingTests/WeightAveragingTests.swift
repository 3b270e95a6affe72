import Data
import Foundation
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// Averages of the weights against the same in Double.
@Suite struct WeightAveragingTests {
  private static let name = "dense/kernel"

  /// The averaged kernel after each of `steps` steps, and the kernels themselves.
  private func run(_ averaging: WeightAveraging, steps: Int) throws -> (kernels: [[Double]], average: [Float]) {
    let trainer = try TrainingProblem.trainer(dropout: 0)
    try trainer.average(averaging)
    let data = try TrainingProblem.data(40)
    var kernels: [[Double]] = []
    for _ in 0..<steps {
      try trainer.trainOnBatch(data)
      kernels.append(try trainer.model.tensor(Self.name).values.doubles)
    }
    let trained = try trainer.model.snapshot()
    try trainer.swapWeightAverage()
    let average = try trainer.model.tensor(Self.name).values
    expectError(.state, "Trainer: the model has the averaged weights; swap them back before training") {
      try trainer.trainOnBatch(data)
    }
    try trainer.swapWeightAverage()
    #expect(try trainer.model.snapshot() == trained)
    try trainer.takeWeightAverage()
    #expect(try trainer.model.tensor(Self.name).values == average)
    return (kernels, average)
  }

  private func expectClose(_ average: [Float], _ expected: [Double]) {
    let size = expected.map { abs($0) }.max() ?? 0
    #expect(zip(average, expected).allSatisfy { abs(Double($0) - $1) <= 1e-6 * size })
  }

  @Test func exponentialAveragesAreKeras() throws {
    let (kernels, average) = try run(WeightAveraging(.exponential(momentum: 0.8)), steps: 7)
    var expected = kernels[0]
    for kernel in kernels.dropFirst() { expected = zip(expected, kernel).map { 0.8 * $0 + 0.2 * $1 } }
    expectClose(average, expected)
  }

  @Test func equalAveragesAreTheMeanOfTheStepsThatCount() throws {
    let (kernels, average) = try run(WeightAveraging(.equal, start: 2, interval: 3), steps: 10)
    // Steps 5 and 8.
    expectClose(average, zip(kernels[4], kernels[7]).map { ($0 + $1) / 2 })
  }

  @Test func recalibrationFindsTheAveragesStatistics() throws {
    let trainer = try TrainingProblem.trainer(.sgd(learningRate: 0.5), dropout: 0)
    try trainer.average(WeightAveraging(.equal, start: 10, interval: 2))
    let data = try TrainingProblem.data(200)
    try trainer.fit(data, options: FitOptions(epochs: 12, batchSize: 40))
    try trainer.takeWeightAverage()
    let before = try trainer.diagnose(data).layers[1].normalization
    try trainer.model.recalibrate(data)
    let after = try trainer.diagnose(data).layers[1].normalization
    #expect(before?.meanDrift ?? 0 > 0.01 && after?.meanDrift == 0)
    #expect(try trainer.evaluate(data).loss.isFinite)
  }

  @Test func isSavedAndGoesOnToTheSameBits() throws {
    let data = try TrainingProblem.data(40)
    let first = try TrainingProblem.trainer()
    try first.average(WeightAveraging(.exponential(momentum: 0.9)))
    for _ in 0..<5 { try first.trainOnBatch(data) }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try first.save(to: path)
    let second = try Trainer.load(from: path)
    #expect(second.weightAveraging == first.weightAveraging && second.averagedCount == 5)
    for trainer in [first, second] {
      for _ in 0..<3 { try trainer.trainOnBatch(data) }
      try trainer.swapWeightAverage()
    }
    #expect(try first.model.snapshot() == second.model.snapshot())
  }

  @Test func refusesWhatCannotBe() throws {
    let trainer = try TrainingProblem.trainer()
    expectError(.state, "Trainer.swapWeightAverage: there is no average of the weights yet") {
      try trainer.swapWeightAverage()
    }
    expectError(.invalidArgument, "Trainer.average: momentum must be in 0...1, got 1.5") {
      try trainer.average(WeightAveraging(.exponential(momentum: 1.5)))
    }
    expectError(
      .invalidArgument, "Trainer.average: start must be at least 0 and interval at least 1, got 0 and 0"
    ) {
      try trainer.average(WeightAveraging(.equal, interval: 0))
    }
  }
}
