import NormKit

/// The two sides of the comparison: the same net without and with batch normalization.
enum Arm: String, CaseIterable, Encodable {
  case without
  case with

  /// "with batch norm"
  var name: String { "\(rawValue) batch norm" }

  /// The net of Ioffe & Szegedy 2015, §4.1: three hidden layers of 100 sigmoid units, here for samples of any length.
  ///
  /// Batch norm sits right before the sigmoid, as in the paper, and takes the place of the bias. Both arms' kernels
  /// have the same names, so that equal seeds give them equal start values.
  func makeNet(inputShape: Shape, seed: UInt64, settings: SweepSettings) throws -> Sequential {
    let initializer = Initializer.randomNormal(standardDeviation: settings.initialStandardDeviation)
    var layers: [any Layer] = []
    for _ in 0..<3 {
      layers.append(Dense(100, useBias: self == .without, kernelInitializer: initializer))
      if self == .with {
        layers.append(BatchNormalization(momentum: settings.statisticsMomentum, averaging: .biasCorrected))
      }
      layers.append(Activation(.sigmoid))
    }
    layers.append(Dense(ExperimentData.classes, kernelInitializer: initializer))
    return try Sequential(inputShape: inputShape, seed: seed, layers: layers)
  }
}
