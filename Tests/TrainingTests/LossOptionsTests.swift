import Data
import Foundation
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing
import Training

/// Smoothing, Huber's δ and sample weights, as training and measuring see them.
@Suite struct LossOptionsTests {
  private func trainer(_ loss: Loss, _ options: LossOptions, outputs: Int = 4) throws -> Trainer {
    let model = try Sequential(inputShape: [10], seed: 3, layers: [Dense(outputs)])
    return try model.compile(optimizer: .sgd(learningRate: 0.1), loss: loss, lossOptions: options)
  }

  private func logits(_ trainer: Trainer, _ data: Dataset) throws -> [Double] {
    let inputs = try Tensor(
      [data.count, 10], Array(UnsafeBufferPointer(start: data.inputPointer, count: data.count * 10)))
    return try trainer.model.predict(inputs).values.doubles
  }

  @Test func smoothedLabelsAreMeasuredAndTrainedOn() throws {
    let data = try TrainingProblem.data(12)
    let trainer = try trainer(.sparseCategoricalCrossentropy, LossOptions(labelSmoothing: 0.2))
    let labels = try #require(data.labelPointer)
    var targets = [Double](repeating: 0.05, count: 48)
    for row in 0..<12 { targets[row * 4 + Int(labels[row])] += 0.8 }
    let expected = LossReference.softmaxCrossEntropy(
      try logits(trainer, data), targets: targets, classes: 4, gradientScale: 1 / 12.0)
    let loss = expected.losses.reduce(0, +) / 12
    #expect(abs(try trainer.evaluate(data).loss - loss) < 1e-6)
    #expect(abs(try trainer.trainOnBatch(data).loss - loss) < 1e-6)
    let bias = try trainer.model.gradient("dense/bias").values
    let sums = (0..<4).map { column in (0..<12).map { expected.gradient[$0 * 4 + column] }.reduce(0, +) }
    #expect(mismatch(bias, sums) == nil)
  }

  @Test func hubersDeltaIsUsed() throws {
    let inputs = try Tensor([6, 10], randomFloats(60, seed: 1))
    let targets = randomFloats(24, seed: 2, deviation: 3)
    let data = try Dataset(inputs: inputs, targets: .values(Tensor([6, 4], targets)))
    for delta in [0.5, 1, 2] as [Float] {
      let trainer = try trainer(.huber, LossOptions(delta: delta))
      let expected = LossReference.huber(
        try logits(trainer, data), targets: targets.doubles, classes: 4, gradientScale: 1, delta: Double(delta))
      #expect(abs(try trainer.evaluate(data).loss - expected.losses.reduce(0, +) / 6) < 1e-5)
    }
  }

  /// A sample of weight 2 counts as two, one of weight 0 as none, over the same number of samples.
  @Test func weightsCountSamples() throws {
    let data = try TrainingProblem.data(4)
    let weighted = try trainer(.sparseCategoricalCrossentropy, LossOptions())
    let repeated = try trainer(.sparseCategoricalCrossentropy, LossOptions())
    let a = try weighted.trainOnBatch(data.weighted(by: [2, 1, 0, 1]))
    let b = try repeated.trainOnBatch(data.subset([0, 0, 1, 3]))
    #expect(abs(a.loss - b.loss) < 1e-6)
    let expected = try repeated.model.tensor("dense/kernel").values.doubles
    #expect(mismatch(try weighted.model.tensor("dense/kernel").values, expected, tolerance: 1e-6) == nil)
    // In fit they go with the shuffled samples, and a plan with weights is not one without.
    let (one, two) = (
      try trainer(.sparseCategoricalCrossentropy, .init()), try trainer(.sparseCategoricalCrossentropy, .init())
    )
    try one.fit(data.weighted(by: [1, 1, 1, 1]), options: FitOptions(epochs: 3, batchSize: 3))
    try two.fit(data, options: FitOptions(epochs: 3, batchSize: 3))
    #expect(try one.model.snapshot() == two.model.snapshot())
    try one.fit(data.weighted(by: [0, 0, 0, 0]), options: FitOptions(epochs: 3, batchSize: 3))
    #expect(try one.model.snapshot() == two.model.snapshot())
  }

  @Test func optionsAreSaved() throws {
    let trainer = try trainer(.huber, LossOptions(delta: 2.5))
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try trainer.save(to: file)
    #expect(try Trainer.load(from: file).lossOptions == LossOptions(delta: 2.5))
  }

  @Test func errorsSayWhatWasExpected() throws {
    func expect(_ text: String, _ loss: Loss, _ options: LossOptions) {
      expectError(.invalidArgument, text) { _ = try trainer(loss, options) }
    }
    expect("LossOptions: labelSmoothing must be in 0..<1, got 1.0", .categoricalCrossentropy, .init(labelSmoothing: 1))
    expect("LossOptions: delta must be finite and greater than 0, got 0.0", .huber, .init(delta: 0))
    expect(
      "LossOptions: huber has no labels to smooth, got labelSmoothing 0.5", .huber, .init(labelSmoothing: 0.5))
    expect("LossOptions: meanSquaredError has no delta, got 2.0", .meanSquaredError, .init(delta: 2))
    let model = try Sequential(inputShape: [5, 2], layers: [Dense(3)])
    let data = try Dataset(inputs: Tensor(zeros: [2, 5, 2]), targets: .values(Tensor(zeros: [2, 5, 3]))).weighted(by: [
      1, 2,
    ])
    let sequences = try model.compile(optimizer: .sgd(), loss: .meanSquaredError)
    expectError(
      .shape, "Trainer.evaluate: one weight a sample needs outputs of one axis, the model's are [5, 3]"
    ) { _ = try sequences.evaluate(data) }
  }
}
