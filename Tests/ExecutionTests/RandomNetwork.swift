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
    for _ in 0..<(1 + random.integer(below: 9)) {
      if random.integer(below: 6) == 0 {
        layers.append(Self.residual(channels, &random, depth: 0))
      } else {
        layers.append(Self.layer(&random))
      }
    }
  }

  private static let activations: [Activation.Function] = [
    .linear, .relu, .leakyRelu(negativeSlope: 0.1), .sigmoid, .tanh, .gelu, .softmax,
  ]

  /// The channels after the last layer so far.
  private var channels: Int {
    layers.reduce(inputShape) { shape, layer in (try? layer.outputShape(for: shape)) ?? shape }.channels
  }

  private static func layer(_ random: inout Random) -> any Layer {
    switch random.integer(below: 10) {
    case 0...2: Dense(1 + random.integer(below: 20), useBias: random.integer(below: 2) == 0)
    case 3...5: normalization(&random)
    case 6...7: Activation(activations[random.integer(below: activations.count)])
    case 8: Dropout(0.3)
    default: Flatten()
    }
  }

  /// A residual block: paths that keep the channels, or that end in a Dense of other ones; blocks within keep them.
  private static func residual(_ channels: Int, _ random: inout Random, depth: Int) -> Residual {
    let keeps = depth > 0 || random.integer(below: 2) == 0
    let output = keeps ? channels : 1 + random.integer(below: 20)
    func path(atLeast least: Int) -> [any Layer] {
      var path: [any Layer] = []
      for _ in 0..<(least + random.integer(below: 4)) {
        switch random.integer(below: 8) {
        case 0...1: path.append(Dense(channels))
        case 2...4: path.append(normalization(&random))
        case 5: path.append(Dropout(0.3))
        case 6 where depth < 2: path.append(residual(channels, &random, depth: depth + 1))
        default: path.append(Activation(activations[random.integer(below: activations.count)]))
        }
      }
      return keeps ? path : path + [Dense(output)]
    }
    let activation = activations[random.integer(below: activations.count)]
    let main = path(atLeast: 1)
    let shortcut = path(atLeast: 0)
    return Residual(main, shortcut: shortcut, activation: activation)
  }

  private static func normalization(_ random: inout Random) -> BatchNormalization {
    var layer = BatchNormalization(center: random.integer(below: 4) > 0, scale: random.integer(below: 4) > 0)
    if random.integer(below: 4) == 0 { layer.statistics = .running }
    layer.updatesStatistics = random.integer(below: 4) > 0
    layer.trainable = random.integer(below: 4) > 0
    return layer
  }

  var description: String {
    "\(seed): \(batchSize) × \(inputShape): \(Self.names(layers))"
  }

  private static func names(_ layers: [any Layer]) -> String {
    let texts = layers.map { layer -> String in
      switch layer {
      case let layer as Activation: "\(layer.function)"
      case let layer as Residual: "(\(names(layer.layers)) | \(names(layer.shortcut)) | \(layer.activation))"
      default: type(of: layer).kind
      }
    }
    return texts.joined(separator: ", ")
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
