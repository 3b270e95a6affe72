public import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Data sets from IDX files.
extension Dataset {
  /// Images and their labels from a pair of uncompressed IDX files.
  ///
  /// Images [N, H, W] become samples [H, W, 1], with the channel axis that layers expect; other ranks stay as they are.
  /// Numbers are multiplied by `scale`; by default 1/255 for unsigned bytes, so that they lie in 0...1, and 1 for
  /// every other type.
  /// Throws: `io` and `format` as `IDXArray.init`, `format` also for a negative label; `shape` when the files hold
  /// different numbers of samples;
  /// `invalidArgument` for a scale that is not finite; `outOfMemory`.
  public static func idx(images: String, labels: String, scale: Double? = nil) throws(NormKitError) -> Dataset {
    if let scale, !scale.isFinite {
      throw NormKitError(.invalidArgument, "Dataset.idx: scale must be finite, got \(scale)")
    }
    let imageFile = try IDXArray(contentsOf: images)
    let labelFile = try IDXArray(contentsOf: labels)
    let storage = try labelFile.labelStorage()
    let numbers = UnsafeBufferPointer(
      start: storage.base.assumingMemoryBound(to: Int32.self), count: labelFile.shape.count)
    if let row = numbers.firstIndex(where: { $0 < 0 }) {
      throw NormKitError(.format, "\(labels): labels must be at least 0, got \(numbers[row]) in row \(row)")
    }
    let sizes = imageFile.shape.sizes
    guard let count = sizes.first else {
      throw NormKitError(.shape, "\(images): images must have a first axis that counts them, got shape []")
    }
    guard count == numbers.count else {
      throw NormKitError(
        .shape, "Dataset.idx: \(images) holds \(count) images, \(labels) \(numbers.count) labels")
    }
    let tensor = try imageFile.tensor(scale: scale ?? (imageFile.elementType == .uint8 ? 1.0 / 255 : 1))
    let shape = sizes.count == 3 ? try Shape(sizes + [1]) : imageFile.shape
    let unlabelled = try Dataset(inputs: tensor.reshaped(to: shape))
    return Dataset(
      viewing: unlabelled.inputPointer, count: count, sampleShape: unlabelled.sampleShape, labels: numbers.baseAddress,
      owners: unlabelled.owners + [storage])
  }

  /// The two parts of MNIST, or of a set published under the same names such as Fashion-MNIST, from the four
  /// uncompressed files in `folder`: 28×28×1 in 0...1, labels 0...9.
  ///
  /// Throws: as `idx`; a missing file that is there as .gz is an `io` error that says how to unpack it.
  public static func mnist(folder: String) throws(NormKitError) -> (train: Dataset, test: Dataset) {
    func part(_ name: String) throws(NormKitError) -> Dataset {
      try idx(
        images: try published("\(name)-images-idx3-ubyte", in: folder),
        labels: try published("\(name)-labels-idx1-ubyte", in: folder))
    }
    return (train: try part("train"), test: try part("t10k"))
  }

  /// The path of a file that must be there unpacked.
  private static func published(_ name: String, in folder: String) throws(NormKitError) -> String {
    let path = folder.isEmpty || folder.hasSuffix("/") ? folder + name : folder + "/" + name
    if access(path, F_OK) != 0 {
      guard access(path + ".gz", F_OK) != 0 else {
        throw NormKitError(.io, "\(path): only \(name).gz is there; unpack it with gunzip -k '\(path).gz'")
      }
      throw NormKitError(.io, "\(path): not found; the folder must hold the four files of MNIST, unpacked")
    }
    return path
  }
}
