import Foundation

/// A folder whose .gz files can be read as if they were unpacked; the library itself reads plain files alone.
enum UnpackedFolder {
  /// Calls `body` with a folder that holds `folder`'s files unpacked: the folder itself where nothing is packed, else a
  /// temporary one that is removed afterwards.
  static func withUnpacked<Result>(_ folder: String, _ body: (String) throws -> Result) throws -> Result {
    let source = URL(fileURLWithPath: folder, isDirectory: true)
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: source.path).sorted()
    } catch {
      throw DemoError("cannot read the folder \(folder)")
    }
    let packed = names.filter { $0.hasSuffix("-ubyte.gz") && !names.contains(String($0.dropLast(3))) }
    guard !packed.isEmpty else { return try body(source.path) }
    let target = FileManager.default.temporaryDirectory.appendingPathComponent("normkit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: target) }
    for name in names where name.hasSuffix("-ubyte") {
      try FileManager.default.createSymbolicLink(
        at: target.appendingPathComponent(name), withDestinationURL: source.appendingPathComponent(name))
    }
    for name in packed {
      try unpack(
        source.appendingPathComponent(name), to: target.appendingPathComponent(String(name.dropLast(3))))
    }
    return try body(target.path)
  }

  /// Runs gunzip, which every Linux and macOS has.
  private static func unpack(_ source: URL, to target: URL) throws {
    guard FileManager.default.createFile(atPath: target.path, contents: nil) else {
      throw DemoError("cannot write \(target.path)")
    }
    let gunzip = Process()
    gunzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gunzip.arguments = ["gunzip", "-c", source.path]
    gunzip.standardOutput = try FileHandle(forWritingTo: target)
    try gunzip.run()
    gunzip.waitUntilExit()
    guard gunzip.terminationStatus == 0 else {
      throw DemoError("gunzip could not unpack \(source.path) (exit \(gunzip.terminationStatus))")
    }
  }
}
