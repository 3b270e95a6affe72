import Execution
import Models
import TestSupport
import Tensors
import Testing
import Training

/// Every framework's convention, number by number: outputs, gradients, weights and running statistics of three steps.
@Suite struct FixtureTests {
  @Test func thereAreFixtures() {
    #expect(Fixture.all.count >= 24)
    #expect(Fixture.all.contains { $0.name.hasPrefix("keras") } && Fixture.all.contains { $0.name.hasPrefix("torch") })
  }

  @Test(arguments: Fixture.all, [true, false])
  func threeStepsAgree(fixture: Fixture, fused: Bool) throws {
    let model = try fixture.makeModel()
    if !fused { model.fusions = [] }
    let trainer = try fixture.makeTrainer(model)
    for (index, step) in fixture.steps.enumerated() {
      let batch = try fixture.makeBatch(step)
      let metrics = try trainer.trainOnBatch(batch)
      let at = "\(fixture.name), step \(index)"
      #expect(abs(metrics.loss - step.loss) <= 1e-5 * max(abs(step.loss), 1), "\(at): loss")
      let plan = try model.plan(.training, batchSize: batch.count, loss: trainer.loss.function)
      #expect(mismatch(Array(plan.output), step.outputs.values) == nil, "\(at): outputs")
      for (name, expected) in step.gradients {
        #expect(mismatch(try model.gradient(name).values, expected.values) == nil, "\(at): gradient of \(name)")
      }
      for (name, expected) in step.weights_after.merging(step.statistics_after, uniquingKeysWith: { $1 }) {
        #expect(mismatch(try model.tensor(name).values, expected.values) == nil, "\(at): \(name)")
      }
    }
    let outputs = try model.predict(fixture.inference.inputs.tensor)
    #expect(mismatch(outputs.values, fixture.inference.outputs.values) == nil, "\(fixture.name): inference")
  }
}
