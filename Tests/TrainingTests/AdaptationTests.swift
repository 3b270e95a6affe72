import Data
import Foundation
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// MNIST from the folder that NORMKIT_DATA names, or from ../shared/data/mnist beside the package; some of its images.
enum SomeMNIST {
  static let folder: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["NORMKIT_DATA"].map { [$0, $0 + "/mnist"] } ?? []
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/data/mnist").path
    return (named + [beside]).first { FileManager.default.fileExists(atPath: $0 + "/train-images-idx3-ubyte.gz") }
  }()

  /// The first images of the training and the test set, as samples of [784].
  static func load(train: Int, test: Int) throws -> (train: Dataset, test: Dataset) {
    let unpacked = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
    try FileManager.default.createDirectory(atPath: unpacked, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: unpacked) }
    for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
      let unpack = Process()
      unpack.executableURL = URL(fileURLWithPath: "/bin/sh")
      unpack.arguments = ["-c", "gunzip -c '\(folder ?? "")/\(name)-ubyte.gz' > '\(unpacked)/\(name)-ubyte'"]
      try unpack.run()
      unpack.waitUntilExit()
    }
    let all = try Dataset.mnist(folder: unpacked)
    return (
      try all.train.subset(0..<train).reshapingSamples(to: [784]),
      try all.test.subset(0..<test).reshapingSamples(to: [784])
    )
  }
}

@Suite(.enabled(if: SomeMNIST.folder != nil, "MNIST is not there: name its folder in NORMKIT_DATA"))
struct AdaptationTests {
  private enum Corruption: String, CaseIterable {
    case contrast, inverted, noise

    func apply(_ data: Dataset, seed: Int) throws -> Dataset {
      let count = data.count * 784
      let noise = self == .noise ? randomFloats(count, seed: seed, deviation: 0.5) : []
      let values = (0..<count).map { index -> Float in
        let x = data.inputPointer[index]
        switch self {
        case .contrast: return 0.4 + 0.2 * x
        case .inverted: return 1 - x
        case .noise: return x + noise[index]
        }
      }
      let labels = Array(UnsafeBufferPointer(start: data.labelPointer, count: data.count))
      return try Dataset(inputs: Tensor([data.count, 784], values), targets: .labels(labels))
    }
  }

  private func trained(on data: Dataset, seed: UInt64) throws -> Trainer {
    var layers: [any Layer] = []
    for _ in 0..<2 {
      layers +=
        [
          Dense(64, useBias: false), BatchNormalization(averaging: .biasCorrected), Activation(.relu),
        ] as [any Layer]
    }
    let model = try Sequential(inputShape: [784], seed: seed, layers: layers + [Dense(10)])
    let trainer = try model.compile(optimizer: .adam(learningRate: 0.002), loss: .sparseCategoricalCrossentropy)
    try trainer.fit(data, options: FitOptions(epochs: 4, batchSize: 64))
    // Running averages trail weights that still move, by far where the inputs' mean is large against their deviation.
    try model.recalibrate(data.subset(0..<min(data.count, 2000)))
    return trainer
  }

