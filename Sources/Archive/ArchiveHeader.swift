import Tensors

/// A parsed header: where each tensor's bytes lie, and the text sections.
struct ArchiveHeader {
  /// One tensor's line of the header; begin and end count from the first byte after the header.
  struct Entry {
    let name: String
    let elementType: ArchiveTensor.ElementType
    let shape: Shape
    let begin: Int
    let end: Int
  }

  /// The key that holds the text sections, so that no tensor can have that name.
  static let metadataKey = "__metadata__"
  /// The longest header read or written, in bytes: room for 100,000 tensors. The format itself allows 100,000,000.
  static let byteLimit = 16 << 20
  /// The most axes of a tensor; as many as NumPy allows.
  static let axisLimit = 64

  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  /// Parses the header's JSON and checks that the tensors fill the `dataByteCount` bytes after it exactly.
  ///
  /// Throws: `format` or `unsupported`, naming `place` and the tensor.
  init(parsing bytes: UnsafeRawBufferPointer, dataByteCount: Int, place: String) throws(NormKitError) {
    var scanner = JSONScanner(bytes, place: place)
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    try scanner.readObject("'{' as the first byte") { (scanner, key) throws(NormKitError) in
      if key == Self.metadataKey {
        metadata = try Self.readMetadata(&scanner)
      } else {
        scanner.entry = key
        entries.append(try Self.readEntry(named: key, &scanner))
        scanner.entry = nil
      }
    }
    try scanner.finish()
    self.entries = entries
    self.metadata = metadata
    try checkLayout(dataByteCount: dataByteCount, place: place)
  }

  private static func readMetadata(_ scanner: inout JSONScanner) throws(NormKitError) -> [String: String] {
    var sections: [String: String] = [:]
    try scanner.readObject("'{' to open \(metadataKey)") { (scanner, key) throws(NormKitError) in
      guard !key.utf8.contains(0) else {
        throw NormKitError(.format, "\(scanner.place): section \"\(key.printable)\": a name must not contain NUL")
      }
      sections[key] = try scanner.readString("text in double quotes for section \"\(key.printable)\"")
    }
    return sections
  }

  private static func readEntry(named name: String, _ scanner: inout JSONScanner) throws(NormKitError) -> Entry {
    guard !name.utf8.contains(0) else {
      throw NormKitError(.format, "\(scanner.subject): a name must not contain NUL")
    }
    var elementType: ArchiveTensor.ElementType?
    var sizes: [Int]?
    var offsets: [Int]?
    try scanner.readObject("'{' to open the tensor's fields") { (scanner, field) throws(NormKitError) in
      switch field {
      case "dtype": elementType = try readElementType(&scanner)
      case "shape": sizes = try scanner.readIntegers("the shape", limit: axisLimit)
      case "data_offsets": offsets = try readOffsets(&scanner)
      default:
        throw NormKitError(
          .format,
          "\(scanner.subject): expected the fields dtype, shape, data_offsets, got \"\(field.printable)\"")
      }
    }
    guard let elementType else { throw missing("dtype", scanner) }
    guard let sizes else { throw missing("shape", scanner) }
    guard let offsets else { throw missing("data_offsets", scanner) }
    let shape: Shape
    do { shape = try Shape(sizes) } catch {
      throw NormKitError(.format, "\(scanner.subject): \(error.message)")
    }
    return Entry(name: name, elementType: elementType, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private static func missing(_ field: String, _ scanner: JSONScanner) -> NormKitError {
    NormKitError(.format, "\(scanner.subject): the field \(field) is missing")
  }

  private static func readElementType(
    _ scanner: inout JSONScanner
  ) throws(NormKitError) -> ArchiveTensor.ElementType {
    let text = try scanner.readName("a dtype in double quotes")
    if let type = ArchiveTensor.ElementType(rawValue: text) { return type }
    let supported = ArchiveTensor.ElementType.supportedNames
    if ArchiveTensor.ElementType.unsupportedNames.contains(text) {
      throw NormKitError(.unsupported, "\(scanner.subject): dtype \(text) is not supported, only \(supported)")
    }
    throw NormKitError(.format, "\(scanner.subject): expected a dtype such as \(supported), got \"\(text.printable)\"")
  }

  private static func readOffsets(_ scanner: inout JSONScanner) throws(NormKitError) -> [Int] {
    let start = scanner.position
    let offsets = try scanner.readIntegers("data_offsets", limit: axisLimit)
    guard offsets.count == 2 else {
      scanner.position = start
      throw scanner.unexpected("data_offsets of two numbers")
    }
    return offsets
  }
}
