package import NormKit

/// Images to train on, images held out of training to choose learning rates by, and images to test with.
package struct ExperimentData: Sendable {
  package let name: String
  package let train: Dataset
  package let heldOut: Dataset
  package let test: Dataset
  /// The shape of one image, [28, 28, 1]; the samples themselves are rows of pixels unless `asImages` made them.
  package let imageShape: Shape

  /// Classes of every set: the ten digits.
  package static let classes = 10
  /// What divides the images: the same for every run, so that seeds differ in start values and batch order alone.
  private static let divisionSeed: UInt64 = 1

  package init(name: String, train: Dataset, heldOut: Dataset, test: Dataset, imageShape: Shape) {
    self.name = name
    self.train = train
    self.heldOut = heldOut
    self.test = test
    self.imageShape = imageShape
  }

  /// The digits that come with the package: 1,200 to train on (20 batches of 60), 237 held out, 360 to test with.
  package static func digits() throws -> ExperimentData {
    let folder = packageFolder + "/examples/data/digits"
    guard FileSystem.exists(folder) else {
      throw LabError(
        "the digits are not at \(folder): run the demo from a complete checkout, or name a folder with MNIST by --data")
    }
    let all = try Dataset.idx(
      images: folder + "/digits-images-idx3-ubyte", labels: folder + "/digits-labels-idx1-ubyte", scale: 1.0 / 16)
    let first = try all.split(testFraction: 360 / Double(all.count), seed: divisionSeed)
    let second = try first.train.split(testFraction: 237 / Double(first.train.count), seed: divisionSeed)
    return try ExperimentData(
      name: "UCI optical digits, 8×8 (as in scikit-learn)", train: second.train, heldOut: second.test,
      test: first.test, imageShape: all.sampleShape
    ).flat()
  }

  /// MNIST from a folder, unpacked or as .gz: 55,000 to train on, 5,000 held out, the 10,000 published ones to test with.
  package static func mnist(folder: String) throws -> ExperimentData {
    try UnpackedFolder.withUnpacked(folder) { folder in
      let (published, test) = try Dataset.mnist(folder: folder)
      let parts = try published.split(testFraction: 5000.0 / 60000, seed: divisionSeed)
      return try ExperimentData(
        name: "MNIST, 28×28", train: parts.train, heldOut: parts.test, test: test, imageShape: test.sampleShape
      ).flat()
    }
  }

  /// The same images under their own shape, as convolutions take them.
  package func asImages() throws -> ExperimentData { try reshaped(to: imageShape) }

  /// The same with the first `count` training images alone, or all where there are no more.
  package func trainingOn(first count: Int) throws -> ExperimentData { try limited(train: count) }

  /// The same with no more than so many images of each part, its first ones.
  package func limited(train: Int = .max, heldOut: Int = .max, test: Int = .max) throws -> ExperimentData {
    func first(_ count: Int, of part: Dataset) throws -> Dataset { try part.subset(0..<min(count, part.count)) }
    return ExperimentData(
      name: name, train: try first(train, of: self.train), heldOut: try first(heldOut, of: self.heldOut),
      test: try first(test, of: self.test), imageShape: imageShape)
  }

  /// The images as rows of pixels, as a net of Dense layers takes them.
  private func flat() throws -> ExperimentData { try reshaped(to: Shape([imageShape.count])) }

  private func reshaped(to shape: Shape) throws -> ExperimentData {
    ExperimentData(
      name: name, train: try train.reshapingSamples(to: shape), heldOut: try heldOut.reshapingSamples(to: shape),
      test: try test.reshapingSamples(to: shape), imageShape: imageShape)
  }

  /// The package's own folder, four above this file: the examples' data lie in it.
  static var packageFolder: String {
    #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 }
  }
}
