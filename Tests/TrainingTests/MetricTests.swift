import Data
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// Metrics against their definitions, computed plainly.
@Suite struct MetricTests {
  /// A model that passes its inputs on.
  private func identity(_ width: Int, _ loss: Loss, _ metrics: [Metric]) throws -> Trainer {
    let model = try Sequential(inputShape: [width], layers: [Activation(.linear)])
    let trainer = try model.compile(optimizer: .sgd(), loss: loss)
    try trainer.setMetrics(metrics)
    return trainer
  }

  @Test func topKCountsTheLabelAmongTheLargest() throws {
    let outputs: [Float] = [1, 4, 3, 2, 9, 9, 9, 0, 0, 1, 2, 3]
    let trainer = try identity(
      4, .sparseCategoricalCrossentropy, (1...4).map { .topKCategoricalAccuracy(k: $0) })
    let data = try Dataset(inputs: Tensor([3, 4], outputs), targets: .labels([2, 2, 0]))
    // Row 1: second of all; row 2: three tie, the label is the last of them; row 3: the smallest.
    #expect(try trainer.evaluate(data).measured == [0, 1.0 / 3, 2.0 / 3, 1])
    let oneHot: [Float] = [0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0]
    let dense = try identity(4, .categoricalCrossentropy, [.topKCategoricalAccuracy(k: 2)])
    let rows = try Dataset(inputs: Tensor([3, 4], outputs), targets: .values(Tensor([3, 4], oneHot)))
    #expect(try dense.evaluate(rows).measured == [1.0 / 3])
  }

  @Test func errorsAreMeans() throws {
    let trainer = try identity(2, .huber, [.meanAbsoluteError, .meanSquaredError])
    let data = try Dataset(
      inputs: Tensor([3, 2], [1, 2, 3, 4, 5, 6]), targets: .values(Tensor([3, 2], [1, 0, 6, 4, 5, 5])))
    #expect(try trainer.evaluate(data, batchSize: 2).measured == [1, 14.0 / 6])
  }

  /// The area is the chance that a right answer's probability is above a wrong one's, ties counting half, to the
  /// thresholds' fineness.
  @Test func theAreaIsTheChanceToRankRightly() throws {
    let logits = randomFloats(400, seed: 1, deviation: 2)
    let targets = zip(logits, randomFloats(400, seed: 2, deviation: 2)).map { $0 + $1 > 0 ? Float(1) : 0 }
    var (chance, pairs) = (0.0, 0.0)
    for i in 0..<400 where targets[i] == 1 {
      for j in 0..<400 where targets[j] == 0 {
        chance += logits[i] > logits[j] ? 1 : logits[i] == logits[j] ? 0.5 : 0
        pairs += 1
      }
    }
    let trainer = try identity(1, .binaryCrossentropy, [.auc(thresholds: 200), .auc(thresholds: 20_000)])
    let data = try Dataset(inputs: Tensor([400, 1], logits), targets: .values(Tensor([400, 1], targets)))
    let measured = try trainer.evaluate(data).measured
    #expect(abs(measured[0] - chance / pairs) < 2e-3 && abs(measured[1] - chance / pairs) < 1e-4)
  }

  /// keras.metrics.AUC() of Keras 3 on these numbers.
  @Test func theAreaIsKerass() throws {
    let trainer = try identity(1, .meanSquaredError, [.auc(thresholds: 200), .auc(thresholds: 5)])
    let data = try Dataset(
      inputs: Tensor([8, 1], [0, 0.5, 0.3, 0.9, 0.75, 0.25, 1, 0.6]),
      targets: .values(Tensor([8, 1], [0, 1, 0, 1, 0, 1, 1, 0])))
    let measured = try trainer.evaluate(data).measured
    #expect(abs(measured[0] - 0.6875) < 1e-6 && abs(measured[1] - 0.625) < 1e-6)
  }

  @Test func anAreaNeedsBothAnswers() throws {
    let trainer = try identity(1, .binaryCrossentropy, [.auc(thresholds: 200)])
    let data = try Dataset(inputs: Tensor([2, 1], [1, 2]), targets: .values(Tensor([2, 1], [1, 1])))
    #expect(try trainer.evaluate(data).measured[0].isNaN)
  }

  @Test func fitMeasuresEveryEpochApart() throws {
    let trainer = try TrainingProblem.trainer(dropout: 0)
    try trainer.setMetrics([.topKCategoricalAccuracy(k: 1), .auc(thresholds: 200)])
    let (data, other) = (try TrainingProblem.data(90), try TrainingProblem.data(50, seed: 2))
    let options = FitOptions(epochs: 3, batchSize: 16, validation: other)
    let history = try trainer.fit(data, options: options) { _ throws(NormKitError) in
      // Measuring in between must not disturb what the epoch measures.
      _ = try trainer.evaluate(other)
      return .proceed
    }
    for epoch in history.epochs {
      #expect(epoch.training.measured[0] == epoch.training.accuracy)
      #expect(epoch.validation?.measured[0] == epoch.validation?.accuracy)
    }
    #expect(try trainer.evaluate(other).measured == history.epochs[2].validation?.measured)
  }

  @Test func errorsSayWhatWasExpected() throws {
    func expect(_ code: NormKitError.Code, _ text: String, _ metric: Metric, _ loss: Loss) {
      expectError(code, text) { _ = try identity(3, loss, [metric]) }
    }
    expect(
      .invalidArgument, "Metric.topKCategoricalAccuracy: k must be at least 1, got 0", .topKCategoricalAccuracy(k: 0),
      .categoricalCrossentropy)
    expect(
      .invalidArgument, "Metric.topKCategoricalAccuracy: needs classes, meanSquaredError has none",
      .topKCategoricalAccuracy(k: 1), .meanSquaredError)
    expect(
      .invalidArgument, "Metric.auc: thresholds must be in 2...1000000, got 1", .auc(thresholds: 1),
      .binaryCrossentropy)
    expect(
      .invalidArgument, "Metric.meanAbsoluteError: needs numbers to compare with, categoricalCrossentropy has classes",
      .meanAbsoluteError, .categoricalCrossentropy)
  }
}
