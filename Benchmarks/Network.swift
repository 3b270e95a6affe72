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
  /// 28×28×1: 3×3 convolutions of 32 and 32 filters, max-pooling, 64 and 64, max-pooling; ReLU.
  case cnn
  /// 32×32×3: the ResNet-20 of He et al. 2015, §4.2, with projection shortcuts.
  case resnet20

  static let classes = 10

  var inputShape: Shape {
    switch self {
    case .mlp100, .mlp512: [784]
    case .cnn: [28, 28, 1]
    case .resnet20: [32, 32, 3]
    }
  }

  /// Samples of a training batch.
  var batchSize: Int {
    switch self {
    case .mlp100: 60
    case .mlp512: 128
    case .cnn, .resnet20: 64
    }
  }

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
    case .cnn: Self.convolutions(normalized)
    case .resnet20: Self.residualBlocks(normalized)
    }
  }

  private static func convolutions(_ normalized: Bool) -> [any Layer] {
    [32, 64].flatMap { filters -> [any Layer] in
      let layer = [convolution(filters)] + then(.relu, normalized)
      return layer + layer + [MaxPooling2D()]
    } + [Flatten()]
  }

  /// Three times three blocks of two convolutions; the second and third time the first block halves rows and columns.
  private static func residualBlocks(_ normalized: Bool) -> [any Layer] {
    var layers = [convolution(16)] + then(.relu, normalized)
    for filters in [16, 32, 64] {
      for block in 0..<3 {
        let halves = block == 0 && filters > 16
        let main =
          [convolution(filters, strides: halves ? 2 : 1)] + then(.relu, normalized) + [convolution(filters)]
          + normalization(normalized)
        let projection = [convolution(filters, size: 1, strides: 2)] + normalization(normalized)
        layers.append(Residual(main, shortcut: halves ? projection : [], activation: .relu))
      }
    }
    return layers + [GlobalAveragePooling2D()]
  }

  private static func convolution(_ filters: Int, size: WindowSize = 3, strides: WindowSize = 1) -> any Layer {
    Conv2D(filters, kernelSize: size, strides: strides, padding: .same, useBias: false)
  }

  /// Dense, batch normalization and activation for each width.
  private static func dense(_ widths: [Int], _ function: Activation.Function, _ normalized: Bool) -> [any Layer] {
    widths.flatMap { [Dense($0, useBias: false)] + then(function, normalized) }
  }

  /// What follows a layer without bias.
  private static func then(_ function: Activation.Function, _ normalized: Bool) -> [any Layer] {
    normalization(normalized) + [Activation(function)]
  }

  private static func normalization(_ normalized: Bool) -> [any Layer] { normalized ? [BatchNormalization()] : [] }
}
