import Data
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// That checking names the layer and channel of a number that is none, and leaves the model as it was.
@Suite struct CheckingTests {
  private func trainer() throws -> Trainer {
    let trainer = try TrainingProblem.trainer(dropout: 0)
    trainer.model.checksNumerics = true
    return trainer
  }

  private func inputs(_ value: Float?) throws -> Tensor {
    var inputs = randomFloats(80, seed: 3)
    if let value { inputs[37] = value }
    return try Tensor([8, 10], inputs)
  }

  private func data(_ value: Float?) throws -> Dataset {
    try Dataset(inputs: inputs(value), targets: .labels(randomLabels(8, classes: 4, seed: 1)))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func namesTheInput(_ value: Float) throws {
    let trainer = try trainer()
    let before = try trainer.model.snapshot()
    let text =
      "the model's input has \(value) in channel 7 of sample 3; 1 of 80 numbers, in 1 of 10 channels, are infinite or none"
    expectError(.state, text) { try trainer.trainOnBatch(data(value)) }
    expectError(.state, text) { _ = try trainer.evaluate(data(value)) }
    expectError(.state, text) { _ = try trainer.model.predict(inputs(value)) }
    #expect(try trainer.model.snapshot() == before)
    #expect(trainer.model.statisticsUpdates(of: "batch_normalization") == 0 && trainer.iterations == 0)
  }

  @Test func namesTheLayerThatMadeIt() throws {
    let trainer = try trainer()
    var kernel = try trainer.model.tensor("dense/kernel").values
    kernel[2 * 16 + 5] = .greatestFiniteMagnitude
    try trainer.model.setTensor("dense/kernel", Tensor([10, 16], kernel))
    var inputs = [Float](repeating: 0, count: 80)
    inputs[6 * 10 + 2] = 8
    expectError(
      .state,
      "dense: what comes out has inf in channel 5 of sample 6; 1 of 128 numbers, in 1 of 16 channels, are infinite or none"
    ) { _ = try trainer.model.predict(Tensor([8, 10], inputs)) }
  }

  @Test func changesNothingWhereAllIsWell() throws {
    let checked = try trainer()
    let plain = try TrainingProblem.trainer(dropout: 0)
    for trainer in [checked, plain] { for _ in 0..<5 { try trainer.trainOnBatch(data(nil)) } }
    let (a, b) = (try checked.model.tensor("dense/kernel").values, try plain.model.tensor("dense/kernel").values)
    #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 })
    // Off, it throws no more.
    checked.model.checksNumerics = false
    try checked.trainOnBatch(data(.nan))
  }
}
