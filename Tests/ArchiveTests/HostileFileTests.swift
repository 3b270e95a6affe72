import Archive
import Foundation
import Tensors
import Testing

/// Every file of the museum is refused with the error that names its fault, from memory and from disk alike.
@Suite struct HostileFileTests {
  @Test(arguments: HostileFile.all)
  func `is refused by name`(hostile: HostileFile) throws {
    let error = try #require(hostile.file.parsingError(), "it was accepted")
    #expect(error.code == hostile.code, "\(error)")
    #expect(error.message.contains(hostile.fragment), "\(error)")
    #expect(error.message.hasPrefix("Archive.parse: 'hostile': "), "\(error)")
    #expect(error.message.count < 400, "\(error)")
  }

  @Test(arguments: HostileFile.all)
  func `is refused from disk with its path`(hostile: HostileFile) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("hostile.safetensors")
    try Data(hostile.file.bytes).write(to: URL(fileURLWithPath: path))
    let error = try #require(thrownError { _ = try Archive.read(path: path) }, "it was accepted")
    #expect(error.code == hostile.code, "\(error)")
    #expect(error.message.contains(hostile.fragment), "\(error)")
    #expect(error.message.hasPrefix("Archive.read: '\(path)': "), "\(error)")
  }

  @Test func `names differ and are many`() {
    #expect(Set(HostileFile.all.map(\.name)).count == HostileFile.all.count)
    #expect(HostileFile.all.count >= 100)
  }

  /// Files that look odd and keep every rule; a reader that refuses them is too strict.
  @Test(arguments: [
    ArchiveBytes(header: "{}"),
    ArchiveBytes(header: "{ \t\n\r}   "),
    ArchiveBytes(header: "{\"__metadata__\":{}}"),
    ArchiveBytes(header: "{\(line("", "F32", "", "0,4"))}", data: 4),
    ArchiveBytes(header: "{\(line("b", "F32", "1", "4,8")), \(line("a", "F32", "1", "0,4"))}", data: 8),
    ArchiveBytes(header: "{\(line("b", "F32", "0", "4,4")),\(line("a", "F32", "1", "0,4"))}", data: 4),
    ArchiveBytes(header: "{\(line("a", "F32", "0,9223372036854775807", "0,0"))}"),
    ArchiveBytes(
      header: "{\(line("a", "F32", Array(repeating: "1", count: 64).joined(separator: ","), "0,4"))}", data: 4),
    ArchiveBytes(header: "{\(line("\\ud83d\\ude00\\/", "I64", "1 , 1", " 0 ,8 "))}", data: 8),
  ])
  func `an odd file is accepted`(file: ArchiveBytes) {
    #expect(file.parsingError() == nil)
  }

  @Test func `order is the header's and escapes are decoded`() throws {
    let header = "{\(line("\\ud83d\\ude00\\/\\u00e9", "F32", "1", "4,8")),\(line("a", "F32", "1", "0,4"))}"
    var file = ArchiveBytes(header: header, data: 8)
    file.bytes[file.bytes.count - 1] = 0x40
    let contents = try file.parse()
    #expect(contents.tensors.map(\.name) == ["😀/é", "a"])
    #expect(try contents.tensors[0].values(of: Float.self) == [2])
    #expect(try contents.tensors[1].values(of: Float.self) == [0])
  }
}
