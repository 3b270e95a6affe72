import Tensors

/// The header that a writer puts before the tensors.
extension ArchiveHeader {
  /// The length field and the JSON for `contents`, and the order in which the tensors' bytes must follow.
  ///
  /// The JSON lists the tensors in the given order. Their bytes go in order of falling alignment, and the header is
  /// padded with spaces to a multiple of 8, so that every tensor is aligned in the file to its own element; the format
  /// allows no padding between tensors. Equal contents give equal bytes.
  ///
  /// Throws: `unsupported` when the header exceeds `byteLimit` or a tensor has more than `axisLimit` axes, which no
  /// reader would take back; `shape` when the byte counts' sum overflows.
  static func encode(
    _ contents: ArchiveContents, place: String
  ) throws(NormKitError) -> (bytes: [UInt8], order: [Int]) {
    let tensors = contents.tensors
    let order = tensors.indices.sorted {
      let (left, right) = (tensors[$0].elementType.byteCount, tensors[$1].elementType.byteCount)
      return (right, $0) < (left, $1)
    }
    var begins = [Int](repeating: 0, count: tensors.count)
    var end = 0
    for index in order {
      begins[index] = end
      let (sum, overflow) = end.addingReportingOverflow(tensors[index].byteCount)
      guard !overflow else { throw NormKitError(.shape, "\(place): the tensors' byte counts overflow") }
      end = sum
    }
    var json = JSONText()
    if !contents.metadata.isEmpty { json.append(contents.metadata) }
    for (tensor, begin) in zip(tensors, begins) {
      guard tensor.shape.sizes.count <= axisLimit else {
        throw NormKitError(
          .unsupported, "\(place): tensor \"\(tensor.name.printable)\": more than \(axisLimit) axes")
      }
      json.append(tensor, begin: begin)
    }
    let bytes = json.finished()
    guard bytes.count <= byteLimit else {
      throw NormKitError(.unsupported, "\(place): the header needs \(bytes.count) bytes, the limit is \(byteLimit)")
    }
    return (withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) } + bytes, order)
  }
}

/// The header's JSON while it grows.
private struct JSONText {
  private var bytes: [UInt8] = []

  /// Adds the text sections, sorted by name.
  mutating func append(_ metadata: [String: String]) {
    open()
    append(string: ArchiveHeader.metadataKey)
    append(":{")
    for (index, section) in metadata.sorted(by: { $0.key < $1.key }).enumerated() {
      if index > 0 { append(",") }
      append(string: section.key)
      append(":")
      append(string: section.value)
    }
    append("}")
  }

  /// Adds one tensor's line.
  mutating func append(_ tensor: ArchiveTensor, begin: Int) {
    open()
    append(string: tensor.name)
    append(":{\"dtype\":\"\(tensor.elementType.rawValue)\",\"shape\":[")
    append(tensor.shape.sizes.map(String.init).joined(separator: ","))
    append("],\"data_offsets\":[\(begin),\(begin + tensor.byteCount)]}")
  }

  /// The closed object, padded with spaces to a multiple of 8 bytes.
  func finished() -> [UInt8] {
    var result = bytes.isEmpty ? Array("{".utf8) : bytes
    result.append(contentsOf: "}".utf8)
    return result + [UInt8](repeating: 0x20, count: (8 - result.count % 8) % 8)
  }

  private mutating func open() { append(bytes.isEmpty ? "{" : ",") }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(string: String) {
    append("\"")
    for byte in string.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0..<0x10: append("\\u000" + String(byte, radix: 16))
      case 0x10..<0x20: append("\\u00" + String(byte, radix: 16))
      default: bytes.append(byte)
      }
    }
    append("\"")
  }
}
