#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Zeroed memory for numbers, aligned to a cache line; the one allocator for every buffer whose size the user decides.
public final class AlignedStorage: @unchecked Sendable {
  /// Bytes that every buffer's start is a multiple of.
  package static let alignment = 64
  /// Bytes beyond every buffer's end that may be read, though never written: a vector's reach.
  package static let slack = 128

  /// The number of bytes held.
  public let byteCount: Int
  /// The number of bytes taken, with those beyond the end.
  package var takenByteCount: Int { byteCount + Self.slack }
  package let base: UnsafeMutableRawPointer
  /// What it is charged to.
  private let budget: MemoryBudget?

  /// Throws: `outOfMemory`, naming `purpose` and the size, when the memory cannot be had, or the thread's budget has none.
  package init(byteCount: Int, purpose: String) throws(NormKitError) {
    var pointer: UnsafeMutableRawPointer?
    let (size, overflow) = max(byteCount, 0).addingReportingOverflow(Self.slack)
    let budget = byteCount >= 0 && !overflow ? MemoryBudget.current : nil
    try budget?.take(size, purpose: purpose)
    guard byteCount >= 0, !overflow, posix_memalign(&pointer, Self.alignment, size) == 0, let pointer else {
      budget?.giveBack(size)
      throw NormKitError(.outOfMemory, "\(purpose): \(byteCount) bytes could not be allocated")
    }
    memset(pointer, 0, size)
    base = pointer
    self.byteCount = byteCount
    self.budget = budget
  }

  /// Room for `count` floats. Throws: `outOfMemory`, also when the byte count overflows.
  package convenience init(floats count: Int, purpose: String) throws(NormKitError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
    guard !overflow else { throw NormKitError(.outOfMemory, "\(purpose): \(count) floats overflow the address space") }
    try self.init(byteCount: bytes, purpose: purpose)
  }

  /// Room for `count` doubles. Throws: `outOfMemory`, also when the byte count overflows.
  package convenience init(doubles count: Int, purpose: String) throws(NormKitError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Double>.stride)
    guard !overflow else { throw NormKitError(.outOfMemory, "\(purpose): \(count) doubles overflow the address space") }
    try self.init(byteCount: bytes, purpose: purpose)
  }

  /// The memory as floats.
  package var floats: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }

  /// `count` doubles of the memory from the one at `first` on.
  package func doubles(from first: Int, count: Int) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Double.self) + first, count: count)
  }

  deinit {
    free(base)
    budget?.giveBack(takenByteCount)
  }
}
