import NormKit

/// The arrays of numbers in a MATLAB file of version 5, compressed or not, believed in nothing.
///
/// Source: MathWorks, "MAT-File Format", version 5. Cells, structures and other kinds are left out.
struct MATFile {
  /// The arrays in the file's order.
  private(set) var arrays: [MATArray] = []
  private let path: String

  /// Throws: `io` when the file cannot be read; `format` when it is not such a file, or damaged.
  init(contentsOf path: String) throws(NormKitError) {
    try self.init(path, try FileBytes.read(path))
  }

  init(_ path: String, _ bytes: [UInt8]) throws(NormKitError) {
    self.path = path
    try Self.checkHeader(path, bytes)
    var elements = MATElements(path, bytes, 128..<bytes.count)
    while let element = try elements.next() {
      switch element.type {
      case .compressed:
        // The sizes in the format have 32 bits; and deflate makes at most 1,032 bytes of one.
        let packed = Array(bytes[element.range])
        let limit = min(Int(UInt32.max) + 8, 1100 * packed.count + 64)
        let content = try CompressedBytes.unzlib(path, packed, limit: limit)
        var inner = MATElements(path, content, 0..<content.count)
        if let element = try inner.next() { try read(element, of: content) }
      default: try read(element, of: bytes)
      }
    }
  }

  /// The array called `name`. Throws: `format` when there is none, naming those that there are.
  func array(_ name: String) throws(NormKitError) -> MATArray {
    guard let array = arrays.first(where: { $0.name == name }) else {
      let known = arrays.isEmpty ? "none" : arrays.map(\.name).joined(separator: ", ")
      throw NormKitError(.format, "\(path): expected an array called \(name), there is \(known)")
    }
    return array
  }

  private static func checkHeader(_ path: String, _ bytes: [UInt8]) throws(NormKitError) {
    let text = String(decoding: bytes.prefix(10), as: UTF8.self)
    guard text != "MATLAB 7.3" else {
      throw NormKitError(.format, "\(path): a MATLAB file of version 7.3, which is HDF5; expected version 5")
    }
    guard bytes.count >= 128 else {
      throw NormKitError(.format, "\(path): a MATLAB file has at least 128 bytes, got \(bytes.count)")
    }
    guard bytes[126] != UInt8(ascii: "M") || bytes[127] != UInt8(ascii: "I") else {
      throw NormKitError(.format, "\(path): a MATLAB file with big-endian numbers; expected little-endian")
    }
    guard bytes[126] == UInt8(ascii: "I"), bytes[127] == UInt8(ascii: "M"), bytes[125] == 1 else {
      throw NormKitError(.format, "\(path): not a MATLAB file of version 5")
    }
  }

  /// Takes an array in, if the element is one of numbers.
  private mutating func read(_ element: MATElement, of bytes: [UInt8]) throws(NormKitError) {
    guard element.type == .matrix else { return }
    var parts = MATElements(path, bytes, element.range)
    guard let flags = try parts.next(), flags.range.count == 8, let sizes = try parts.next(),
      let name = try parts.next()
    else { throw NormKitError(.format, "\(path): an array without flags, sizes and a name") }
    // Classes 6 to 15 are numbers: double, single, then integers of 8 to 64 bits.
    guard (6...15).contains(bytes[flags.range.lowerBound]) else { return }
    guard bytes[flags.range.lowerBound + 1] & 8 == 0 else {
      throw NormKitError(.format, "\(path): an array of complex numbers")
    }
    guard let numbers = try parts.next(), let type = MATNumber(rawValue: numbers.type.rawValue) else {
      throw NormKitError(.format, "\(path): an array whose numbers are of an unknown type")
    }
    let array = MATArray(
      name: String(decoding: bytes[name.range], as: UTF8.self),
      sizes: try MATNumber.int32.integers(path, bytes[sizes.range]), type: type, bytes: Array(bytes[numbers.range]))
    guard let count = array.count, count == array.bytes.count / type.byteCount,
      array.bytes.count % type.byteCount == 0
    else {
      throw NormKitError(
        .format, "\(path): \(array.name) of sizes \(array.sizes) does not fit its \(array.bytes.count) bytes")
    }
    arrays.append(array)
  }
}

/// An array of a MATLAB file: its first axis runs fastest.
struct MATArray {
  let name: String
  let sizes: [Int]
  let type: MATNumber
  let bytes: [UInt8]

  /// How many numbers its sizes stand for; nil for a negative size, or more than memory has addresses.
  var count: Int? {
    var count = 1
    for size in sizes {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }
}

/// The types in which a MATLAB file holds numbers, by their codes; the class of an array may be a wider one.
enum MATNumber: UInt32 {
  case int8 = 1
  case uint8, int16, uint16, int32, uint32
  case single = 7
  case double = 9
  case int64 = 12
  case uint64 = 13

  var byteCount: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .single: 4
    case .double, .int64, .uint64: 8
    }
  }

  /// The numbers in `bytes`, all of them whole. Throws: `format` for one that is not, or beyond 32 bits.
  func integers(_ path: String, _ bytes: ArraySlice<UInt8>) throws(NormKitError) -> [Int] {
    var numbers: [Int] = []
    for start in stride(from: bytes.startIndex, to: bytes.endIndex - byteCount + 1, by: byteCount) {
      let bits = (0..<byteCount).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
      guard let number = integer(bits) else {
        throw NormKitError(.format, "\(path): expected whole numbers of 32 bits")
      }
      numbers.append(Int(number))
    }
    return numbers
  }

  private func integer(_ bits: UInt64) -> Int32? {
    switch self {
    case .int8: Int32(Int8(truncatingIfNeeded: bits))
    case .int16: Int32(Int16(truncatingIfNeeded: bits))
    case .int32: Int32(truncatingIfNeeded: bits)
    case .int64: Int32(exactly: Int64(bitPattern: bits))
    case .uint8, .uint16, .uint32, .uint64: Int32(exactly: bits)
    case .single: Int32(exactly: Float(bitPattern: UInt32(bits)))
    case .double: Int32(exactly: Double(bitPattern: bits))
    }
  }
}
