package import Tensors

/// What can be wrong with samples, found in one pass before training.
extension Dataset {
  /// The largest label; nil without labels or samples. One more is the smallest number of classes that fits.
  public var maximumLabel: Int32? {
    guard let labelPointer else { return nil }
    return UnsafeBufferPointer(start: labelPointer, count: count).max()
  }

  /// Throws: `invalidArgument` naming the first label below 0 or, where `classes` is given, not below it.
  package func checkLabels(_ function: String, classes: Int?) throws(NormKitError) {
    guard let labelPointer else { return }
    for row in 0..<count where labelPointer[row] < 0 || labelPointer[row] >= classes ?? Int.max {
      let expected = classes.map { "in 0..<\($0)" } ?? "at least 0"
      throw NormKitError(
        .invalidArgument, "\(function): labels must be \(expected), got \(labelPointer[row]) in row \(row)")
    }
  }

  /// Throws: `invalidArgument` naming the first input or target number that is infinite or not a number, and its row.
  package func checkFinite(_ function: String) throws(NormKitError) {
    try Self.checkFinite(function, "inputs", inputPointer, rows: count, width: sampleShape.count)
    if let valuePointer {
      try Self.checkFinite(function, "targets", valuePointer, rows: count, width: targetWidth)
    }
  }

  private static func checkFinite(
    _ function: String, _ what: String, _ numbers: UnsafePointer<Float>, rows: Int, width: Int
  ) throws(NormKitError) {
    for index in 0..<rows * width where !numbers[index].isFinite {
      throw NormKitError(
        .invalidArgument, "\(function): \(what) must be finite, got \(numbers[index]) in row \(index / width)")
    }
  }

  /// N and the remaining axes of [N, …]. Throws: `shape` for a scalar.
  static func sampleShape(of tensor: Tensor, as what: String) throws(NormKitError) -> (count: Int, shape: Shape) {
    guard let count = tensor.shape.sizes.first else {
      throw NormKitError(.shape, "Dataset.init: \(what) must have a first axis that counts samples, got shape []")
    }
    return (count, try Shape(Array(tensor.shape.sizes.dropFirst())))
  }

  /// Throws: `shape` when a number of targets differs from that of the inputs.
  static func check(_ targetCount: Int, _ what: String, against count: Int) throws(NormKitError) {
    guard targetCount == count else {
      throw NormKitError(.shape, "Dataset.init: \(count) inputs need \(count) \(what), got \(targetCount)")
    }
  }
}
