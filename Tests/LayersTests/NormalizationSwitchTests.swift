import Data
import Execution
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing
import Training

/// The three things that users confuse: which statistics normalize, whether they are updated, whether γ and β learn.
@Suite struct NormalizationSwitchTests {
  private static let x = randomFloats(20 * 4, seed: 1, mean: 2, deviation: 1.5)
  private static let dy = randomFloats(20 * 4, seed: 2)

  private func layer(
    _ statistics: BatchNormalization.Statistics, updates: Bool, learns: Bool
  ) -> BatchNormalization {
    var layer = BatchNormalization(name: "layer")
    layer.statistics = statistics
    layer.updatesStatistics = updates
    layer.trainable = learns
    return layer
  }

  @Test(
    arguments: [BatchNormalization.Statistics.batch, .running],
    [(true, true), (true, false), (false, true), (false, false)])
  func eachSwitchDoesItsOwn(statistics: BatchNormalization.Statistics, other: (updates: Bool, learns: Bool)) throws {
    let layer = layer(statistics, updates: other.updates, learns: other.learns)
    let probed = try ProbedModel([layer], inputShape: [4], batchSize: 20)
    try probed.randomize(seed: 3)
    let before = try probed.parameters(of: "layer")
    let reference = reference(for: layer, input: [4], tensors: before, use: .training)
    let run = try probed.train(Self.x, upstream: Self.dy)
    let matrix = { LayerMatrix(rows: 20, channels: 4, $0) }
    // What normalizes, forward and backward.
    #expect(mismatch(run.outputs, reference.forward(matrix(Self.x.doubles)).values) == nil)
    let gradients = reference.backward(matrix(Self.x.doubles), upstream: matrix(Self.dy.doubles))
    #expect(mismatch(run.inputGradient, gradients.input.values) == nil)
    // What moves: the same by either statistics.
    let after = try probed.parameters(of: "layer")
    let batch = BatchNormalizationLayerReference.Statistics(of: matrix(Self.x.doubles))
    for (name, of) in [("moving_mean", batch.mean), ("moving_variance", batch.variance)] {
      let old = try #require(before[name])
      let moved = zip(old, of).map { 0.99 * $0 + 0.01 * $1 }
      #expect(mismatch(run.statistics["layer/\(name)"] ?? [], other.updates ? moved : old) == nil)
      if !other.updates { #expect(after[name] == old) }
    }
    #expect(probed.model.statisticsUpdates(of: "layer") == (other.updates ? 1 : 0))
    // What learns.
    for name in ["gamma", "beta"] {
      let zero = [Double](repeating: 0, count: 4)
      let expected = other.learns ? gradients.parameters[name] ?? [] : zero
      #expect(mismatch(run.gradients["layer/\(name)"] ?? [], expected) == nil)
    }
  }

  @Test(arguments: [true, false])
  func theOptimizerTouchesGammaAndBetaOnlyWhenTheyLearn(learns: Bool) throws {
    let model = try Sequential(
      inputShape: [4], layers: [Dense(4), layer(.batch, updates: true, learns: learns), Dense(3)])
    // Momentum and decay would move even what has no gradient.
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01), loss: .meanSquaredError)
    let batch = try Dataset(
      inputs: Tensor([20, 4], Self.x), targets: .values(Tensor([20, 3], randomFloats(60, seed: 4))))
    let names = ["layer/gamma", "layer/beta", "dense/kernel", "layer/moving_mean"]
    let before = try names.map { try model.tensor($0).values }
    for _ in 0..<3 { try trainer.trainOnBatch(batch) }
    let moved = try zip(names, before).map { try model.tensor($0).values != $1 }
    #expect(moved == [learns, learns, true, true])
  }

  @Test func frozenIsWhatKerasMeansByTrainableFalse() {
    let frozen = BatchNormalization(momentum: 0.7).frozen()
    #expect(frozen.statistics == .running && !frozen.updatesStatistics && !frozen.trainable)
    #expect(frozen.momentum == 0.7)
  }

  @Test func freezingAModelInTrainingTakesEffectAtOnce() throws {
    let model = try Sequential(inputShape: [4], layers: [BatchNormalization(name: "layer"), Dense(3)])
    let trainer = try model.compile(optimizer: .adam(learningRate: 0.1), loss: .meanSquaredError)
    let batch = try Dataset(
      inputs: Tensor([20, 4], Self.x), targets: .values(Tensor([20, 3], randomFloats(60, seed: 4))))
    try trainer.trainOnBatch(batch)
    let names = ["layer/gamma", "layer/beta", "layer/moving_mean", "layer/moving_variance"]
    let before = try names.map { try model.tensor($0).values }
    try model.configure("layer", as: BatchNormalization.self) { $0 = $0.frozen() }
    try trainer.trainOnBatch(batch)
    #expect(try names.map { try model.tensor($0).values } == before)
    try model.configure("layer", as: BatchNormalization.self) { $0.trainable = true }
    try trainer.trainOnBatch(batch)
    #expect(try model.tensor("layer/gamma").values != before[0])
    #expect(try model.tensor("layer/moving_mean").values == before[2])
  }
}
