import Archive
import Foundation
import Tensors
import Testing

/// A file is replaced whole or not at all, and what cannot be opened or replaced is an error with the system's reason.
@Suite struct ReplacedFileTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func contents(_ value: Float) throws -> ArchiveContents {
    try ArchiveContents(tensors: [ArchiveTensor(name: "v", shape: [1], values: [value])])
  }

  private func value(_ path: String) throws -> Float? {
    try Archive.read(path: path)["v"]?.values(of: Float.self).first
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `until the end the old file stands`() throws {
    let path = directory.file("model")
    try Archive.write(try contents(1), to: path)
    var during: [String] = []
    var standing: Float?
    try ReplacedFile.write(to: path, place: "test") { file throws(NormKitError) in
      try [UInt8](repeating: 7, count: 100).withUnsafeBufferPointer { bytes throws(NormKitError) in
        try file.write(UnsafeRawBufferPointer(bytes))
      }
      during = (try? directory.names()) ?? []
      standing = try? value(path)
    }
    #expect(standing == 1)
    #expect(during.count == 2)
    #expect(during.first?.wholeMatch(of: /\.normkit-[0-9a-f]{16}\.tmp/) != nil)
    #expect(try directory.names() == ["model"])
    #expect(try ArchiveBytes(file: path).bytes == [UInt8](repeating: 7, count: 100))
  }

  @Test func `a failed write leaves the old file alone`() throws {
    let path = directory.file("model")
    try Archive.write(try contents(1), to: path)
    let error = thrownError {
      try ReplacedFile.write(to: path, place: "test") { _ throws(NormKitError) in
        throw NormKitError(.io, "the disk is full")
      }
    }
    #expect(error?.message == "the disk is full")
    #expect(try directory.names() == ["model"])
    #expect(try value(path) == 1)
  }

  @Test func `permissions are kept and a link stays a link`() throws {
    let (path, link) = (directory.file("model"), directory.file("latest"))
    try Archive.write(try contents(1), to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "model")
    try Archive.write(try contents(2), to: link)
    #expect(try value(path) == 2)
    #expect(try value(link) == 2)
    #expect(try mode(path) == 0o640)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "model")
    #expect(try directory.names() == ["latest", "model"])
  }

  @Test func `a new file follows the umask`() throws {
    let (path, other) = (directory.file("model"), directory.file("other"))
    try Archive.write(try contents(1), to: path)
    #expect(FileManager.default.createFile(atPath: other, contents: nil))
    #expect(try mode(path) == mode(other))
  }

  @Test func `a name as long as the system allows is written`() throws {
    let path = directory.file(String(repeating: "m", count: 255))
    try Archive.write(try contents(1), to: path)
    #expect(try value(path) == 1)
  }

  @Test(arguments: [
    ("", NormKitError.Code.io, "expected a regular file to replace, got a directory"),
    ("missing/model", .io, "the directory: open failed: No such file or directory (errno 2)"),
    ("new/", .io, "the path names a directory, not a file"),
    ("pipe", .io, "expected a regular file to replace, got a pipe"),
    ("loop", .io, "realpath failed: Too many levels of symbolic links"),
    ("a\0b", .invalidArgument, "the path contains NUL"),
    ("file/model", .io, "Not a directory"),
    (String(repeating: "n", count: 256), .io, "File name too long"),
  ])
  func `what cannot be written is named`(name: String, code: NormKitError.Code, fragment: String) throws {
    try prepareOddFiles()
    let before = try directory.names()
    let contents = try contents(1)
    let path = directory.file(name)
    let error = thrownError { try Archive.write(contents, to: path) }
    #expect(error?.code == code, "\(String(describing: error))")
    #expect(error?.message.contains(fragment) == true, "\(String(describing: error))")
    #expect(error?.message.hasPrefix("Archive.write: '\(directory.path)") == true)
    #expect(try directory.names() == before)
  }

  @Test(arguments: [
    ("", NormKitError.Code.io, "expected a regular file, got a directory"),
    ("missing", .io, "open failed: No such file or directory (errno 2)"),
    ("pipe", .io, "expected a regular file, got a pipe"),
    ("loop", .io, "open failed: Too many levels of symbolic links"),
    ("file/model", .io, "Not a directory"),
    ("a\0b", .invalidArgument, "the path contains NUL"),
  ])
  func `what cannot be read is named`(name: String, code: NormKitError.Code, fragment: String) throws {
    try prepareOddFiles()
    let path = directory.file(name)
    let error = thrownError { _ = try Archive.read(path: path) }
    #expect(error?.code == code, "\(String(describing: error))")
    #expect(error?.message.contains(fragment) == true, "\(String(describing: error))")
    #expect(error?.message.hasPrefix("Archive.read: '\(directory.path)") == true)
  }

  @Test func `an empty path and a device are refused`() throws {
    #expect(thrownError { _ = try Archive.read(path: "") }?.message == "Archive.read: '': the path is empty")
    #expect(
      thrownError { _ = try Archive.read(path: "/dev/null") }?.message
        == "Archive.read: '/dev/null': expected a regular file, got a device")
    let contents = try contents(1)
    #expect(thrownError { try Archive.write(contents, to: "") }?.code == .invalidArgument)
    #expect(thrownError { try Archive.write(contents, to: "/dev/null") }?.message.contains("got a device") == true)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read and write everything"))
  func `permissions are respected`() throws {
    let path = directory.file("model")
    let contents = try contents(1)
    try Archive.write(contents, to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
    #expect(thrownError { try Archive.write(contents, to: path) }?.message.contains("access failed") == true)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(thrownError { _ = try Archive.read(path: path) }?.message.contains("Permission denied") == true)
  }

  /// A pipe, a link to itself and a file in the way of a directory.
  private func prepareOddFiles() throws {
    #expect(mkfifo(directory.file("pipe"), 0o600) == 0)
    try FileManager.default.createSymbolicLink(atPath: directory.file("loop"), withDestinationPath: "loop")
    #expect(FileManager.default.createFile(atPath: directory.file("file"), contents: nil))
  }
}
