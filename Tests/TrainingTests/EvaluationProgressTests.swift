import TestSupport
import Tensors
import Testing
import Training

/// What evaluate's progress callback sees and does.
@Suite struct EvaluationProgressTests {
  @Test func isCalledAfterEveryBatch() throws {
    let trainer = try TrainingProblem.trainer()
    let data = try TrainingProblem.data(50)
    var seen: [[Int]] = []
    let watched = try trainer.evaluate(data, batchSize: 20) { batch, batchCount in
      seen.append([batch, batchCount])
      return .proceed
    }
    #expect(seen == [[1, 3], [2, 3], [3, 3]])
    #expect(try watched == trainer.evaluate(data, batchSize: 20))
  }

  @Test func whatIsNotProceedCancels() throws {
    let trainer = try TrainingProblem.trainer()
    let data = try TrainingProblem.data(50)
    for signal in [FitSignal.cancel, .stop] {
      var calls = 0
      expectError(.cancelled, "Trainer.evaluate: cancelled after batch 2 of 5") {
        _ = try trainer.evaluate(data, batchSize: 10) { batch, _ in
          calls += 1
          return batch == 2 ? signal : .proceed
        }
      }
      #expect(calls == 2)
    }
  }

  @Test func whatItThrowsEndsTheCall() throws {
    let trainer = try TrainingProblem.trainer()
    let data = try TrainingProblem.data(50)
    let error = NormKitError(.io, "the log is full")
    #expect(throws: error) {
      _ = try trainer.evaluate(data, batchSize: 10) { (_, _) throws(NormKitError) in throw error }
    }
  }
}
