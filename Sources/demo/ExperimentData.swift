import Foundation
import NormKit

/// Images to train on, images held out of training to choose learning rates by, and images to test with.
struct ExperimentData {
  let name: String
  let train: Dataset
  let heldOut: Dataset
  let test: Dataset

  /// Classes of both sets: the ten digits.
  static let classes = 10
  /// What divides the images: the same for every run, so that seeds differ in start values and batch order alone.
  private static let divisionSeed: UInt64 = 1

  /// The digits that come with the package: 1,200 to train on (20 batches of 60), 237 held out, 360 to test with.
  static func digits() throws -> ExperimentData {
    let folder = packageFolder.appendingPathComponent("examples/data/digits").path
    guard FileManager.default.fileExists(atPath: folder) else {
      throw DemoError(
        "the digits are not at \(folder): run the demo from a complete checkout, or name a folder with MNIST by --data")
    }
    let all = try Dataset.idx(
      images: folder + "/digits-images-idx3-ubyte", labels: folder + "/digits-labels-idx1-ubyte", scale: 1.0 / 16)
    return try divided(
      try flat(all), test: 360, heldOut: 237, name: "UCI optical digits, 8×8 (as in scikit-learn)")
  }

  /// MNIST from a folder, unpacked or as .gz: 55,000 to train on, 5,000 held out, the 10,000 published ones to test with.
  static func mnist(folder: String) throws -> ExperimentData {
    try UnpackedFolder.withUnpacked(folder) { folder in
      let (published, test) = try Dataset.mnist(folder: folder)
      let parts = try flat(published).split(testFraction: 5000.0 / 60000, seed: divisionSeed)
      return ExperimentData(
        name: "MNIST, 28×28", train: parts.train, heldOut: parts.test, test: try flat(test))
    }
  }

  private static func divided(_ all: Dataset, test: Int, heldOut: Int, name: String) throws -> ExperimentData {
    let first = try all.split(testFraction: Double(test) / Double(all.count), seed: divisionSeed)
    let second = try first.train.split(
      testFraction: Double(heldOut) / Double(first.train.count), seed: divisionSeed)
    return ExperimentData(name: name, train: second.train, heldOut: second.test, test: first.test)
  }

  /// The images as rows of pixels, as a net of Dense layers takes them.
  private static func flat(_ data: Dataset) throws -> Dataset {
    try data.reshapingSamples(to: Shape([data.sampleShape.count]))
  }

  /// The package's own folder, two above this file's.
  private static var packageFolder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }
}

/// What keeps the demo from running, in one sentence.
struct DemoError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
