import LabData
import NormKit

/// Two sets of images with the same ten labels that look different, in one shape [height, width, 3].
struct TwoDomains: Sendable {
  /// How many images of each domain are used at most.
  struct Limits: Sendable {
    var train: Int
    var heldOut: Int
    var test: Int
  }

  /// The digits and the other set.
  let domains: [ExperimentData]
  /// The training images of the first, then those of the second.
  let train: Dataset

  /// Two sets whose samples have one shape. Throws: `shape` where they do not.
  init(_ first: ExperimentData, _ second: ExperimentData) throws {
    domains = [first, second]
    train = try first.train.joined(with: second.train)
  }

  /// The context's digits in colour, and SVHN from its folder, or, without one, the same digits over photographs.
  ///
  /// Throws: when a file cannot be read, or the digits are larger than SVHN's images.
  init(_ context: Context, _ limits: Limits) throws {
    let digits = try context.data.asImages().limited(train: limits.train, heldOut: limits.heldOut, test: limits.test)
    let second = try context.secondFolder.map { try Self.svhn($0, limits) } ?? Self.overPhotographs(digits)
    let sizes = second.imageShape.sizes
    try self.init(
      ExperimentData(
        name: digits.name, train: try digits.train.inColour(height: sizes[0], width: sizes[1]),
        heldOut: try digits.heldOut.inColour(height: sizes[0], width: sizes[1]),
        test: try digits.test.inColour(height: sizes[0], width: sizes[1]), imageShape: second.imageShape), second)
  }

  /// The images to train on of one domain.
  func trainingRows(_ domain: Int) -> Range<Int> {
    let count = domains[0].train.count
    return domain == 0 ? 0..<count : count..<train.count
  }

  private static func svhn(_ folder: String, _ limits: Limits) throws -> ExperimentData {
    let (published, test) = try SVHN.load(folder: folder, limit: limits.train + limits.heldOut)
    let trained = published.count - min(limits.heldOut, published.count / 6)
    return ExperimentData(
      name: "SVHN, 32×32", train: try published.subset(0..<trained),
      heldOut: try published.subset(trained..<published.count),
      test: try test.subset(0..<min(limits.test, test.count)), imageShape: test.sampleShape)
  }

  /// Test digits lie over other photographs than those to train on and those held out.
  private static func overPhotographs(_ digits: ExperimentData) throws -> ExperimentData {
    // Small digits see as much of a photograph as large ones.
    let step = max(1, 28 / digits.imageShape.sizes[0])
    func photos(_ part: String) throws -> PhotoPatches {
      try PhotoPatches(contentsOf: "\(ExperimentData.packageFolder)/examples/data/photos/photos-\(part)-idx4-ubyte")
        .thinned(by: step)
    }
    let (seen, unseen) = (try photos("train"), try photos("test"))
    let train = try seen.under(digits.train, seed: 1)
    return ExperimentData(
      name: "the same digits over photographs (MNIST-M-like)", train: train,
      heldOut: try seen.under(digits.heldOut, seed: 2), test: try unseen.under(digits.test, seed: 3),
      imageShape: train.sampleShape)
  }
}
