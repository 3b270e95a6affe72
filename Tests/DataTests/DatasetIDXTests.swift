import Data
import Foundation
import Tensors
import Testing

@Suite struct DatasetIDXTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func inputs(_ data: Dataset) -> [Float] {
    Array(UnsafeBufferPointer(start: data.inputPointer, count: data.count * data.sampleShape.count))
  }

  private func labels(_ data: Dataset) -> [Int32] {
    Array(UnsafeBufferPointer(start: data.labelPointer, count: data.labelPointer == nil ? 0 : data.count))
  }

  @Test func bytesBecomeFractions() throws {
    let images = try folder.write(idxHeader(8, [2, 8, 16]) + Array(0...255), as: "images")
    let labels = try folder.write(idxHeader(8, [2]) + [3, 1], as: "labels")
    let data = try Dataset.idx(images: images, labels: labels)
    #expect(data.count == 2 && data.sampleShape == [8, 16, 1])
    #expect(inputs(data) == (0...255).map { Float($0) / 255 })
    #expect(self.labels(data) == [3, 1])
    #expect(inputs(try Dataset.idx(images: images, labels: labels, scale: 1)) == (0...255).map { Float($0) })
  }

  @Test func otherTypesAndRanksStay() throws {
    let numbers: [Float] = [1, -2, 3.5, 4]
    let images = try folder.write(idxHeader(13, [2, 2]) + numbers.flatMap { bigEndian($0.bitPattern) }, as: "images")
    let labels = try folder.write(idxHeader(8, [2]) + [0, 0], as: "labels")
    let data = try Dataset.idx(images: images, labels: labels)
    #expect(data.sampleShape == [2] && inputs(data) == numbers)
  }

  @Test func filesThatDoNotFitAreErrors() throws {
    let images = try folder.write(idxHeader(8, [2, 1, 1]) + [0, 1], as: "images")
    let three = try folder.write(idxHeader(8, [3]) + [0, 1, 2], as: "three")
    #expect(throws: NormKitError(.shape, "Dataset.idx: \(images) holds 2 images, \(three) 3 labels")) {
      try Dataset.idx(images: images, labels: three)
    }
    let negative = try folder.write(idxHeader(9, [2]) + [0, 255], as: "negative")
    #expect(throws: NormKitError(.format, "\(negative): labels must be at least 0, got -1 in row 1")) {
      try Dataset.idx(images: images, labels: negative)
    }
    #expect(throws: NormKitError(.invalidArgument, "Dataset.idx: scale must be finite, got inf")) {
      try Dataset.idx(images: images, labels: three, scale: .infinity)
    }
    let scalar = try folder.write(idxHeader(8, []) + [0], as: "scalar")
    #expect(throws: NormKitError(.shape, "\(scalar): images must have a first axis that counts them, got shape []")) {
      try Dataset.idx(images: scalar, labels: three)
    }
  }

  @Test func missingAndPackedFilesOfMNIST() throws {
    let path = folder.path + "/train-images-idx3-ubyte"
    let missing = "\(path): not found; the folder must hold the four files of MNIST, unpacked"
    #expect(throws: NormKitError(.io, missing)) { try Dataset.mnist(folder: folder.path) }
    _ = try folder.write([0x1F, 0x8B], as: "train-images-idx3-ubyte.gz")
    let packed = "\(path): only train-images-idx3-ubyte.gz is there; unpack it with gunzip -k '\(path).gz'"
    #expect(throws: NormKitError(.io, packed)) { try Dataset.mnist(folder: folder.path + "/") }
  }

  @Test func theDigitsOfTheExamples() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let digits = package + "/examples/data/digits/digits-"
    let data = try Dataset.idx(
      images: digits + "images-idx3-ubyte", labels: digits + "labels-idx1-ubyte", scale: 1.0 / 16)
    #expect(data.count == 1797 && data.sampleShape == [8, 8, 1])
    #expect(data.maximumLabel == 9)
    // From scikit-learn: the sum of all pixels, and how often each digit occurs.
    #expect(inputs(data).reduce(0.0) { $0 + Double($1) } == 561_718.0 / 16)
    let counts = labels(data).reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1)] += 1 }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    let (train, test) = try data.split(testFraction: 0.2, seed: 1)
    #expect(train.count == 1437 && test.count == 360)
    // No digit is rare in the part that is tested with.
    let testCounts = labels(test).reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1)] += 1 }
    #expect(testCounts.allSatisfy { $0 >= 25 && $0 <= 48 })
  }
}
