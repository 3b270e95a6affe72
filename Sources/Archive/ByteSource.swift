import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Bytes that an archive is read from: a file, or memory.
protocol ByteSource {
  /// The function and the file, for error texts.
  var place: String { get }
  /// All bytes there are.
  var byteCount: Int { get }
  /// Fills `destination` with the bytes from `offset` on; the caller has checked the range against `byteCount`.
  func copy(from offset: Int, into destination: UnsafeMutableRawBufferPointer) throws(NormKitError)
}

/// Bytes in memory that outlives the source.
struct MemorySource: ByteSource {
  let place: String
  let bytes: UnsafeRawBufferPointer

  var byteCount: Int { bytes.count }

  func copy(from offset: Int, into destination: UnsafeMutableRawBufferPointer) {
    destination.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + destination.count]))
  }
}

/// A regular file, read with `pread`.
///
/// It is not mapped: a mapped file that another process cuts short kills the reader with SIGBUS, and each tensor is
/// copied into aligned storage anyway, so reading directly into it is one pass with no second copy.
struct FileSource: ByteSource {
  let place: String
  let byteCount: Int
  private let file: OpenFile

  /// Throws: `io` when the path cannot be opened or is not a regular file.
  init(path: String, place: String) throws(NormKitError) {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    file = try OpenFile(path, flags: O_RDONLY | O_NONBLOCK, place: place)
    let status = try file.status()
    guard status.isRegularFile else {
      throw NormKitError(.io, "\(place): expected a regular file, got \(status.kind)")
    }
    self.place = place
    self.byteCount = status.byteCount
  }

  func copy(from offset: Int, into destination: UnsafeMutableRawBufferPointer) throws(NormKitError) {
    try file.read(destination, at: offset)
  }
}
