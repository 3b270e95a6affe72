import Execution
import Layers
import Models
import TestSupport
import Tensors

/// A network drawn at random from all layers in any order, for what must hold of every program.
struct RandomNetwork: Sendable, CustomStringConvertible {
  var layers: [any Layer] = []
  var inputShape: Shape
  var batchSize: Int
  var seed: Int

  init(seed: Int) {
    var random = Random(seed: 4711, stream: UInt64(seed))
    self.seed = seed
    batchSize = 1 + random.integer(below: 70)
    inputShape =
      random.integer(below: 3) == 0
      ? [1 + random.integer(below: 4), 1 + random.integer(below: 9)] : [1 + random.integer(below: 30)]
    let activations: [Activation.Function] = [
      .linear, .relu, .leakyRelu(negativeSlope: 0.1), .sigmoid, .tanh, .gelu, .softmax,
    ]
    for _ in 0..<(1 + random.integer(below: 9)) {
      switch random.integer(below: 10) {
      case 0...2: layers.append(Dense(1 + random.integer(below: 20), useBias: random.integer(below: 2) == 0))
      case 3...5: layers.append(Self.normalization(&random))
      case 6...7: layers.append(Activation(activations[random.integer(below: activations.count)]))
      case 8: layers.append(Dropout(0.3))
      default: layers.append(Flatten())
      }
    }
  }

  private static func normalization(_ random: inout Random) -> BatchNormalization {
    var layer = BatchNormalization(center: random.integer(below: 4) > 0, scale: random.integer(below: 4) > 0)
    if random.integer(below: 4) == 0 { layer.statistics = .running }
    layer.updatesStatistics = random.integer(below: 4) > 0
    layer.trainable = random.integer(below: 4) > 0
    return layer
  }

  var description: String {
    let names = layers.map { layer in
      (layer as? Activation).map { "\($0.function)" } ?? type(of: layer).kind
    }
    return "\(seed): \(batchSize) × \(inputShape): \(names.joined(separator: ", "))"
  }

  func probed(fusions: [Fusion]) throws -> ProbedModel {
    let probed = try ProbedModel(layers, inputShape: inputShape, batchSize: batchSize, fusions: fusions)
    try probed.randomize(seed: seed)
    return probed
  }

  /// One training run with the network's own random numbers.
  func train(fusions: [Fusion]) throws -> ProbedModel.Run {
    let probed = try probed(fusions: fusions)
    return try probed.train(
      randomFloats(batchSize * inputShape.count, seed: seed + 1),
      upstream: randomFloats(batchSize * probed.model.outputShape.count, seed: seed + 2))
  }
}
