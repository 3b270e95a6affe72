import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A regular file open for reading from its beginning to its end.
struct InputFile: ~Copyable {
  let path: String
  /// Its size when it was opened.
  let byteCount: Int
  private let descriptor: Int32

  /// Throws: `io` when it cannot be opened or is not a regular file, with the system's reason.
  init(_ path: String) throws(NormKitError) {
    // A path that goes on behind a 0 would name another file to the system.
    guard !path.utf8.contains(0) else { throw NormKitError(.io, "\(path): a path cannot hold a zero byte") }
    // Without waiting: a pipe that nobody writes to would hang here.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure(path, "could not be opened") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let failure = Self.failure(path, "could not be examined")
      close(descriptor)
      throw failure
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw NormKitError(.io, "\(path): not a regular file")
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Reads the next `buffer.count` bytes. Throws: `io` when reading fails or the file ends before.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(NormKitError) {
    guard let start = buffer.baseAddress else { return }
    var done = 0
    while done < buffer.count {
      // The system reads at most 2³¹ bytes at a time.
      let count = Self.readSome(descriptor, start + done, min(buffer.count - done, 1 << 30))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure(path, "could not be read") }
      guard count > 0 else {
        throw NormKitError(.io, "\(path): ended \(buffer.count - done) bytes early; was it changed while being read?")
      }
      done += count
    }
  }

  private static func readSome(_ descriptor: Int32, _ start: UnsafeMutableRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
    Glibc.read(descriptor, start, count)
    #else
    Darwin.read(descriptor, start, count)
    #endif
  }

  private static func failure(_ path: String, _ what: String) -> NormKitError {
    NormKitError(.io, "\(path): \(what): \(String(cString: strerror(errno)))")
  }
}
