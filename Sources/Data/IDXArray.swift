public import Tensors

/// The content of an IDX file, the format MNIST is published in: numbers of one type with a shape.
///
/// Layout, big-endian: two zero bytes, the type's code, the number of axes; the size of each axis in 4 bytes; the
/// numbers, last axis fastest.
/// Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
public struct IDXArray: Sendable {
  /// The types an IDX file can hold, by their codes.
  public enum ElementType: UInt8, Sendable, CaseIterable {
    /// Unsigned bytes.
    case uint8 = 0x08
    /// Signed bytes.
    case int8 = 0x09
    /// 16-bit integers.
    case int16 = 0x0B
    /// 32-bit integers.
    case int32 = 0x0C
    /// 32-bit floating point.
    case float32 = 0x0D
    /// 64-bit floating point.
    case float64 = 0x0E

    /// Bytes of one number.
    public var byteCount: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16: 2
      case .int32, .float32: 4
      case .float64: 8
      }
    }
  }

  /// The type of the numbers in the file.
  public let elementType: ElementType
  /// The sizes of its axes.
  public let shape: Shape
  /// Where it came from, for messages.
  let path: String
  /// The numbers as they are in the file.
  private let payload: AlignedStorage

  /// Reads an uncompressed IDX file.
  ///
  /// Throws: `io` when the file cannot be read; `format` when it is not IDX, is compressed, or its size is not what
  /// its header says (checked before memory is asked for); `outOfMemory`. Cost: one pass over the file.
  public init(contentsOf path: String) throws(NormKitError) {
    let file = try InputFile(path)
    let (elementType, rank) = try Self.magic(of: file)
    let headerSize = 4 + 4 * rank
    guard file.byteCount >= headerSize else {
      throw NormKitError(
        .format, "\(path): the header of \(rank) axes takes \(headerSize) bytes, the file has \(file.byteCount)")
    }
    shape = try Self.shape(of: file, rank: rank)
    let (byteCount, overflow) = shape.count.multipliedReportingOverflow(by: elementType.byteCount)
    let found = file.byteCount - headerSize
    guard !overflow, byteCount == found else {
      let expected = overflow ? "more bytes than memory has addresses" : "\(byteCount) bytes"
      let fault = overflow || found < byteCount ? "cut short" : "followed by something else"
      throw NormKitError(
        .format,
        "\(path): shape \(shape) of \(elementType) takes \(expected) after the header, found \(found): \(fault)")
    }
    payload = try AlignedStorage(byteCount: byteCount, purpose: path)
    try file.read(into: UnsafeMutableRawBufferPointer(start: payload.base, count: byteCount))
    self.elementType = elementType
    self.path = path
  }

  private static func magic(of file: borrowing InputFile) throws(NormKitError) -> (ElementType, rank: Int) {
    let path = file.path
    guard file.byteCount >= 4 else {
      throw NormKitError(.format, "\(path): an IDX file has at least 4 bytes, got \(file.byteCount)")
    }
    var bytes = [UInt8](repeating: 0, count: 4)
    try bytes.fill(from: file)
    if bytes[0] == 0x1F && bytes[1] == 0x8B {
      throw NormKitError(.format, "\(path): compressed by gzip; unpack it with gunzip -k '\(path)'")
    }
    guard bytes[0] == 0, bytes[1] == 0 else {
      throw NormKitError(.format, "\(path): an IDX file begins with bytes 0, 0, got \(bytes[0]), \(bytes[1])")
    }
    guard let type = ElementType(rawValue: bytes[2]) else {
      throw NormKitError(.format, "\(path): type code must be 8, 9, 11, 12, 13 or 14, got \(bytes[2])")
    }
    return (type, Int(bytes[3]))
  }

  private static func shape(of file: borrowing InputFile, rank: Int) throws(NormKitError) -> Shape {
    var bytes = [UInt8](repeating: 0, count: 4 * rank)
    try bytes.fill(from: file)
    let sizes = (0..<rank).map { axis in
      bytes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    do { return try Shape(sizes) } catch {
      throw NormKitError(.format, "\(file.path): the number of elements of \(sizes) overflows")
    }
  }

  /// The number at a row-major index, in the precision of Double, which holds every type exactly.
  func number(_ index: Int) -> Double {
    switch elementType {
    case .uint8: Double(bigEndian(index, UInt8.self))
    case .int8: Double(bigEndian(index, Int8.self))
    case .int16: Double(bigEndian(index, Int16.self))
    case .int32: Double(bigEndian(index, Int32.self))
    case .float32: Double(Float(bitPattern: bigEndian(index, UInt32.self)))
    case .float64: Double(bitPattern: bigEndian(index, UInt64.self))
    }
  }

  private func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(_ index: Int, _: Integer.Type) -> Integer {
    Integer(bigEndian: payload.base.load(fromByteOffset: index * MemoryLayout<Integer>.size, as: Integer.self))
  }
}

extension [UInt8] {
  fileprivate mutating func fill(from file: borrowing InputFile) throws(NormKitError) {
    var failure: NormKitError?
    withUnsafeMutableBytes { buffer in
      do throws(NormKitError) { try file.read(into: buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
