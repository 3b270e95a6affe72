public import Tensors

/// Dividing a data set into one to train on and one to test with.
extension Dataset {
  /// Two data sets without a common sample: ⌈count·testFraction⌉ random samples to test with, the others to train on.
  ///
  /// The same seed and count give the same division everywhere; each part keeps the order of the random permutation.
  /// Throws: `invalidArgument` when `testFraction` is not in 0...1; `outOfMemory`. Cost: both parts are copies.
  public func split(
    testFraction: Double, seed: UInt64
  ) throws(NormKitError) -> (train: Dataset, test: Dataset) {
    guard testFraction >= 0, testFraction <= 1 else {
      throw NormKitError(.invalidArgument, "Dataset.split: testFraction must be in 0...1, got \(testFraction)")
    }
    // A product such as 70·0.1 may come out a little above the whole number it stands for.
    let wanted = (Double(count) * testFraction - 1e-9 * Double(count)).rounded(.up)
    let testCount = min(count, max(0, Int(wanted)))
    var random = Random(seed: seed, stream: Random.stream(.splitting))
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Int>.stride)
    guard !overflow else { throw NormKitError(.outOfMemory, "order of \(count) samples overflows the address space") }
    let storage = try AlignedStorage(byteCount: bytes, purpose: "order of \(count) samples")
    let order = UnsafeMutableBufferPointer(start: storage.base.assumingMemoryBound(to: Int.self), count: count)
    for index in 0..<count { order[index] = index }
    random.shuffle(order)
    return try withExtendedLifetime(storage) { () throws(NormKitError) in
      (
        train: try copy(of: UnsafeBufferPointer(rebasing: order[testCount...])),
        test: try copy(of: UnsafeBufferPointer(rebasing: order[..<testCount]))
      )
    }
  }
}
