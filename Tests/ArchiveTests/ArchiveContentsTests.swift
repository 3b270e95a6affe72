import Archive
import Tensors
import Testing

/// Contents refuse what cannot be written, and say what a reader asked for and did not get.
@Suite struct ArchiveContentsTests {
  private func tensor(_ name: String) throws -> ArchiveTensor {
    try ArchiveTensor(name: name, shape: [1], values: [Float(1)])
  }

  @Test(arguments: [
    (["a", "b", "a"], "the name is used twice"),
    (["\u{E9}", "e\u{301}"], "the name is used twice"),
    (["__metadata__"], "the name is reserved"),
    (["a\0b"], "must not contain NUL"),
    ([String(repeating: "é", count: 257)], "at most 512 bytes, got 514"),
  ])
  func `a name no reader takes is refused`(names: [String], fragment: String) throws {
    let tensors = try names.map(tensor)
    let error = thrownError { _ = try ArchiveContents(tensors: tensors) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains(fragment) == true)
  }

  @Test func `a section name with NUL is refused`() {
    let error = thrownError { _ = try ArchiveContents(tensors: [], metadata: ["a\0": ""]) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message == "ArchiveContents.init: section \"a\\u{0}\": a name must not contain NUL")
  }

  @Test func `what is missing or different is named`() throws {
    let contents = try ArchiveContents(tensors: [tensor("a")])
    func error(_ body: () throws -> Void) -> String { thrownError(by: body).map { "\($0.code): \($0)" } ?? "none" }
    #expect(
      error { _ = try contents.tensor(named: "b", shape: [1]) }
        == "format: the archive: tensor \"b\": missing among 1 tensors")
    #expect(
      error { _ = try contents.tensor(named: "a", shape: [2]) }
        == "format: the archive: tensor \"a\": expected shape [2], got [1]")
    #expect(
      error { _ = try contents.tensor(named: "a", shape: [1], elementType: .int32) }
        == "format: the archive: tensor \"a\": expected I32 elements, got F32")
    #expect(
      error { _ = try contents.section(named: "normkit.model") }
        == "format: the archive: section \"normkit.model\" is missing from its metadata")
    #expect(
      error { _ = try contents["a"]?.values(of: Double.self) } == "format: tensor \"a\": expected F64 elements, got F32"
    )
    let short = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)
    #expect(
      error { try contents["a"]?.copy(to: short) }
        == "shape: ArchiveTensor.copy: tensor \"a\" has 1 elements, the destination 0")
  }

  @Test func `a tensor fits its storage`() throws {
    let storage = try AlignedStorage(byteCount: 16, purpose: "test")
    func error(_ shape: Shape, _ type: ArchiveTensor.ElementType, _ offset: Int) -> NormKitError? {
      thrownError {
        _ = try ArchiveTensor(name: "t", shape: shape, elementType: type, storage: storage, byteOffset: offset)
      }
    }
    #expect(error([4], .float32, 0) == nil)
    #expect(error([1], .int64, 8) == nil)
    #expect(error([0], .float32, 16) == nil)
    #expect(error([5], .float32, 0)?.code == .invalidArgument)
    #expect(error([4], .float32, 4)?.message.contains("needs 16 bytes from byte 4, the storage has 16") == true)
    #expect(error([1], .float64, 4)?.message.contains("must be a multiple of 8, got 4") == true)
    #expect(error([1], .float32, -4)?.code == .invalidArgument)
    #expect(error([1 << 61], .float64, 0)?.code == .shape)
    let count = thrownError { _ = try ArchiveTensor(name: "t", shape: [3], values: [Float(1)]) }
    #expect(count?.message == "ArchiveTensor.init: tensor \"t\": [3] has 3 elements, got 1")
  }
}
