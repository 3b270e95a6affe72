import LabData
import NormKit

/// What is done to images so that they are not what a net was trained on: a part of `CovariateShift`.
enum DigitShift: String, CaseIterable, Encodable {
  case contrast, noise, inverted

  var title: String {
    switch self {
    case .contrast: "contrast, 0.4 + 0.2·x"
    case .noise: "noise, x + N(0, 0.5²)"
    case .inverted: "inverted, 1 − x"
    }
  }

  /// Whether it moves and stretches what goes into batch norm, which recalibration can take back. 1 − x turns it around:
  /// W(1 − x) = W·1 − W·x.
  var canBeTakenBack: Bool { self != .inverted }

  /// The images changed; noise comes from the seed.
  func apply(to data: Dataset, seed: UInt64) throws -> Dataset {
    var noise = Random(seed: seed)
    let inputs = try Tensor(Shape([data.count] + data.sampleShape.sizes)) { changed in
      for sample in 0..<data.count {
        for (index, x) in data.pixels(of: sample).enumerated() {
          changed[sample * data.sampleShape.count + index] =
            switch self {
            case .contrast: 0.4 + 0.2 * x
            case .noise: x + 0.5 * noise.normal()
            case .inverted: 1 - x
            }
        }
      }
    }
    return try Dataset(inputs: inputs, targets: .labels(data.labels ?? []))
  }

  /// All parts changed, each with noise of its own.
  func apply(to data: ExperimentData) throws -> ExperimentData {
    ExperimentData(
      name: data.name, train: try apply(to: data.train, seed: 1), heldOut: try apply(to: data.heldOut, seed: 2),
      test: try apply(to: data.test, seed: 3), imageShape: data.imageShape)
  }
}
