#if canImport(FoundationEssentials)
import FoundationEssentials
import Glibc
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

  /// Runs gunzip, which every Linux and macOS has.
  static func unpack(_ source: String, to target: String) throws {
    let output = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw LabError("cannot write \(target)") }
    defer { close(output) }
    let status = try run(["gunzip", "-c", source], output: output)
    guard status == 0 else { throw LabError("gunzip could not unpack \(source) (exit \(status))") }
  }

  /// Runs a program of the search path with its standard output in `output`; its exit status. Throws: when it cannot start.
  private static func run(_ words: [String], output: Int32) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    let variables = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var process = pid_t()
    guard posix_spawnp(&process, words[0], &actions, nil, &arguments, &environment) == 0 else {
      throw LabError("cannot run \(words[0])")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { throw LabError("lost \(words[0])") } }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F
  }
}
