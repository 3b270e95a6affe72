import Foundation
import NormKit

/// One net trained once: what it was, and how it did over the steps.
struct TrainingRun: Encodable {
  /// How the net did after some steps. With batch norm, the running averages normalized.
  struct Measurement: Encodable {
    var step: Int
    /// The mean loss of the epoch's batches so far, as they were trained on; nil when it is no number.
    var trainingLoss: Double?
    var heldOutAccuracy: Double
    var testAccuracy: Double
  }

  var arm: Arm
  var learningRate: Float
  var seed: UInt64
  var measurements: [Measurement]
  /// Test accuracy of the last weights when each batch of 256 test images is normalized by its own statistics; nil
  /// without batch norm.
  var lastTestAccuracyByBatchStatistics: Double?

  /// The first measured step with at least this test accuracy.
  func steps(toTestAccuracy accuracy: Double) -> Int? {
    measurements.first { $0.testAccuracy >= accuracy }?.step
  }

  /// The test accuracy after a measured step.
  func testAccuracy(after step: Int) -> Double? {
    measurements.first { $0.step == step }?.testAccuracy
  }

  /// The highest test accuracy of all measurements.
  var bestTestAccuracy: Double { measurements.map(\.testAccuracy).max() ?? 0 }

  /// The test accuracy at the end.
  var lastTestAccuracy: Double { measurements.last?.testAccuracy ?? 0 }

  /// The mean of the measurements' held-out accuracy: high for a rate that learns both soon and well.
  var meanHeldOutAccuracy: Double {
    measurements.map(\.heldOutAccuracy).reduce(0, +) / Double(max(measurements.count, 1))
  }

  /// Whether the last epoch's training loss is no better than that of guessing, ln 10, or no number at all.
  var endedGuessing: Bool {
    guard let loss = measurements.last?.trainingLoss else { return true }
    return loss >= log(Double(ExperimentData.classes))
  }
}

extension TrainingRun {
  /// Trains a net, and calls `watch` after every measurement.
  static func train(
    _ arm: Arm, learningRate: Float, seed: UInt64, data: ExperimentData, settings: SweepSettings,
    watch: @escaping (Measurement) -> Void
  ) throws -> TrainingRun {
    let net = try arm.makeNet(inputShape: data.train.sampleShape, seed: seed, settings: settings)
    let trainer = try net.compile(
      optimizer: .sgd(learningRate: learningRate), loss: .sparseCategoricalCrossentropy)
    var run = TrainingRun(arm: arm, learningRate: learningRate, seed: seed, measurements: [])
    let measuredSteps = Set(settings.measuredSteps)
    var options = FitOptions(epochs: settings.steps, batchSize: settings.batchSize)
    options.lastBatch = .drop
    try trainer.fit(data.train, options: options) { (progress) throws(NormKitError) in
      guard progress.finishedEpoch == nil, measuredSteps.contains(trainer.iterations) else { return .proceed }
      let loss = progress.training.loss
      let measurement = Measurement(
        step: trainer.iterations, trainingLoss: loss.isFinite ? loss : nil,
        heldOutAccuracy: try trainer.evaluate(data.heldOut).accuracy ?? 0,
        testAccuracy: try trainer.evaluate(data.test).accuracy ?? 0)
      run.measurements.append(measurement)
      watch(measurement)
      return trainer.iterations < settings.steps ? .proceed : .stop
    }
    if arm == .with {
      run.lastTestAccuracyByBatchStatistics = try trainer.evaluate(data.test, statistics: .batch).accuracy
    }
    return run
  }
}
