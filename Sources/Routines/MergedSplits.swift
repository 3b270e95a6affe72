/// Sums that several chunks made apart, each of a part of the pixels, and that are then added in the chunks' order. One
/// chunk alone writes to the output itself.
struct MergedSplits: Sendable {
  let splits: Int
  /// Floats of each split's sums.
  let count: Int

  /// Floats that all splits' sums take.
  var sumsCount: Int { splits > 1 ? splits * count : 0 }
  /// Chunks of merging.
  var chunks: Int { splits > 1 ? (count + Self.size - 1) / Self.size : 0 }

  /// Floats that are merged at a time.
  private static let size = 8192

  /// Where a split's sums go.
  func memory(
    of split: Int, sums: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> { splits > 1 ? sums + split * count : output }

  /// Adds chunk `chunk` of `chunks` of the sums.
  func merge(chunk: Int, sums: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    for index in chunk * Self.size..<min((chunk + 1) * Self.size, count) {
      var sum = sums[index]
      for split in 1..<splits { sum += sums[split * count + index] }
      output[index] = sum
    }
  }
}
