/// A folder whose .gz files can be read as if they were unpacked; the library itself reads plain files alone.
enum UnpackedFolder {
  /// Calls `body` with a folder that holds `folder`'s files unpacked: the folder itself where nothing is packed, else a
  /// temporary one that is removed afterwards.
  static func withUnpacked<Result>(_ folder: String, _ body: (String) throws -> Result) throws -> Result {
    let source = FileSystem.absolute(folder)
    guard let names = FileSystem.names(in: source) else { throw LabError("cannot read the folder \(folder)") }
    let packed = names.filter { $0.hasSuffix("-ubyte.gz") && !names.contains(String($0.dropLast(3))) }
    guard !packed.isEmpty else { return try body(source) }
    return try FileSystem.withTemporaryFolder { target in
      for name in names where name.hasSuffix("-ubyte") {
        try FileSystem.link("\(target)/\(name)", to: "\(source)/\(name)")
      }
      for name in packed { try FileSystem.unpack("\(source)/\(name)", to: "\(target)/\(name.dropLast(3))") }
      return try body(target)
    }
  }
}
