import Data
import Layers
import Models
import TestSupport
import Tensors
import Training

/// A small classification to train on: four clouds of points in ten dimensions.
struct TrainingProblem {
  /// `count` samples; the clouds' centres are the same for every seed.
  static func data(_ count: Int, seed: Int = 1, spread: Float = 0.7) throws -> Dataset {
    let centres = randomFloats(40, seed: 99)
    let labels = randomLabels(count, classes: 4, seed: seed)
    let noise = randomFloats(count * 10, seed: seed + 1, deviation: spread)
    let inputs = noise.indices.map { centres[Int(labels[$0 / 10]) * 10 + $0 % 10] + noise[$0] }
    return try Dataset(inputs: Tensor([count, 10], inputs), targets: .labels(labels))
  }

  static func model(dropout: Float = 0.2, seed: UInt64 = 5) throws -> Sequential {
    try Sequential(
      inputShape: [10], seed: seed,
      layers: [
        Dense(16, useBias: false), BatchNormalization(momentum: 0.9), Activation(.relu), Dropout(dropout), Dense(4),
      ])
  }

  static func trainer(
    _ optimizer: Optimizer = .adam(learningRate: 0.01), dropout: Float = 0.2
  ) throws -> Trainer {
    try model(dropout: dropout).compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy)
  }
}

extension Sequential {
  /// Every tensor's numbers, to compare two models by their bits.
  func snapshot() throws -> [[UInt32]] { try tensors.map { try tensor($0.name).values.map(\.bitPattern) } }
}
