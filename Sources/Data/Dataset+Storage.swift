import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Moving samples between a data set and plain memory.
extension Dataset {
  /// Copies the samples at `rows` one after another: the batch of a training step. Allocates nothing.
  ///
  /// Destinations: `inputs` [rows.count, sampleShape]; `labels` [rows.count], used where targets are labels; `values`
  /// [rows.count, targetShape], used where they are numbers; `weights` [rows.count], 1 where the samples have none. A nil
  /// destination is skipped. Rows must be in 0..<count.
  package func gather(
    rows: UnsafeBufferPointer<Int>, inputs: UnsafeMutablePointer<Float>, labels: UnsafeMutablePointer<Int32>?,
    values: UnsafeMutablePointer<Float>?, weights: UnsafeMutablePointer<Float>?
  ) {
    Self.copy(rows: rows, width: sampleShape.count, from: inputPointer, to: inputs)
    if let source = labelPointer, let labels {
      for (position, row) in rows.enumerated() { labels[position] = source[row] }
    }
    if let source = valuePointer, let values {
      Self.copy(rows: rows, width: targetWidth, from: source, to: values)
    }
    if let weights {
      for (position, row) in rows.enumerated() { weights[position] = weightPointer?[row] ?? 1 }
    }
  }

  private static func copy(
    rows: UnsafeBufferPointer<Int>, width: Int, from source: UnsafePointer<Float>,
    to destination: UnsafeMutablePointer<Float>
  ) {
    let bytes = width * MemoryLayout<Float>.stride
    for (position, row) in rows.enumerated() {
      memcpy(destination + position * width, source + row * width, bytes)
    }
  }

  /// Room for `rows` times `width` numbers of four bytes. Throws: `outOfMemory`.
  static func storage(rows: Int, width: Int, _ purpose: String) throws(NormKitError) -> AlignedStorage {
    let (count, overflow) = rows.multipliedReportingOverflow(by: width)
    guard !overflow else {
      throw NormKitError(.outOfMemory, "\(purpose): \(rows)·\(width) numbers overflow the address space")
    }
    return try AlignedStorage(floats: count, purpose: purpose)
  }

  /// A copy of labels. Throws: `outOfMemory`.
  static func storage(_ labels: [Int32]) throws(NormKitError) -> AlignedStorage {
    let storage = try storage(rows: labels.count, width: 1, "labels")
    let numbers = UnsafeMutableBufferPointer(
      start: storage.base.assumingMemoryBound(to: Int32.self), count: labels.count)
    _ = numbers.initialize(from: labels)
    return storage
  }
}
