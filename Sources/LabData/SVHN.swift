package import NormKit

/// Street View House Numbers in their published form: `train_32x32.mat` and `test_32x32.mat`.
///
/// Source: Netzer et al. 2011, "Reading Digits in Natural Images with Unsupervised Feature Learning".
package enum SVHN {
  /// The files that a folder must have: the training images, the test images.
  package static let fileNames = ["train_32x32.mat", "test_32x32.mat"]

  /// The two parts: [32, 32, 3] in 0...1; labels 0...9, where the files have 10 for the digit 0.
  ///
  /// `limit`: how many images of a part are taken at most, its first ones.
  /// Throws: `io` when a file cannot be read; `format` when it is not what it should be; `outOfMemory`.
  package static func load(folder: String, limit: Int = .max) throws(NormKitError) -> (train: Dataset, test: Dataset) {
    (
      train: try part("\(folder)/\(fileNames[0])", limit: limit),
      test: try part("\(folder)/\(fileNames[1])", limit: limit)
    )
  }

  private static func part(_ path: String, limit: Int) throws(NormKitError) -> Dataset {
    let file = try MATFile(contentsOf: path)
    let (images, labels) = (try file.array("X"), try file.array("y"))
    guard images.sizes.count == 4, images.sizes[..<3] == [32, 32, 3], images.type == .uint8 else {
      throw NormKitError(
        .format, "\(path): expected X of [32, 32, 3, n] unsigned bytes, got \(images.sizes) of \(images.type)")
    }
    let numbers = try labels.type.integers(path, labels.bytes[...])
    guard numbers.count == images.sizes[3] else {
      throw NormKitError(.format, "\(path): X holds \(images.sizes[3]) images, y \(numbers.count) labels")
    }
    if let wrong = numbers.first(where: { !(1...10).contains($0) }) {
      throw NormKitError(.format, "\(path): labels must be in 1...10, got \(wrong)")
    }
    let count = min(limit, numbers.count)
    let inputs = try Tensor([count, 32, 32, 3]) { (pixels) throws(NormKitError) in
      for image in 0..<count {
        for row in 0..<32 {
          for column in 0..<32 {
            for channel in 0..<3 {
              let byte = images.bytes[row + 32 * (column + 32 * (channel + 3 * image))]
              pixels[((image * 32 + row) * 32 + column) * 3 + channel] = Float(byte) / 255
            }
          }
        }
      }
    }
    return try Dataset(inputs: inputs, targets: .labels(numbers[..<count].map { Int32($0 % 10) }))
  }
}
