import Archive
import Foundation
import Tensors

/// The bytes of an archive, put together by hand.
struct ArchiveBytes: Sendable {
  var bytes: [UInt8]

  /// Those bytes, whatever they are.
  init(raw bytes: [UInt8]) { self.bytes = bytes }

  /// A header with its true length, and `data` zeros after it.
  init(header: String, data: Int = 0) { self.init(header: Array(header.utf8), data: data) }

  /// A header of any bytes with its true length, and `data` zeros after it.
  init(header: [UInt8], data: Int = 0) { self.init(length: UInt64(header.count), header: header, data: data) }

  /// A header whose length field says `length`, and `data` zeros after it.
  init(length: UInt64, header: [UInt8], data: Int = 0) {
    bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + header + [UInt8](repeating: 0, count: data)
  }

  /// The bytes of the file at that path.
  init(file path: String) throws { bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path))) }

  func parse(name: String = "bytes") throws -> ArchiveContents {
    try bytes.withUnsafeBytes { try Archive.parse($0, name: name) }
  }

  /// The error that parsing throws; nil when it parses.
  func parsingError() -> NormKitError? { thrownError { _ = try parse(name: "hostile") } }
}

/// One tensor's line of a header.
func line(_ name: String, _ dtype: String, _ shape: String, _ offsets: String) -> String {
  "\"\(name)\":{\"dtype\":\"\(dtype)\",\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}"
}

/// The error that `body` throws; an `internal` one stands for any error that is not NormKit's.
func thrownError(by body: () throws -> Void) -> NormKitError? {
  do {
    try body()
    return nil
  } catch {
    return error as? NormKitError ?? NormKitError(.internal, "\(error)")
  }
}
