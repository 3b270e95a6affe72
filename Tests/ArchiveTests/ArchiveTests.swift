import Archive
import Foundation
import Tensors
import Testing

/// Contents with every element type, odd sizes between them, and names and text that need escaping.
func sampleContents() throws -> ArchiveContents {
  try ArchiveContents(
    tensors: [
      ArchiveTensor(name: "dense.kernel", shape: [3, 1], values: [1.5, -0.0, Float.infinity]),
      ArchiveTensor(name: "count", shape: [], values: [Int64.min]),
      ArchiveTensor(name: "labels", shape: [1], values: [Int32(-7)]),
      ArchiveTensor(name: "moments", shape: [1, 2, 1], values: [0.1, Double.leastNonzeroMagnitude]),
      ArchiveTensor(name: "nothing", shape: [0, 4], values: [Float]()),
      ArchiveTensor(name: "a \"name\" \\ with\n\u{1F} é 😀", shape: [1], values: [Float(3)]),
    ],
    metadata: ["normkit.format": "1", "normkit.model": "{\"layers\":[\"é\\n\"]}", "control": "\0\u{1}\r\u{7F}"])
}

/// What was written is what is read, and nothing else can happen to a file.
@Suite struct ArchiveTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func `contents come back bit for bit`() throws {
    let path = directory.file("sample.safetensors")
    let written = try sampleContents()
    try Archive.write(written, to: path)
    let read = try Archive.read(path: path)
    #expect(read.metadata == written.metadata)
    #expect(read.tensors.map(\.name) == written.tensors.map(\.name))
    #expect(read.tensors.map(\.shape) == written.tensors.map(\.shape))
    #expect(read.tensors.map(\.elementType) == written.tensors.map(\.elementType))
    let kernel = try read.tensor(named: "dense.kernel", shape: [3, 1]).values(of: Float.self)
    #expect(kernel.map(\.bitPattern) == [Float(1.5), -0.0, .infinity].map(\.bitPattern))
    #expect(try read["count"]?.values(of: Int64.self) == [.min])
    #expect(try read["labels"]?.values(of: Int32.self) == [-7])
    #expect(try read["moments"]?.values(of: Double.self) == [0.1, .leastNonzeroMagnitude])
    #expect(try read["nothing"]?.values(of: Float.self) == [])
    #expect(try read.section(named: "normkit.format") == "1")
    #expect(try directory.names() == ["sample.safetensors"])
    #expect(try ArchiveBytes(file: path).parse().metadata == written.metadata)
  }

  @Test func `NaN payloads survive`() throws {
    let path = directory.file("nan.safetensors")
    let bits: [UInt32] = [0x7FC0_0001, 0xFFC1_2345]
    let tensor = try ArchiveTensor(name: "n", shape: [2], values: bits.map { Float(bitPattern: $0) })
    try Archive.write(ArchiveContents(tensors: [tensor]), to: path)
    let read = try #require(try Archive.read(path: path)["n"]).values(of: Float.self)
    #expect(read.map(\.bitPattern) == bits)
  }

  @Test func `every tensor is aligned in the file and equal contents give equal bytes`() throws {
    let (first, second) = (directory.file("1"), directory.file("2"))
    try Archive.write(try sampleContents(), to: first)
    try Archive.write(try sampleContents(), to: second)
    let bytes = try ArchiveBytes(file: first).bytes
    #expect(bytes == (try ArchiveBytes(file: second).bytes))
    let headerCount = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(headerCount % 8 == 0)
    let object = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + headerCount]))
    let header = try #require(object as? [String: [String: Any]])
    #expect(header.count == 7)
    for (name, fields) in header where name != "__metadata__" {
      let offsets = try #require(fields["data_offsets"] as? [Int])
      let isWide = ["F64", "I64"].contains(try #require(fields["dtype"] as? String))
      #expect(offsets[0] % (isWide ? 8 : 4) == 0, "\(name)")
    }
  }

  @Test func `a view writes its part of the storage`() throws {
    let storage = try AlignedStorage(floats: 4, purpose: "test")
    for index in 0..<4 { storage.floats[index] = Float(index) }
    let view = try ArchiveTensor(name: "v", shape: [2], elementType: .float32, storage: storage, byteOffset: 4)
    let path = directory.file("view")
    try Archive.write(ArchiveContents(tensors: [view]), to: path)
    let read = try Archive.read(path: path).tensor(named: "v", shape: [2])
    #expect(try read.values(of: Float.self) == [1, 2])
    let destination = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2)
    defer { destination.deallocate() }
    try read.copy(to: destination)
    #expect(Array(destination) == [1, 2])
  }

  @Test func `an archive without tensors and sections is a file`() throws {
    let path = directory.file("empty")
    try Archive.write(ArchiveContents(tensors: []), to: path)
    #expect(try ArchiveBytes(file: path).bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try Archive.read(path: path).tensors.isEmpty)
  }

  @Test func `every length of name leaves the header padded`() throws {
    let path = directory.file("padded")
    for length in 0..<17 {
      let name = String(repeating: "n", count: length)
      let tensor = try ArchiveTensor(name: name, shape: [1], values: [Float(length)])
      try Archive.write(ArchiveContents(tensors: [tensor]), to: path)
      #expect(try ArchiveBytes(file: path).bytes.count % 8 == 4)
      #expect(try Archive.read(path: path)[name]?.values(of: Float.self) == [Float(length)])
    }
  }

  @Test func `a tensor of several megabytes comes back`() throws {
    let path = directory.file("large")
    let count = 1_500_001
    let values = (0..<count).map { Float($0) }
    let tensor = try ArchiveTensor(name: "large", shape: Shape([count]), values: values)
    try Archive.write(ArchiveContents(tensors: [tensor]), to: path)
    #expect(try Archive.read(path: path)["large"]?.values(of: Float.self) == values)
  }

  @Test func `a header above the limit is not written`() throws {
    let contents = try ArchiveContents(tensors: [], metadata: ["k": String(repeating: "x", count: 16 << 20)])
    let error = thrownError { try Archive.write(contents, to: directory.file("large")) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("the limit is 16777216") == true)
    #expect(try directory.names() == [])
  }

  @Test func `65 axes are not written`() throws {
    let shape = try Shape([Int](repeating: 1, count: 65))
    let contents = try ArchiveContents(tensors: [ArchiveTensor(name: "t", shape: shape, values: [Float(1)])])
    let error = thrownError { try Archive.write(contents, to: directory.file("axes")) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.hasSuffix("tensor \"t\": more than 64 axes") == true)
  }
}
