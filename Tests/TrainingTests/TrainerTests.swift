import Data
import Execution
import Foundation
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing
import Training

/// Single steps, losses, measuring, and what is said to data that does not fit.
@Suite struct TrainerTests {
  // MARK: Losses

  private struct LossCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Numbers: Decodable, Sendable {
      var shape: [Int]
      var values: [Double]
      var tensor: Tensor { get throws { try Tensor(Shape(shape), values.map { Float($0) }) } }
    }

    var name: String
    var inputs: Numbers
    var targets: Numbers
    var losses: Numbers
    var input_gradient: Numbers
    var tolerance: Double
    var testDescription: String { name }

    private struct File: Decodable { var cases: [LossCase] }

    static let all: [LossCase] = {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Fixtures/layers/loss.json").standardizedFileURL
      return (try? JSONDecoder().decode(File.self, from: Foundation.Data(contentsOf: file)).cases) ?? []
    }()
  }

  @Test func thereIsAGoldenCaseForEveryLoss() {
    #expect(Set(LossCase.all.map(\.name)) == Set(Loss.allCases.map(\.rawValue)))
  }

  @Test(arguments: LossCase.all)
  private func lossesAgreeWithNumPy(golden: LossCase) throws {
    let loss = try #require(Loss(rawValue: golden.name))
    let inputs = try golden.inputs.tensor
    let rows = golden.inputs.shape[0]
    let model = try Sequential(inputShape: [golden.inputs.shape[1]], layers: [InputProbe(batchSize: rows)])
    let data =
      loss == .sparseCategoricalCrossentropy
      ? try Dataset(inputs: inputs, targets: .labels(golden.targets.values.map { Int32($0) }))
      : try Dataset(inputs: inputs, targets: .values(golden.targets.tensor))
    let trainer = try model.compile(optimizer: .sgd(), loss: loss)
    let metrics = try trainer.trainOnBatch(data)
    let plan = try model.plan(.training, batchSize: rows, loss: loss.function)
    #expect(mismatch(Array(plan.losses), golden.losses.values, tolerance: golden.tolerance) == nil)
    let mean = golden.losses.values.reduce(0, +) / Double(rows)
    #expect(abs(metrics.loss - mean) <= 1e-5 * mean)
    // The training loss is the mean over the rows.
    let gradient = try model.gradient("input_probe/input").values.map { $0 * Float(rows) }
    #expect(mismatch(gradient, golden.input_gradient.values, tolerance: golden.tolerance) == nil)
    #expect(
      (metrics.accuracy == nil) == ![.sparseCategoricalCrossentropy, .categoricalCrossentropy, .binaryCrossentropy]
        .contains(loss))
  }

  // MARK: Measuring

  @Test func evaluateIsTheLossOfThePredictions() throws {
    let trainer = try TrainingProblem.trainer()
    let data = try TrainingProblem.data(90)
    try trainer.fit(data, options: FitOptions(epochs: 2))
    for statistics in StatisticsSource.allCases {
      let inputs = try Tensor([90, 10], Array(UnsafeBufferPointer(start: data.inputPointer, count: 900)))
      let outputs = try trainer.model.predict(inputs, statistics: statistics).values.doubles
      let labels = try #require(data.labelPointer)
      var (loss, right) = (0.0, 0.0)
      for row in 0..<90 {
        let logits = Array(outputs[row * 4..<row * 4 + 4])
        let softmax = LossReference.softmax(logits, classes: 4)
        loss -= log(softmax[Int(labels[row])]) / 90
        right += logits.firstIndex(of: logits.max() ?? 0) == Int(labels[row]) ? 1 : 0
      }
      let metrics = try trainer.evaluate(data, statistics: statistics)
      #expect(abs(metrics.loss - loss) <= 1e-5 * loss)
      #expect(metrics.accuracy == right / 90)
    }
  }

  @Test func theSplitIntoBatchesMattersToBatchStatisticsAlone() throws {
    let trainer = try TrainingProblem.trainer()
    let data = try TrainingProblem.data(90)
    try trainer.fit(data)
    let before = try trainer.model.snapshot()
    let running = try [1, 7, 90, 1000].map { try trainer.evaluate(data, batchSize: $0) }
    for metrics in running {
      #expect(abs(metrics.loss - running[0].loss) <= 1e-9 && metrics.accuracy == running[0].accuracy)
    }
    let batch = try [7, 90].map { try trainer.evaluate(data, batchSize: $0, statistics: .batch).loss }
    #expect(batch[0] != batch[1])
    #expect(try trainer.model.snapshot() == before)
  }

  @Test func trainOnBatchSaysTheLossBeforeItsUpdate() throws {
    let trainer = try TrainingProblem.trainer(dropout: 0)
    let data = try TrainingProblem.data(60)
    let expected = try trainer.evaluate(data, statistics: .batch)
    let metrics = try trainer.trainOnBatch(data)
    #expect(abs(metrics.loss - expected.loss) <= 1e-5 * expected.loss && metrics.accuracy == expected.accuracy)
    #expect(try trainer.evaluate(data, statistics: .batch).loss < expected.loss)
    #expect(trainer.iterations == 1)
  }

  // MARK: Errors

  @Test func errorsOfLossesSayWhatWasExpected() throws {
    let one = try Sequential(inputShape: [2], layers: [Dense(1)])
    for loss in [Loss.sparseCategoricalCrossentropy, .categoricalCrossentropy] {
      expectError(.shape, "Trainer: \(loss) needs at least 2 outputs, the model's are [1]") {
        _ = try one.compile(optimizer: .sgd(), loss: loss)
      }
    }
    let image = try Sequential(inputShape: [3, 2], layers: [Dense(4)])
    let labelled = try Dataset(inputs: Tensor(zeros: [5, 3, 2]), targets: .labels([0, 1, 2, 3, 0]))
    expectError(
      .shape, "Trainer.fit: one label a sample needs outputs of one axis, the model's are [3, 4]"
    ) { try image.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy).fit(labelled) }
  }

  @Test func errorsOfDataSayWhatWasExpected() throws {
    let trainer = try TrainingProblem.trainer()
    let calls: [(String, (Trainer, Dataset) throws -> Void)] = [
      ("Trainer.trainOnBatch", { try $0.trainOnBatch($1) }), ("Trainer.evaluate", { _ = try $0.evaluate($1) }),
      ("Trainer.fit", { try $0.fit($1) }),
    ]
    let inputs = try Tensor(zeros: [3, 10])
    let before = try trainer.model.snapshot()
    for (name, call) in calls {
      func expect(_ code: NormKitError.Code, _ text: String, _ trainer: Trainer, _ data: Dataset) {
        expectError(code, "\(name): \(text)") { try call(trainer, data) }
      }
      expect(
        .invalidArgument, "expected at least one sample", trainer,
        try Dataset(inputs: Tensor(zeros: [0, 10]), targets: .labels([])))
      expect(
        .shape, "expected samples of shape [10], got [9]", trainer,
        try Dataset(inputs: Tensor(zeros: [3, 9]), targets: .labels([0, 1, 2])))
      expect(
        .invalidArgument, "sparseCategoricalCrossentropy needs labels, the data has none", trainer,
        try Dataset(inputs: inputs))
      expect(
        .invalidArgument, "labels must be in 0..<4, got 4 in row 1", trainer,
        try Dataset(inputs: inputs, targets: .labels([0, 4, 2])))
      let regression = try TrainingProblem.model().compile(optimizer: .sgd(), loss: .meanSquaredError)
      expect(
        .invalidArgument, "meanSquaredError needs target numbers, the data has none", regression,
        try Dataset(inputs: inputs, targets: .labels([0, 1, 2])))
      expect(
        .shape, "expected targets of shape [4], got [3]", regression,
        try Dataset(inputs: inputs, targets: .values(Tensor(zeros: [3, 3]))))
    }
    #expect(try trainer.model.snapshot() == before && trainer.iterations == 0)
  }

  @Test func errorsOfOptionsSayWhatWasExpected() throws {
    let trainer = try TrainingProblem.trainer()
    let data = try TrainingProblem.data(20)
    expectError(.invalidArgument, "Trainer.evaluate: batchSize must be at least 1, got 0") {
      _ = try trainer.evaluate(data, batchSize: 0)
    }
    expectError(.invalidArgument, "Trainer.fit: epochs must be at least 1, got 0") {
      try trainer.fit(data, options: FitOptions(epochs: 0))
    }
    expectError(.invalidArgument, "Trainer.fit: batchSize must be at least 1, got -3") {
      try trainer.fit(data, options: FitOptions(batchSize: -3))
    }
    var options = FitOptions(batchSize: 32)
    options.lastBatch = .drop
    expectError(
      .invalidArgument,
      "BatchOrder: dropping the last batch leaves none: batchSize 32 exceeds the 20 samples"
    ) { try trainer.fit(data, options: options) }
    expectError(.shape, "Trainer.fit: validation data: expected samples of shape [10], got [2]") {
      try trainer.fit(
        data, options: FitOptions(validation: Dataset(inputs: Tensor(zeros: [1, 2]), targets: .labels([0]))))
    }
    // PyTorch's convention forbids a last batch of one row: said before the first step.
    let torch = try Sequential(inputShape: [10], layers: [BatchNormalization.torch(), Dense(4)])
      .compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
    expectError(
      .shape,
      "batch_normalization: expected more than one value per channel when training, got a batch of 1; "
        + "PyTorch's convention forbids it, set requiresSeveralValues to false to get β instead"
    ) { try torch.fit(data, options: FitOptions(batchSize: 19)) }
    #expect(torch.iterations == 0)
  }
}
