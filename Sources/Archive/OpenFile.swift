package import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file descriptor that closes itself, whose failures are `io` errors with the operation and the system's reason.
package final class OpenFile {
  /// The function and the file, for error texts.
  let place: String
  let descriptor: Int32
  private var isOpen = true

  /// Opens `path`, relative to `directory` where one is given; `mode` counts for a file that is created.
  init(
    _ path: String, in directory: OpenFile? = nil, flags: Int32, mode: mode_t = 0, place: String
  ) throws(NormKitError) {
    self.place = place
    let base = directory?.descriptor ?? AT_FDCWD
    descriptor = retryingInterrupts { openat(base, path, flags | O_CLOEXEC, mode) }
    guard descriptor >= 0 else {
      isOpen = false
      throw systemFailure("open", place: place)
    }
  }

  deinit { if isOpen { _ = systemClose(descriptor) } }

  /// What the descriptor refers to.
  func status() throws(NormKitError) -> FileStatus {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw systemFailure("fstat", place: place) }
    return FileStatus(information)
  }

  /// Fills `destination` from `offset` on. Throws: `io` also when the file ends before.
  func read(_ destination: UnsafeMutableRawBufferPointer, at offset: Int) throws(NormKitError) {
    var done = 0
    while done < destination.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: destination[done...])
      let count = retryingInterrupts { pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done)) }
      guard count >= 0 else { throw systemFailure("read", place: place) }
      guard count > 0 else {
        throw NormKitError(.io, "\(place): the file was cut short at byte \(offset + done) while it was read")
      }
      done += count
    }
  }

  /// Writes all of `bytes` at the current position.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(NormKitError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = retryingInterrupts { systemWrite(descriptor, rest.baseAddress, rest.count) }
      guard count >= 0 else { throw systemFailure("write", place: place) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Waits until the content is on the disk.
  func synchronize() throws(NormKitError) {
    guard retryingInterrupts({ fsync(descriptor) }) == 0 else { throw systemFailure("fsync", place: place) }
  }

  /// Waits until a directory's names are on the disk, where its file system offers that.
  func synchronizeNames() throws(NormKitError) {
    guard retryingInterrupts({ fsync(descriptor) }) != 0 else { return }
    guard errno == EINVAL || errno == ENOTSUP else { throw systemFailure("fsync of the directory", place: place) }
  }

  /// Closes now, so that a write that fails only here, as on a network disk, is seen.
  func close() throws(NormKitError) {
    isOpen = false
    // After EINTR the descriptor is closed on Linux; a second close could hit another thread's file.
    guard systemClose(descriptor) == 0 || errno == EINTR else { throw systemFailure("close", place: place) }
  }
}

/// What `stat` says of a file.
struct FileStatus {
  private let information: stat

  init(_ information: stat) { self.information = information }

  var byteCount: Int { Int(information.st_size) }
  /// The permission bits.
  var permissions: mode_t { information.st_mode & 0o777 }
  var isRegularFile: Bool { information.st_mode & S_IFMT == S_IFREG }

  /// In words, for error texts.
  var kind: String {
    switch information.st_mode & S_IFMT {
    case S_IFREG: "a regular file"
    case S_IFDIR: "a directory"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }
}

/// The error for a call that has just set `errno`.
func systemFailure(_ operation: String, place: String) -> NormKitError {
  let code = errno
  return NormKitError(.io, "\(place): \(operation) failed: \(String(cString: strerror(code))) (errno \(code))")
}

/// Calls again while a signal interrupts.
func retryingInterrupts<Result: FixedWidthInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// The system's `close`, whose name `OpenFile` hides.
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

/// The system's `write`, whose name `OpenFile` hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
