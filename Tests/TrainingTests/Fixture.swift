import Data
import Foundation
import Layers
import Models
import Tensors
import Testing
import Training

/// Three training steps as Keras or PyTorch did them; see Tests/Fixtures/README.md for the schema.
struct Fixture: Decodable, CustomTestStringConvertible, Sendable {
  struct Numbers: Decodable, Sendable {
    var shape: [Int]
    var values: [Double]

    var tensor: Tensor {
      get throws { try Tensor(Shape(shape), values.map { Float($0) }) }
    }
  }

  struct LayerEntry: Decodable, Sendable {
    var type: String
    var name: String
    var units: Int?
    var use_bias: Bool?
    var function: String?
    var slope: Float?
    var convention: String?
    var momentum: Double?
    var epsilon: Double?
    var center: Bool?
    var scale: Bool?
    var statistics: String?
    var learns_affine: Bool?
    var layers: [LayerEntry]?
    var shortcut: [LayerEntry]?

    /// The name within the model or block.
    var ownName: String { String(name.split(separator: "/").last ?? "") }
  }

  struct OptimizerEntry: Decodable, Sendable {
    var name: String
    var learning_rate: Float
    var momentum: Float?
    var nesterov: Bool?
    var weight_decay: Float
    var beta_1: Double?
    var beta_2: Double?
    var epsilon: Float?
  }

  struct Step: Decodable, Sendable {
    var inputs: Numbers
    var targets: Numbers
    var loss: Double
    var outputs: Numbers
    var gradients: [String: Numbers]
    var weights_after: [String: Numbers]
    var statistics_after: [String: Numbers]
  }

  struct Inference: Decodable, Sendable {
    var inputs: Numbers
    var outputs: Numbers
  }

  var name: String
  var input_size: Int
  var layers: [LayerEntry]
  var loss: String
  var optimizer: OptimizerEntry
  var initial_weights: [String: Numbers]
  var steps: [Step]
  var inference: Inference

  var testDescription: String { name }

  static let all: [Fixture] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/training").standardizedFileURL
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }.compactMap {
      try? JSONDecoder().decode(Fixture.self, from: Data(contentsOf: $0))
    }
  }()
}

extension Fixture {
  /// The fixture's model with its initial weights.
  func makeModel() throws -> Sequential {
    let model = try Sequential(inputShape: [input_size], layers: layers.map { try $0.makeLayer() })
    for (name, numbers) in initial_weights { try model.setTensor(name, numbers.tensor) }
    return model
  }

  func makeTrainer(_ model: Sequential) throws -> Trainer {
    let losses: [String: Loss] = [
      "sparse_categorical_crossentropy": .sparseCategoricalCrossentropy,
      "categorical_crossentropy": .categoricalCrossentropy, "binary_crossentropy": .binaryCrossentropy,
      "mean_squared_error": .meanSquaredError,
    ]
    return try model.compile(optimizer: optimizer.makeOptimizer(), loss: #require(losses[loss]))
  }

  func makeBatch(_ step: Step) throws -> Dataset {
    loss.hasPrefix("sparse")
      ? try Dataset(inputs: step.inputs.tensor, targets: .labels(step.targets.values.map { Int32($0) }))
      : try Dataset(inputs: step.inputs.tensor, targets: .values(step.targets.tensor))
  }
}

extension Fixture.LayerEntry {
  func makeLayer() throws -> any Layer {
    switch type {
    case "dense": return Dense(try #require(units), useBias: use_bias ?? true, name: ownName)
    case "batch_normalization": return try makeBatchNormalization()
    case "activation": return Activation(try activation(), name: ownName)
    case "residual":
      return try Residual(
        #require(layers).map { try $0.makeLayer() }, shortcut: #require(shortcut).map { try $0.makeLayer() },
        activation: activation(), name: ownName)
    default: throw UnknownEntry(text: type)
    }
  }

  private func makeBatchNormalization() throws -> BatchNormalization {
    var layer: BatchNormalization =
      convention == "torch"
      ? .torch(momentum: momentum, epsilon: epsilon ?? 0)
      : BatchNormalization(momentum: momentum ?? 0, epsilon: epsilon ?? 0)
    layer.center = center ?? true
    layer.scale = scale ?? true
    layer.name = ownName
    if statistics == "running" {
      layer.statistics = .running
      layer.updatesStatistics = false
    }
    layer.trainable = learns_affine ?? true
    return layer
  }

  private func activation() throws -> Activation.Function {
    switch function {
    case "linear": return .linear
    case "relu": return .relu
    case "leaky_relu": return .leakyRelu(negativeSlope: try #require(slope))
    case "sigmoid": return .sigmoid
    case "tanh": return .tanh
    case "gelu": return .gelu
    case "softmax": return .softmax
    default: throw UnknownEntry(text: function ?? "nil")
    }
  }
}

extension Fixture.OptimizerEntry {
  func makeOptimizer() throws -> Optimizer {
    switch name {
    case "sgd":
      return .sgd(
        learningRate: learning_rate, momentum: momentum ?? 0, nesterov: nesterov ?? false,
        weightDecay: weight_decay)
    case "adam", "adamw":
      return .adam(
        learningRate: learning_rate, beta1: try #require(beta_1), beta2: try #require(beta_2),
        epsilon: try #require(epsilon), weightDecay: weight_decay)
    default: throw UnknownEntry(text: name)
    }
  }
}

/// A fixture that says something this test does not know.
struct UnknownEntry: Error {
  var text: String
}
