import Execution
import Models
import Tensors
import Testing
import Training

/// Every framework's convention, number by number: outputs, gradients, weights and running statistics of three steps.
@Suite struct FixtureTests {
  @Test func thereAreFixtures() {
    #expect(Fixture.all.count >= 20)
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
      expectClose(Array(plan.output), step.outputs.values, "\(at): outputs")
      for (name, expected) in step.gradients {
        expectClose(try model.gradient(name).values, expected.values, "\(at): gradient of \(name)")
      }
      for (name, expected) in step.weights_after.merging(step.statistics_after, uniquingKeysWith: { $1 }) {
        expectClose(try model.tensor(name).values, expected.values, "\(at): \(name)")
      }
    }
    let outputs = try model.predict(fixture.inference.inputs.tensor)
    expectClose(outputs.values, fixture.inference.outputs.values, "\(fixture.name): inference")
  }
}

/// max|a − b| ≤ 1e-5·max|reference|; where the reference is all zero, of a size of 1.
func expectClose(
  _ values: [Float], _ reference: [Double], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard values.count == reference.count else {
    Issue.record("\(what): \(values.count) values, expected \(reference.count)", sourceLocation: sourceLocation)
    return
  }
  let size = reference.reduce(0) { max($0, abs($1)) }
  let bound = 1e-5 * (size == 0 ? 1 : size)
  for (value, expected) in zip(values, reference) where !(abs(Double(value) - expected) <= bound) {
    Issue.record("\(what): got \(value), expected \(expected) ± \(bound)", sourceLocation: sourceLocation)
    return
  }
}
