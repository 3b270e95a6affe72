import Data
import Execution
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// What `fit` does is what single steps in a stated order do.
@Suite struct FitTests {
  private static func options(epochs: Int = 1, batchSize: Int = 16, _ change: (inout FitOptions) -> Void = { _ in })
    -> FitOptions
  {
    var options = FitOptions(epochs: epochs, batchSize: batchSize)
    change(&options)
    return options
  }

  @Test(arguments: [LastBatchPolicy.keep, .drop], [1, 7, 16, 50, 64])
  func isTheSameAsSingleSteps(lastBatch: LastBatchPolicy, batchSize: Int) throws {
    let data = try TrainingProblem.data(50)
    guard lastBatch == .keep || batchSize <= 50 else { return }
    let fitted = try TrainingProblem.trainer()
    let history = try fitted.fit(
      data,
      options: Self.options(epochs: 2, batchSize: batchSize) {
        $0.shuffle = false
        $0.lastBatch = lastBatch
      })
    let stepped = try TrainingProblem.trainer()
    var (losses, right, samples) = (0.0, 0.0, 0.0)
    for epoch in 0..<2 {
      for start in stride(from: 0, to: 50, by: batchSize) {
        let rows = start..<min(start + batchSize, 50)
        guard lastBatch == .keep || rows.count == batchSize else { continue }
        let metrics = try stepped.trainOnBatch(data.subset(rows))
        guard epoch == 1 else { continue }
        losses += metrics.loss * Double(rows.count)
        right += (metrics.accuracy ?? .nan) * Double(rows.count)
        samples += Double(rows.count)
      }
    }
    #expect(try fitted.model.snapshot() == stepped.model.snapshot())
    #expect(fitted.iterations == stepped.iterations)
    // The epoch's metrics are the means over its samples as they were trained on.
    #expect(abs(history.epochs[1].training.loss - losses / samples) < 1e-9)
    #expect(abs((history.epochs[1].training.accuracy ?? .nan) - right / samples) < 1e-9)
  }

  @Test func shufflesByTheSeedAndTheEpochsNumber() throws {
    let data = try TrainingProblem.data(50)
    func fit(_ change: (inout FitOptions) -> Void) throws -> [[UInt32]] {
      let trainer = try TrainingProblem.trainer()
      try trainer.fit(data, options: Self.options(epochs: 2, change))
      return try trainer.model.snapshot()
    }
    let standard = try fit { _ in }
    #expect(try fit { $0.shuffleSeed = 5 } == standard, "the model's seed is 5")
    #expect(try fit { $0.shuffleSeed = 6 } != standard)
    #expect(try fit { $0.shuffle = false } != standard)

    let stepped = try TrainingProblem.trainer()
    let order = try BatchOrder(count: 50, batchSize: 16, seed: 5)
    for epoch in 0..<2 {
      order.begin(epoch: epoch)
      for batch in 0..<order.batchCount { try stepped.trainOnBatch(data.subset(Array(order.batch(batch)))) }
    }
    #expect(try stepped.model.snapshot() == standard)
  }

  @Test func aSecondCallGoesOnWhereTheFirstEnded() throws {
    let data = try TrainingProblem.data(50)
    let once = try TrainingProblem.trainer()
    let whole = try once.fit(data, options: Self.options(epochs: 5))
    let twice = try TrainingProblem.trainer()
    let first = try twice.fit(data, options: Self.options(epochs: 2))
    let second = try twice.fit(data, options: Self.options(epochs: 3))
    #expect(try once.model.snapshot() == twice.model.snapshot())
    #expect(first.epochs + second.epochs == whole.epochs)
    #expect(whole.epochs.map(\.epoch) == [0, 1, 2, 3, 4] && twice.epochsCompleted == 5)
    #expect(whole.end == .completed && whole.bestEpoch == nil)
  }

  @Test func measuresValidationDataAfterEveryEpoch() throws {
    let (data, validation) = (try TrainingProblem.data(50), try TrainingProblem.data(300, seed: 7))
    for statistics in StatisticsSource.allCases {
      let trainer = try TrainingProblem.trainer()
      var measured: [Metrics] = []
      let history = try trainer.fit(
        data,
        options: Self.options(epochs: 3) {
          $0.validation = validation
          $0.validationStatistics = statistics
        }
      ) { (progress) throws(NormKitError) in
        if progress.finishedEpoch != nil {
          measured.append(try trainer.evaluate(validation, statistics: statistics))
        }
        return .proceed
      }
      #expect(history.epochs.map(\.validation) == measured)
    }
    // Measuring moves nothing.
    let (with, without) = (try TrainingProblem.trainer(), try TrainingProblem.trainer())
    try with.fit(data, options: Self.options(epochs: 3) { $0.validation = validation })
    try without.fit(data, options: Self.options(epochs: 3))
    #expect(try with.model.snapshot() == without.model.snapshot())
  }

  @Test func recordsTheRateOfTheLastStep() throws {
    let schedule = LearningRateSchedule.piecewiseConstant(boundaries: [3, 7], factors: [1, 0.5, 0.25])
    let trainer = try TrainingProblem.trainer(.sgd(learningRate: 0.4, schedule: schedule))
    let history = try trainer.fit(TrainingProblem.data(50), options: Self.options(epochs: 3))
    // Four steps an epoch: the last ones are 3, 7 and 11.
    #expect(history.epochs.map(\.learningRate) == [0.4, 0.2, 0.1])
  }

  @Test func learnsWhatCanBeLearned() throws {
    let trainer = try TrainingProblem.trainer()
    let history = try trainer.fit(TrainingProblem.data(400, spread: 0.5), options: Self.options(epochs: 20))
    #expect((history.epochs.last?.training.loss ?? 1) < 0.3 * (history.epochs.first?.training.loss ?? 0))
    #expect(try trainer.evaluate(TrainingProblem.data(400, seed: 3, spread: 0.5)).accuracy ?? 0 > 0.9)
  }

  @Test func aModelWithNothingToLearnStaysAsItIs() throws {
    let model = try Sequential(
      inputShape: [10],
      layers: [Dense(8, trainable: false), BatchNormalization().frozen(), Dense(4, trainable: false)])
    let before = try model.snapshot()
    let trainer = try model.compile(optimizer: .adamW(), loss: .sparseCategoricalCrossentropy)
    try trainer.fit(TrainingProblem.data(50), options: Self.options(epochs: 2))
    #expect(try model.snapshot() == before)
  }
}
