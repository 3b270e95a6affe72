package import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writing a file so that its name holds, at every moment, either all of the old content or all of the new.
///
/// 1. The directory is opened, and a temporary file `.normkit-<16 digits>.tmp` is created in it, never over another.
/// 2. The content is written and `fsync`ed, so that a crash after the rename cannot leave a name without content.
/// 3. `rename` puts it in place, which is atomic within one directory.
/// 4. The directory is `fsync`ed: once this returns, a power cut does not bring the old file back.
///
/// Killed before 3, the process leaves the old file whole, and the temporary file, which may be deleted. On an error
/// the temporary file is removed. A symbolic link is followed; a replaced file's permission bits are kept.
package enum ReplacedFile {
  /// Replaces or creates the file at `path` with what `body` writes; `place` is the function and file for error texts.
  ///
  /// Throws: `io` with the operation and the system's reason; what `body` throws. A file that exists and is not
  /// regular, or is not writable for this process, is not replaced.
  package static func write(
    to path: String, place: String, body: (OpenFile) throws(NormKitError) -> Void
  ) throws(NormKitError) {
    let path = try resolvingLinks(path, place: place)
    let cut = path.utf8.lastIndex(of: 0x2F).map { path.utf8.index(after: $0) } ?? path.startIndex
    let name = String(path[cut...])
    guard !name.isEmpty else { throw NormKitError(.io, "\(place): the path names a directory, not a file") }
    let directory = try OpenFile(
      cut == path.startIndex ? "." : String(path[..<cut]), flags: O_RDONLY | O_DIRECTORY,
      place: "\(place): the directory")
    let permissions = try permissionsOfFile(named: name, in: directory, place: place)
    let (temporary, file) = try create(in: directory, place: place)
    do throws(NormKitError) {
      if let permissions, fchmod(file.descriptor, permissions) != 0 { throw systemFailure("fchmod", place: place) }
      try body(file)
      try file.synchronize()
      try file.close()
      guard renameat(directory.descriptor, temporary, directory.descriptor, name) == 0 else {
        throw systemFailure("rename", place: place)
      }
    } catch {
      _ = unlinkat(directory.descriptor, temporary, 0)
      throw error
    }
    try directory.synchronizeNames()
  }

  /// The path with symbolic links followed, so that a link stays a link; a path where nothing is yet stays as it is.
  private static func resolvingLinks(_ path: String, place: String) throws(NormKitError) -> String {
    guard let resolved = realpath(path, nil) else {
      guard errno == ENOENT else { throw systemFailure("realpath", place: place) }
      return path
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The permission bits of the file to be replaced; nil when there is none.
  private static func permissionsOfFile(
    named name: String, in directory: OpenFile, place: String
  ) throws(NormKitError) -> mode_t? {
    var information = stat()
    guard fstatat(directory.descriptor, name, &information, 0) == 0 else {
      guard errno == ENOENT else { throw systemFailure("stat", place: place) }
      return nil
    }
    let status = FileStatus(information)
    guard status.isRegularFile else {
      throw NormKitError(.io, "\(place): expected a regular file to replace, got \(status.kind)")
    }
    guard faccessat(directory.descriptor, name, W_OK, 0) == 0 else { throw systemFailure("access", place: place) }
    return status.permissions
  }

  /// A new file with a name of its own; with permissions 0666 less the process's umask.
  private static func create(in directory: OpenFile, place: String) throws(NormKitError) -> (String, OpenFile) {
    let digits = String(UInt64.random(in: 1 << 60...UInt64.max), radix: 16)
    let name = ".normkit-\(digits).tmp"
    let file = try OpenFile(
      name, in: directory, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o666, place: place)
    return (name, file)
  }
}
