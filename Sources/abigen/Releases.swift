import Foundation

/// In which version each C function came: the released versions' symbols, which Tests/abi keeps for ever.
struct Releases {
  /// Each version with its symbols, the oldest first.
  private let symbols: [(version: String, names: Set<Substring>)]

  /// `folder` holds a folder for each released version, with its file `symbols`.
  init(folder: String) throws {
    let versions = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/symbols") }
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    symbols = try versions.map { version in
      let text = try String(contentsOfFile: "\(folder)/\(version)/symbols", encoding: .utf8)
      return (version, Set(text.split(separator: "\n").map { Substring(String($0)) }))
    }
  }

  /// The first version that has the function; `present`, the one being made, for a function that none has yet.
  ///
  /// Throws: when `present` was released without it.
  func first(with function: String, present: String) throws -> String {
    if let found = symbols.first(where: { $0.names.contains(function[...]) }) { return found.version }
    guard !symbols.contains(where: { $0.version == present }) else {
      throw Failure("\(function) is not in \(present), which is released: raise NORMKIT_VERSION in normkit_types.h")
    }
    return present
  }
}
