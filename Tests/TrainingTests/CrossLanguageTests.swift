import Data
import Foundation
import Layers
import Models
import Tensors
import Testing
import Training

/// What Tests/cross/run.sh compares with C and Python: the net of Tests/cross/steps.c, trained from Swift.
struct CrossLanguageTests {
  static let folder = ProcessInfo.processInfo.environment["NORMKIT_CROSS_FOLDER"]

  /// 100 steps on batches of 50 digits; leaves the checkpoint for C and Python to load.
  @Test(.enabled(if: folder != nil, "NORMKIT_CROSS_FOLDER names where the checkpoints of all languages go"))
  func aHundredSteps() throws {
    let folder = try #require(Self.folder)
    let digits = try Self.digits()
    let hidden: [any Layer] = [64, 32].flatMap { units -> [any Layer] in
      [Dense(units), BatchNormalization(), Activation(.relu), Dropout(0.2)]
    }
    let model = try Sequential(inputShape: [8, 8, 1], seed: 42, layers: [Flatten()] + hidden + [Dense(10)])
    let trainer = try Trainer(model, optimizer: .adam(learningRate: 0.001), loss: .sparseCategoricalCrossentropy)
    for step in 0..<100 {
      let first = step % 35 * 50
      _ = try trainer.trainOnBatch(try digits.subset(first..<first + 50))
    }
    try trainer.save(to: "\(folder)/swift.safetensors")

    // Written by Tests/cross/run.sh before.
    for language in ["c", "python"]
    where FileManager.default.fileExists(atPath: "\(folder)/\(language).safetensors") {
      let path = "\(folder)/\(language).safetensors"
      let same = FileManager.default.contentsEqual(atPath: path, andPath: "\(folder)/swift.safetensors")
      #expect(same, "\(language)'s checkpoint differs from Swift's")
      let loaded = try Trainer.load(from: path)
      #expect(try loaded.evaluate(digits) == trainer.evaluate(digits), "\(language)")
    }
  }

  private static func digits() throws -> Dataset {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    return try Dataset.idx(
      images: "\(root)/examples/data/digits/digits-images-idx3-ubyte",
      labels: "\(root)/examples/data/digits/digits-labels-idx1-ubyte", scale: 1.0 / 16)
  }
}