  /// Frozen, adapted without labels (AdaBN), retrained with labels; the mean of three seeds for each corruption.
  @Test func recalibrationAdaptsToCorruptedDigits() throws {
    let (train, test) = try SomeMNIST.load(train: 6000, test: 2000)
    var table: [Corruption: [(frozen: Double, adapted: Double, retrained: Double)]] = [:]
    for seed in 1...3 as ClosedRange<UInt64> {
      let trainer = try trained(on: train, seed: seed)
      for corruption in Corruption.allCases {
        let (shifted, unseen) = (try corruption.apply(train, seed: 1), try corruption.apply(test, seed: 2))
        let frozen = try trainer.evaluate(unseen).accuracy ?? 0
        try trainer.model.addStatisticsSet("\(corruption)")
        try trainer.model.recalibrate(shifted.subset(0..<2000), into: "\(corruption)")
        try trainer.model.useStatisticsSet("\(corruption)")
        let adapted = try trainer.evaluate(unseen).accuracy ?? 0
        try trainer.model.useStatisticsSet(nil)
        let retrained = try trained(on: shifted, seed: seed).evaluate(unseen).accuracy ?? 0
        table[corruption, default: []].append((frozen, adapted, retrained))
      }
    }
    var text = ""
    for corruption in Corruption.allCases {
      let runs = try #require(table[corruption])
      for run in runs {
        if corruption == .inverted {
          // W(1 − x) = W·1 − Wx: recalibrated, the first batch norm gives −x̂ where it gave x̂, the digit's negative.
          #expect(run.adapted < run.frozen && run.frozen < 0.1, "\(corruption): \(run)")
        } else {
          #expect(run.adapted > run.frozen, "\(corruption): \(run)")
        }
      }
      func percent(_ value: (((frozen: Double, adapted: Double, retrained: Double)) -> Double)) -> String {
        let values = runs.map(value)
        let mean = 100 * values.reduce(0, +) / 3
        return String(format: "%.1f (%.1f–%.1f)", mean, 100 * (values.min() ?? 0), 100 * (values.max() ?? 0))
      }
      text += "| \(corruption) | \(percent(\.frozen)) | \(percent(\.adapted)) | \(percent(\.retrained)) |\n"
    }
    guard ProcessInfo.processInfo.environment["NORMKIT_WRITE_DOCS"] != nil else { return }
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/adaptation.md").standardizedFileURL
    let opening = """
      # Adapting to another domain without labels

      A net of two Dense(64) → BatchNormalization → ReLU blocks is trained on the first 6,000 MNIST images (Adam, rate .002,
      batches of 64, 4 epochs) and tested on the first 2,000 test images after a corruption: contrast .4 + .2·x, inverted 1 − x,
      noise x + N(0, .5²). Accuracy in percent: mean of seeds 1 to 3 (least–most). Every accuracy is by population statistics,
      recalibrated over 2,000 images after training: running averages trail weights that still move (the net retrained on
      contrast scores 22 % by them).

      - frozen: statistics of the clean training images;
      - adapted: statistics recalibrated on 2,000 corrupted training images without labels, weights untouched
        (`recalibrate(…, into:)`, AdaBN, Li et al. 2016, arXiv 1603.04779);
      - retrained: the same net trained on the 6,000 corrupted images with labels.

      | corruption | frozen | adapted | retrained |
      |---|---|---|---|

      """
    let ending = """

      Recalibration undoes a shift and a scale of what a batch norm normalizes: contrast, and some of the noise. It cannot undo
      a sign. W(1 − x) = W·1 − W·x, so on inverted images the recalibrated first batch norm gives −x̂ where it gave x̂ before:
      the net sees the negative of every feature, and answers worse than by chance.

      Written by `NORMKIT_WRITE_DOCS=1 swift test --filter AdaptationTests`.

      """
    try (opening + text + ending).write(to: file, atomically: true, encoding: .utf8)
  }

  @Test func sequentialRecalibrationOverTenThousandImagesWhateverTheBatches() throws {
    let (train, _) = try SomeMNIST.load(train: 10_000, test: 100)
    let trainer = try trained(on: train.subset(0..<3000), seed: 4)
    let names = trainer.model.tensors.filter(\.isStatistic).map(\.name)
    var first: [String: [Double]] = [:]
    for batchSize in [1000, 64, 777] {
      try trainer.model.recalibrate(train, batchSize: batchSize)
      for name in names {
        let values = try trainer.model.tensor(name).values
        if let known = first[name] {
          #expect(mismatch(values, known, tolerance: 1e-6) == nil, "\(name), batches of \(batchSize)")
        } else {
          first[name] = values.doubles
        }
      }
    }
  }
}
