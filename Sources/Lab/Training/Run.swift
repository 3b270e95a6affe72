package import NormKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One net trained once: what it was, and how it did over the steps.
package struct Run: Encodable, Sendable {
  /// How the net did after some steps. With batch norm, the running averages normalized.
  package struct Measurement: Encodable, Sendable {
    package var step: Int
    /// The mean loss of the epoch's batches so far, as they were trained on; nil when it is no number.
    package var trainingLoss: Double?
    package var heldOutAccuracy: Double
    package var testAccuracy: Double
  }

  /// The net's name.
  package var arm: String
  package var learningRate: Float
  package var seed: UInt64
  package var measurements: [Measurement]
  /// Test accuracy of the last weights when each batch of 256 test images is normalized by its own statistics; nil
  /// without batch norm.
  package var lastTestAccuracyByBatchStatistics: Double?
  /// What training took, without measuring; no part of a result.
  package var seconds = 0.0

  private enum CodingKeys: String, CodingKey {
    case arm, learningRate, seed, measurements, lastTestAccuracyByBatchStatistics
  }

  /// The first measured step with at least this test accuracy.
  package func steps(toTestAccuracy accuracy: Double) -> Int? {
    measurements.first { $0.testAccuracy >= accuracy }?.step
  }

  /// The test accuracy after a measured step.
  package func testAccuracy(after step: Int) -> Double? {
    measurements.first { $0.step == step }?.testAccuracy
  }

  /// The highest test accuracy of all measurements.
  package var bestTestAccuracy: Double { measurements.map(\.testAccuracy).max() ?? 0 }

  /// The test accuracy at the end.
  package var lastTestAccuracy: Double { measurements.last?.testAccuracy ?? 0 }

  /// The held-out accuracy at the end.
  package var lastHeldOutAccuracy: Double { measurements.last?.heldOutAccuracy ?? 0 }

  /// The mean of the measurements' held-out accuracy: high for a rate that learns both soon and well.
  package var meanHeldOutAccuracy: Double { Statistics.mean(measurements.map(\.heldOutAccuracy)) }

  /// Whether the last epoch's training loss is no better than that of guessing, ln 10, or no number at all.
  package var endedGuessing: Bool {
    guard let loss = measurements.last?.trainingLoss else { return true }
    return loss >= log(Double(ExperimentData.classes))
  }
}

extension Run {
  /// Trains a net from `seed`, which start values and batch order come from.
  ///
  /// `look` is called after every measured step with the trainer, which it may read but not change; `watch` after every
  /// measurement; `finish` at the end, and may do what it likes.
  package static func train(
    _ net: Net, optimizer: Optimizer, seed: UInt64, data: ExperimentData, course: Course,
    look: ((Trainer) throws(NormKitError) -> Void)? = nil, watch: ((Measurement) -> Void)? = nil,
    finish: ((Trainer) throws -> Void)? = nil
  ) throws -> Run {
    let model = try net.makeModel(inputShape: data.train.sampleShape, seed: seed)
    let trainer = try model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
    var run = Run(arm: net.name, learningRate: optimizer.learningRate, seed: seed, measurements: [])
    let measuredSteps = Set(course.measuredSteps)
    var options = FitOptions(epochs: course.steps, batchSize: course.batchSize)
    options.lastBatch = .drop
    var stepStart = ContinuousClock.now
    try trainer.fit(data.train, options: options) { (progress) throws(NormKitError) in
      guard progress.finishedEpoch == nil else { return .proceed }
      run.seconds += (ContinuousClock.now - stepStart) / .seconds(1)
      defer { stepStart = .now }
      guard measuredSteps.contains(trainer.iterations) else { return .proceed }
      try look?(trainer)
      let loss = progress.training.loss
      let measurement = Measurement(
        step: trainer.iterations, trainingLoss: loss.isFinite ? loss : nil,
        heldOutAccuracy: try trainer.evaluate(data.heldOut).accuracy ?? 0,
        testAccuracy: try trainer.evaluate(data.test).accuracy ?? 0)
      run.measurements.append(measurement)
      watch?(measurement)
      return trainer.iterations < course.steps ? .proceed : .stop
    }
    if !model.normalizationNames.isEmpty {
      run.lastTestAccuracyByBatchStatistics = try trainer.evaluate(data.test, statistics: .batch).accuracy
    }
    try finish?(trainer)
    return run
  }
}
