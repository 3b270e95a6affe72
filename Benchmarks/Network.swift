import ArgumentParser
import Data
import Layers
import Models
import Tensors

/// The networks of the speed contract, docs/performance.md. `peers/` has the same ones in other libraries.
enum Network: String, ExpressibleByArgument, CaseIterable {
  /// 784–100–100–100–10, sigmoid: the network of Ioffe & Szegedy 2015, §4.1.
  case mlp100
  /// 784–512–512–10, ReLU.
  case mlp512

  static let classes = 10

  var inputShape: Shape { [784] }
  /// Samples of a training batch.
  var batchSize: Int { self == .mlp100 ? 60 : 128 }

  /// The model with the start weights that all libraries share. `normalized`: with its batch normalization or without.
  func model(normalized: Bool = true) throws -> Sequential {
    let model = try Sequential(inputShape: inputShape, layers: layers(normalized) + [Dense(Self.classes)])
    for (number, kernel) in model.tensors.filter({ $0.name.hasSuffix("/kernel") }).enumerated() {
      let fanIn = kernel.shape.sizes.dropLast().reduce(1, *)
      let values = SharedNumbers.uniform(tensor: number + 2, count: kernel.shape.count, fanIn: fanIn)
      try model.setTensor(kernel.name, Tensor(kernel.shape, values))
    }
    return model
  }

  /// `count` samples, the same for all libraries.
  func inputs(_ count: Int) throws -> Tensor {
    try Tensor(Shape([count] + inputShape.sizes), SharedNumbers.uniform(tensor: 0, count: count * inputShape.count))
  }

  /// The training batch.
  func batch() throws -> Dataset {
    let labels = SharedNumbers.labels(tensor: 1, count: batchSize, classes: Self.classes)
    return try Dataset(inputs: inputs(batchSize), targets: .labels(labels))
  }

  private func layers(_ normalized: Bool) -> [any Layer] {
    switch self {
    case .mlp100: Self.dense([100, 100, 100], .sigmoid, normalized)
    case .mlp512: Self.dense([512, 512], .relu, normalized)
    }
  }

  /// Dense, batch normalization and activation for each width.
  private static func dense(_ widths: [Int], _ function: Activation.Function, _ normalized: Bool) -> [any Layer] {
    widths.flatMap { [Dense($0, useBias: false)] + then(function, normalized) }
  }

  /// What follows a layer without bias.
  private static func then(_ function: Activation.Function, _ normalized: Bool) -> [any Layer] {
    (normalized ? [BatchNormalization()] : []) + [Activation(function)]
  }
}
