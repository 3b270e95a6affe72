import Foundation

/// The files that the tests read: see Tests/Fixtures/make_labdata_fixtures.py.
enum LabDataFile {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The path of a file or folder below Tests/Fixtures/labdata.
  static func fixture(_ name: String) -> String { root.appendingPathComponent("Tests/Fixtures/labdata/\(name)").path }

  /// The path of one below examples/data.
  static func example(_ name: String) -> String { root.appendingPathComponent("examples/data/\(name)").path }

  static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

  /// Calls `body` with a temporary folder that holds a file called `name` with these bytes.
  static func withFile(_ bytes: [UInt8], named name: String, _ body: (_ folder: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(bytes).write(to: folder.appendingPathComponent(name))
    try body(folder.path)
  }
}
