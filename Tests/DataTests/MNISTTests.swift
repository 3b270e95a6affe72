import Data
import Foundation
import Testing

/// MNIST itself, from the folder that NORMKIT_DATA names or from ../shared/data/mnist beside the package.
enum MNISTFolder {
  static let path: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["NORMKIT_DATA"].map { [$0, $0 + "/mnist"] } ?? []
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/data/mnist").path
    return (named + [beside]).first { folder in
      ["", ".gz"].contains { FileManager.default.fileExists(atPath: folder + "/train-images-idx3-ubyte" + $0) }
    }
  }()
}

@Suite struct MNISTTests {
  @Test(.enabled(if: MNISTFolder.path != nil, "MNIST is not there: name its folder in NORMKIT_DATA"))
  func meanAndDeviation() throws {
    let source = try #require(MNISTFolder.path)
    let folder = try TemporaryFolder()
    for part in ["train", "t10k"] {
      for name in ["\(part)-images-idx3-ubyte", "\(part)-labels-idx1-ubyte"] {
        try unpack(name, from: source, to: folder.path)
      }
    }
    let (train, test) = try Dataset.mnist(folder: folder.path)
    #expect(train.count == 60_000 && test.count == 10_000)
    #expect(train.sampleShape == [28, 28, 1] && test.sampleShape == [28, 28, 1])
    #expect(train.maximumLabel == 9 && test.maximumLabel == 9)
    // The published mean and deviation of the training images' pixels.
    let (mean, deviation) = moments(train)
    #expect(abs(mean - 0.1307) < 5e-5 && abs(deviation - 0.3081) < 5e-5)
    // The first digits, as printed in many a tutorial.
    #expect((0..<10).map { train.labelPointer?[$0] } == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
  }

  private func unpack(_ name: String, from source: String, to folder: String) throws {
    let unpacked = source + "/" + name
    if FileManager.default.fileExists(atPath: unpacked) {
      return try FileManager.default.createSymbolicLink(atPath: folder + "/" + name, withDestinationPath: unpacked)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "gunzip -c \"$1\" > \"$2\"", "sh", unpacked + ".gz", folder + "/" + name]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  private func moments(_ data: Dataset) -> (mean: Double, deviation: Double) {
    let count = data.count * data.sampleShape.count
    var sum = 0.0
    var squares = 0.0
    for index in 0..<count {
      let value = Double(data.inputPointer[index])
      sum += value
      squares += value * value
    }
    let mean = sum / Double(count)
    return (mean, (squares / Double(count) - mean * mean).squareRoot())
  }
}
