import LabData

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The few things that experiments ask of files and folders. FoundationEssentials alone, so that a program with this in
/// it needs no more than the Swift runtime.
package enum FileSystem {
  /// The path from the root on.
  package static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  /// Whether there is a file or folder.
  package static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The names in a folder, in order; nil when it cannot be read.
  package static func names(in folder: String) -> [String]? {
    try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// Makes the folder and those above it. Throws: when that cannot be done.
  package static func makeFolder(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw LabError("cannot make the folder \(folder)")
    }
  }

  /// Writes the text in place of what the file held. Throws: when it cannot be written.
  package static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw LabError("cannot write \(path)")
    }
  }

  /// Calls `body` with a new folder, which is removed afterwards with all in it.
  package static func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "normkit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  static func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
  }

  /// Writes what the gzip file `source` holds to `target`. Throws: when it is none, or cannot be read or written.
  static func unpack(_ source: String, to target: String) throws {
    guard let packed = FileManager.default.contents(atPath: source) else { throw LabError("cannot read \(source)") }
    let content = try CompressedBytes.gunzip(source, [UInt8](packed))
    do { try Data(content).write(to: URL(filePath: target)) } catch { throw LabError("cannot write \(target)") }
  }
}
