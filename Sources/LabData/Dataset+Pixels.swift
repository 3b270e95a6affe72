package import NormKit

/// Samples looked at one by one.
extension Dataset {
  /// The numbers of one sample, row-major, copied. `sample` is in 0..<count.
  package func pixels(of sample: Int) -> [Float] {
    withExtendedLifetime(self) {
      Array(UnsafeBufferPointer(start: inputPointer + sample * sampleShape.count, count: sampleShape.count))
    }
  }

  /// All labels, copied; nil without any.
  package var labels: [Int32]? {
    withExtendedLifetime(self) { labelPointer.map { Array(UnsafeBufferPointer(start: $0, count: count)) } }
  }
}
