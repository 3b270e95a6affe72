package import NormKit

/// A recipe for a net, from which a model is made for every seed: one arm of an experiment.
///
/// Equal seeds give equal start values to tensors of equal name and shape: nets that differ in batch norm alone have the
/// same kernels.
package struct Net: Sendable {
  /// As tables call it: "with batch norm".
  package let name: String
  private let layers: @Sendable () -> [any Layer]

  package init(_ name: String, layers: @escaping @Sendable () -> [any Layer]) {
    self.name = name
    self.layers = layers
  }

  /// `withoutLast`: how many layers to leave out at the end.
  package func makeModel(inputShape: Shape, seed: UInt64, withoutLast count: Int = 0) throws -> Sequential {
    try Sequential(inputShape: inputShape, seed: seed, layers: layers().dropLast(count))
  }
}

extension BatchNormalization {
  /// As most experiments take it: running averages that look back over some ten batches, bias-corrected, since weights move
  /// fast in short trainings.
  static var shortMemory: Self { Self(momentum: 0.9, averaging: .biasCorrected) }
}

extension Net {
  /// Hidden Dense layers, each normalized right before its activation, and a Dense layer with `outputs`, one a class.
  ///
  /// `normalization` makes what takes the place of the hidden layers' biases; nil: none, and biases.
  package static func dense(
    _ name: String, hidden: [Int], outputs: Int = ExperimentData.classes, activation: Activation,
    initializer: Initializer, normalization: (@Sendable () -> any Layer)? = nil
  ) -> Net {
    Net(name) {
      let blocks = hidden.flatMap { units -> [any Layer] in
        let dense = Dense(units, useBias: normalization == nil, kernelInitializer: initializer)
        return [dense] + (normalization.map { [$0()] } ?? []) + [activation]
      }
      return blocks + [Dense(outputs, kernelInitializer: initializer)]
    }
  }

  /// The net of Ioffe & Szegedy 2015, §4.1: three hidden layers of 100 sigmoid units, Gaussian start values.
  ///
  /// `momentum`: the weight of batch norm's old running statistics, bias-corrected; nil: no batch norm.
  package static func paper(_ name: String, standardDeviation: Float, momentum: Double?) -> Net {
    guard let momentum else { return paper(name, standardDeviation: standardDeviation) }
    return paper(name, standardDeviation: standardDeviation) {
      BatchNormalization(momentum: momentum, averaging: .biasCorrected)
    }
  }

  /// The same with what `normalization` makes, or with nothing, before each sigmoid.
  package static func paper(
    _ name: String, standardDeviation: Float, normalization: (@Sendable () -> any Layer)? = nil
  ) -> Net {
    dense(
      name, hidden: [100, 100, 100], activation: Activation(.sigmoid),
      initializer: .randomNormal(standardDeviation: standardDeviation), normalization: normalization)
  }
}
