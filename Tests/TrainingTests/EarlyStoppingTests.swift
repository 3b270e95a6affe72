import Data
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// Early stopping as Keras 3 does it (keras/src/callbacks/early_stopping.py).
@Suite struct EarlyStoppingTests {
  /// A record of which `monitor` alone reads `value`.
  private func epoch(_ template: History.Epoch, _ value: Double, _ monitor: EarlyStopping.Monitor) -> History.Epoch {
    // What is not watched must not matter: it goes the other way.
    var epoch = template
    epoch.training.loss = -value
    epoch.training.accuracy = -value
    epoch.validation?.loss = -value
    epoch.validation?.accuracy = -value
    switch monitor {
    case .validationLoss: epoch.validation?.loss = value
    case .validationAccuracy: epoch.validation?.accuracy = value
    case .loss: epoch.training.loss = value
    case .accuracy: epoch.training.accuracy = value
    }
    return epoch
  }

  /// The epoch at which Keras stops, or the number of values; and its best epoch.
  private func keras(_ values: [Double], higherIsBetter: Bool, patience: Int, delta: Double) -> (Int, Int) {
    var (best, bestEpoch, wait) = (Double?.none, 0, 0)
    for (epoch, value) in values.enumerated() {
      wait += 1
      let improved = best.map { higherIsBetter ? value - delta > $0 : value + delta < $0 } ?? true
      if improved {
        (best, bestEpoch, wait) = (value, epoch, 0)
      } else if wait >= patience, epoch > 0 {
        return (epoch, bestEpoch)
      }
    }
    return (values.count, bestEpoch)
  }

  @Test(
    arguments: [EarlyStopping.Monitor.validationLoss, .validationAccuracy, .loss, .accuracy], [0, 1, 2, 5])
  func stopsWhereKerasDoes(monitor: EarlyStopping.Monitor, patience: Int) throws {
    let trainer = try TrainingProblem.trainer()
    let data = try TrainingProblem.data(20)
    let template = try #require(try trainer.fit(data, options: FitOptions(validation: data)).epochs.first)
    var random = Random(seed: 12, stream: UInt64(patience))
    var sequences: [[Double]] = (0..<200).map { _ in
      (0..<15).map { _ in Double(random.integer(below: 12)) / 4 }
    }
    sequences += [
      [.nan, 1, 2], [1, .nan, 0, 0, 0], [.infinity, 3, 4, 5, 2], [-.infinity, 1, 1, 1], [2, 2, 2, 2, 2, 2, 2],
    ]
    for values in sequences {
      for delta in [0, 0.25, 0.6] {
        var best = try BestEpoch(
          EarlyStopping(monitor: monitor, patience: patience, minimumDelta: delta), model: trainer.model)
        var end = values.count
        for (index, value) in values.enumerated()
        where !best.wantsMore(after: epoch(template, value, monitor), index: index) {
          end = index
          break
        }
        let higher = monitor == .accuracy || monitor == .validationAccuracy
        let expected = keras(values, higherIsBetter: higher, patience: patience, delta: delta)
        #expect(end == expected.0 && best.index == expected.1, "\(values), delta \(delta)")
      }
    }
  }

  /// Trains until the validation loss rises; the tensors and counters after every epoch.
  private func train(_ rule: EarlyStopping) throws -> (Trainer, History, snapshots: [[[UInt32]]], updates: [Int?]) {
    // A rate far too high for Adam, on noise: the validation loss soon rises.
    let trainer = try TrainingProblem.trainer(.adam(learningRate: 0.1), dropout: 0)
    let data = try TrainingProblem.data(40, spread: 3)
    var options = FitOptions(epochs: 60, batchSize: 10, validation: try TrainingProblem.data(40, seed: 8, spread: 3))
    options.earlyStopping = rule
    var snapshots: [[[UInt32]]] = []
    var updates: [Int?] = []
    let history = try trainer.fit(data, options: options) { (progress) throws(NormKitError) in
      if progress.finishedEpoch != nil {
        snapshots.append(
          try trainer.model.tensors.map { (info) throws(NormKitError) in
            try trainer.model.tensor(info.name).values.map(\.bitPattern)
          })
        updates.append(trainer.model.statisticsUpdates(of: "batch_normalization"))
      }
      return .proceed
    }
    return (trainer, history, snapshots, updates)
  }

  @Test func restoresTheBestEpochsWeightsStatisticsAndCounters() throws {
    let (trainer, history, snapshots, updates) = try train(EarlyStopping(patience: 3, restoreBestWeights: true))
    #expect(history.end == .earlyStopping && history.epochs.count < 60)
    let best = try #require(history.bestEpoch)
    #expect(best == history.epochs.count - 4)
    let losses = history.epochs.map { $0.validation?.loss ?? .nan }
    #expect(losses[best] == losses.min())
    #expect(try trainer.model.snapshot() == snapshots[best])
    #expect(trainer.model.statisticsUpdates(of: "batch_normalization") == updates[best])
    #expect(snapshots[best] != snapshots.last)
  }

  @Test func keepsTheLastEpochsWeightsUnlessAsked() throws {
    let (trainer, history, snapshots, _) = try train(EarlyStopping(patience: 3))
    #expect(history.end == .earlyStopping)
    #expect(try trainer.model.snapshot() == snapshots.last)
  }

  @Test func restoresToTheBestWhenAllEpochsAreRun() throws {
    let (trainer, history, snapshots, _) = try train(EarlyStopping(patience: 1000, restoreBestWeights: true))
    #expect(history.end == .completed && history.epochs.count == 60)
    #expect(try trainer.model.snapshot() == snapshots[try #require(history.bestEpoch)])
  }

  @Test func errorsSayWhatWasExpected() throws {
    let data = try TrainingProblem.data(20)
    func expect(_ text: String, _ rule: EarlyStopping) throws {
      let trainer = try TrainingProblem.trainer()
      var options = FitOptions()
      options.earlyStopping = rule
      expectError(.invalidArgument, "Trainer.fit: early stopping\(text)") { try trainer.fit(data, options: options) }
    }
    let ranges = "'s patience and minimumDelta must be at least 0, got "
    try expect(ranges + "-1, 0.0", EarlyStopping(monitor: .loss, patience: -1))
    try expect(ranges + "0, -0.5", EarlyStopping(monitor: .loss, minimumDelta: -0.5))
    try expect(ranges + "0, nan", EarlyStopping(monitor: .loss, minimumDelta: .nan))
    try expect(" monitors validation data, but there is none", EarlyStopping())
    try expect(" monitors validation data, but there is none", EarlyStopping(monitor: .validationAccuracy))
    let model = try Sequential(inputShape: [2], layers: [Dense(1)])
    var options = FitOptions()
    options.earlyStopping = EarlyStopping(monitor: .accuracy)
    expectError(.invalidArgument, "Trainer.fit: early stopping monitors accuracy, meanSquaredError has none") {
      try model.compile(optimizer: .sgd(), loss: .meanSquaredError).fit(
        Dataset(inputs: Tensor(zeros: [3, 2]), targets: .values(Tensor(zeros: [3, 1]))), options: options)
    }
  }
}
