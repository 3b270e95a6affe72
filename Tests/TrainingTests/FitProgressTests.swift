import Data
import Layers
import Models
import Tensors
import Testing
import Training

/// What fit's progress callback may do: read the model between steps without a trace, throw, and see every step.
@Suite struct FitProgressTests {
  private let data: Dataset

  init() throws {
    var random = Random(seed: 7)
    let inputs = (0..<(50 * 6)).map { _ in random.normal() }
    data = try Dataset(
      inputs: Tensor([50, 6], inputs), targets: .labels((0..<50).map { inputs[$0 * 6] > 0 ? 1 : 0 }))
  }

  private func makeTrainer() throws -> Trainer {
    let model = try Sequential(
      inputShape: [6], seed: 3,
      layers: [Dense(5, useBias: false), BatchNormalization(), Activation(.relu), Dropout(0.3), Dense(2)])
    return try model.compile(optimizer: .sgd(learningRate: 0.1, momentum: 0.9), loss: .sparseCategoricalCrossentropy)
  }

  @Test func readingTheModelLeavesNoTrace() throws {
    let (watched, alone) = (try makeTrainer(), try makeTrainer())
    let options = FitOptions(epochs: 3, batchSize: 8)
    try alone.fit(data, options: options)
    var losses: [Double] = []
    let data = data
    try watched.fit(data, options: options) { (_) throws(NormKitError) in
      // Many batch sizes, so that the model's plans are thrown away and made anew under way.
      for batchSize in 1...10 { losses.append(try watched.evaluate(data, batchSize: batchSize).loss) }
      _ = try watched.evaluate(data, statistics: .batch)
      _ = try watched.model.predict(Tensor(zeros: [2, 6]))
      return .proceed
    }
    for tensor in alone.model.tensors {
      #expect(try watched.model.tensor(tensor.name).values == alone.model.tensor(tensor.name).values, "\(tensor.name)")
    }
    #expect(losses.last ?? .infinity < losses[0])
  }

  @Test func theIterationIsTheStepJustDone() throws {
    let trainer = try makeTrainer()
    var seen: [Int] = []
    try trainer.fit(data, options: FitOptions(epochs: 2, batchSize: 20)) { progress in
      if progress.finishedEpoch == nil { seen.append(trainer.iterations) }
      return .proceed
    }
    #expect(seen == Array(1...6))
  }

  @Test func whatItThrowsEndsTheCall() throws {
    let trainer = try makeTrainer()
    let error = NormKitError(.io, "the log is full")
    #expect(throws: error) {
      try trainer.fit(data, options: FitOptions(batchSize: 10)) { (progress) throws(NormKitError) in
        if progress.batch == 2 { throw error }
        return .proceed
      }
    }
    #expect(trainer.iterations == 2)
  }
}
