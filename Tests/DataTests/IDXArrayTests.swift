import Data
import Foundation
import Tensors
import Testing

/// A folder of files that is gone after the test.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "normkit-data-" + UUID().uuidString

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  /// Writes a file and returns its path.
  func write(_ bytes: [UInt8], as name: String = "numbers.idx") throws -> String {
    let file = path + "/" + name
    try Foundation.Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// An IDX file's header.
func idxHeader(_ type: UInt8, _ sizes: [UInt32]) -> [UInt8] {
  [0, 0, type, UInt8(sizes.count)] + sizes.flatMap { bigEndian($0) }
}

/// An integer's bytes, largest first.
func bigEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
  withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

@Suite struct IDXArrayTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func readsEveryType() throws {
    func tensor(_ type: IDXArray.ElementType, _ bytes: [UInt8]) throws -> [Float] {
      let count = UInt32(bytes.count / type.byteCount)
      let array = try IDXArray(contentsOf: folder.write(idxHeader(type.rawValue, [count]) + bytes))
      #expect(array.elementType == type)
      return try array.tensor().values
    }
    #expect(try tensor(.uint8, [0, 1, 255]) == [0, 1, 255])
    #expect(try tensor(.int8, [0, 127, 128, 255]) == [0, 127, -128, -1])
    #expect(try tensor(.int16, [Int16.min, -2, .max].flatMap(bigEndian)) == [-32768, -2, 32767])
    #expect(try tensor(.int32, [Int32.min, 70_000].flatMap(bigEndian)) == [-2_147_483_648, 70_000])
    let floats: [Float] = [1.5, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -.infinity]
    #expect(try tensor(.float32, floats.flatMap { bigEndian($0.bitPattern) }) == floats)
    #expect(try tensor(.float64, [0.1, -3e300].flatMap { bigEndian($0.bitPattern) }) == [0.1, -.infinity])
  }

  @Test func readsEveryRank() throws {
    let scalar = try IDXArray(contentsOf: folder.write(idxHeader(8, []) + [7]))
    #expect(scalar.shape == [])
    #expect(try scalar.tensor().values == [7])
    let cube = try IDXArray(contentsOf: folder.write(idxHeader(8, [2, 3, 2]) + Array(0..<12)))
    #expect(cube.shape == [2, 3, 2])
    #expect(try cube.tensor(scale: 0.5).values == (0..<12).map { Float($0) / 2 })
    let deep = try IDXArray(contentsOf: folder.write(idxHeader(8, Array(repeating: 1, count: 255)) + [9]))
    #expect(deep.shape.sizes.count == 255)
    let empty = try IDXArray(contentsOf: folder.write(idxHeader(8, [0, 28, 28])))
    #expect(empty.shape == [0, 28, 28])
    #expect(try empty.tensor().count == 0)
  }

  /// Every beginning of a good file but the whole is refused, and so is one byte more.
  @Test func everyCutIsFound() throws {
    let good = idxHeader(0x0B, [2, 3]) + (0..<12)
    _ = try IDXArray(contentsOf: folder.write(good))
    for length in 0..<good.count {
      let path = try folder.write(Array(good[..<length]))
      #expect { try IDXArray(contentsOf: path) } throws: { ($0 as? NormKitError)?.code == .format }
    }
    let path = try folder.write(good + [0])
    let message = "\(path): shape [2, 3] of int16 takes 12 bytes after the header, found 13: followed by something else"
    #expect(throws: NormKitError(.format, message)) { try IDXArray(contentsOf: path) }
  }

  @Test(
    arguments: [
      ([], "an IDX file has at least 4 bytes, got 0"),
      ([1, 0, 8, 0, 5], "an IDX file begins with bytes 0, 0, got 1, 0"),
      ([0, 0, 10, 1], "type code must be 8, 9, 11, 12, 13 or 14, got 10"),
      ([0, 0, 8, 2, 0, 0, 0, 1], "the header of 2 axes takes 12 bytes, the file has 8"),
      (idxHeader(8, [4]) + [1], "shape [4] of uint8 takes 4 bytes after the header, found 1: cut short"),
      (
        idxHeader(8, [.max, .max, .max]) + [1],
        "the number of elements of [4294967295, 4294967295, 4294967295] overflows"
      ),
      (
        idxHeader(14, [.max, 0x7FFF_FFFF]),
        "shape [4294967295, 2147483647] of float64 takes more bytes than memory has addresses after the header, "
          + "found 0: cut short"
      ),
      (
        idxHeader(8, [.max, .max, .max, 0]),
        "the number of elements of [4294967295, 4294967295, 4294967295, 0] overflows"
      ),
      (
        idxHeader(13, [.max]),
        "shape [4294967295] of float32 takes 17179869180 bytes after the header, found 0: cut short"
      ),
    ] as [([UInt8], String)])
  func hostileFilesAreNamed(bytes: [UInt8], fault: String) throws {
    let path = try folder.write(bytes)
    #expect(throws: NormKitError(.format, "\(path): \(fault)")) { try IDXArray(contentsOf: path) }
  }

  @Test func whatIsNotAReadableFileIsAnError() throws {
    let missing = folder.path + "/missing"
    #expect(throws: NormKitError(.io, "\(missing): could not be opened: No such file or directory")) {
      try IDXArray(contentsOf: missing)
    }
    #expect(throws: NormKitError(.io, "\(folder.path): not a regular file")) {
      try IDXArray(contentsOf: folder.path)
    }
    #expect(throws: NormKitError.self) { try IDXArray(contentsOf: "") }
    #expect(throws: NormKitError(.io, "a\0b: a path cannot hold a zero byte")) { try IDXArray(contentsOf: "a\0b") }
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: NormKitError(.io, "\(pipe): not a regular file")) { try IDXArray(contentsOf: pipe) }
  }

  @Test func compressedFilesSayHowToUnpack() throws {
    let path = try folder.write([0x1F, 0x8B, 8, 0, 0], as: "numbers.idx.gz")
    let message = "\(path): compressed by gzip; unpack it with gunzip -k '\(path)'"
    #expect(throws: NormKitError(.format, message)) { try IDXArray(contentsOf: path) }
  }

  @Test func labels() throws {
    #expect(try IDXArray(contentsOf: folder.write(idxHeader(8, [3]) + [0, 9, 255])).labels() == [0, 9, 255])
    let large = idxHeader(12, [2]) + bigEndian(Int32(100_000)) + bigEndian(Int32(-1))
    #expect(try IDXArray(contentsOf: folder.write(large)).labels() == [100_000, -1])
    let flat = try folder.write(idxHeader(8, [1, 2]) + [0, 1])
    #expect(throws: NormKitError(.format, "\(flat): labels must have one axis, got shape [1, 2]")) {
      try IDXArray(contentsOf: flat).labels()
    }
    let real = try folder.write(idxHeader(13, [1]) + [0, 0, 0, 0])
    #expect(throws: NormKitError(.format, "\(real): labels must be integers, got float32")) {
      try IDXArray(contentsOf: real).labels()
    }
  }
}
