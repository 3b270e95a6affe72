import Data
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// What the caller's callback sees and does.
@Suite struct FitCallbackTests {
  @Test func isCalledAfterEveryBatchAndEveryEpoch() throws {
    var seen: [[Int]] = []
    var finished: [History.Epoch] = []
    let trainer = try TrainingProblem.trainer()
    let history = try trainer.fit(TrainingProblem.data(50), options: FitOptions(epochs: 2, batchSize: 20)) {
      seen.append([$0.epoch, $0.epochs, $0.batch, $0.batchCount, $0.finishedEpoch == nil ? 0 : 1])
      if let epoch = $0.finishedEpoch { finished.append(epoch) }
      return .proceed
    }
    #expect(
      seen == [
        [0, 2, 1, 3, 0], [0, 2, 2, 3, 0], [0, 2, 3, 3, 0], [0, 2, 3, 3, 1],
        [1, 2, 1, 3, 0], [1, 2, 2, 3, 0], [1, 2, 3, 3, 0], [1, 2, 3, 3, 1],
      ])
    #expect(finished == history.epochs)
  }

  @Test func stopsInTheMiddleOfAnEpochOrAtItsEnd() throws {
    let data = try TrainingProblem.data(50)
    let options = FitOptions(epochs: 9, batchSize: 20)
    let middle = try TrainingProblem.trainer()
    let short = try middle.fit(data, options: options) { $0.epoch == 1 && $0.batch == 2 ? .stop : .proceed }
    #expect(short.end == .stopped && short.epochs.count == 1 && middle.iterations == 5)
    // The epoch that was not ended is run anew.
    #expect(middle.epochsCompleted == 1)
    #expect(try middle.fit(data, options: FitOptions(epochs: 1, batchSize: 20)).epochs.map(\.epoch) == [1])

    let end = try TrainingProblem.trainer()
    let long = try end.fit(data, options: options) { $0.finishedEpoch?.epoch == 1 ? .stop : .proceed }
    #expect(long.end == .stopped && long.epochs.count == 2 && end.iterations == 6)
  }

  @Test func cancelThrowsAndLeavesTheModelAsTheLastStepDid() throws {
    let data = try TrainingProblem.data(50)
    let cancelled = try TrainingProblem.trainer()
    expectError(.cancelled, "Trainer.fit: cancelled by the progress callback in epoch 1") {
      try cancelled.fit(data, options: FitOptions(epochs: 9, batchSize: 20)) {
        $0.epoch == 1 && $0.batch == 1 ? .cancel : .proceed
      }
    }
    let stopped = try TrainingProblem.trainer()
    try stopped.fit(data, options: FitOptions(epochs: 9, batchSize: 20)) {
      $0.epoch == 1 && $0.batch == 1 ? .stop : .proceed
    }
    #expect(try cancelled.model.snapshot() == stopped.model.snapshot())
    // Both go on alike.
    for trainer in [cancelled, stopped] { try trainer.fit(data, options: FitOptions(epochs: 2, batchSize: 20)) }
    #expect(try cancelled.model.snapshot() == stopped.model.snapshot())
    expectError(.cancelled, "Trainer.fit: cancelled by the progress callback in epoch 0") {
      try cancelled.fit(data) { $0.finishedEpoch == nil ? .proceed : .cancel }
    }
  }

  @Test func whatItThrowsEndsTheCall() throws {
    let trainer = try TrainingProblem.trainer()
    expectError(.io, "the disk is full") {
      try trainer.fit(TrainingProblem.data(50)) { (_) throws(NormKitError) in
        throw NormKitError(.io, "the disk is full")
      }
    }
    #expect(trainer.iterations == 1)
  }

  @Test func mayMeasureWithoutDisturbing() throws {
    let data = try TrainingProblem.data(50)
    let (quiet, watched) = (try TrainingProblem.trainer(), try TrainingProblem.trainer())
    try quiet.fit(data, options: FitOptions(epochs: 2, batchSize: 7))
    var sizes = 1
    try watched.fit(data, options: FitOptions(epochs: 2, batchSize: 7)) { (_) throws(NormKitError) in
      // As many batch sizes as there are plans to keep, and more.
      sizes += 1
      _ = try watched.evaluate(data, batchSize: sizes)
      return .proceed
    }
    #expect(try quiet.model.snapshot() == watched.model.snapshot())
  }
}
