package import Tensors

/// What an archive holds: tensors in order, and text sections by name. See docs/archive.md for the sections' names.
package struct ArchiveContents: Sendable {
  /// In the order of the file's header, which is the order in which they were handed to `Archive.write`.
  package let tensors: [ArchiveTensor]
  /// The text sections of the header's `__metadata__`.
  package let metadata: [String: String]
  /// Where the contents come from, for error texts: the path in quotes, or how `parse` was told to call the bytes.
  package let source: String
  private let indices: [String: Int]

  /// Contents to write.
  ///
  /// Throws: `invalidArgument` for what no reader would take back: two tensors of one name, a tensor called
  /// `__metadata__`, a name or section name with a NUL in it or longer than 512 bytes. Names are compared as Swift
  /// compares strings, so that two spellings of one accented letter are the same name.
  package init(tensors: [ArchiveTensor], metadata: [String: String] = [:]) throws(NormKitError) {
    var seen = Set<String>()
    for tensor in tensors {
      let place = "ArchiveContents.init: tensor \"\(tensor.name.printable)\""
      try Self.checkName(tensor.name, place: place)
      guard tensor.name != ArchiveHeader.metadataKey else {
        throw NormKitError(.invalidArgument, "\(place): the name is reserved for the text sections")
      }
      guard seen.insert(tensor.name).inserted else {
        throw NormKitError(.invalidArgument, "\(place): the name is used twice, names must differ")
      }
    }
    for key in metadata.keys {
      try Self.checkName(key, place: "ArchiveContents.init: section \"\(key.printable)\"")
    }
    self.init(distinct: tensors, metadata: metadata, source: "the archive")
  }

  private static func checkName(_ name: String, place: String) throws(NormKitError) {
    guard !name.utf8.contains(0) else {
      throw NormKitError(.invalidArgument, "\(place): a name must not contain NUL")
    }
    guard name.utf8.count <= JSONScanner.nameByteLimit else {
      throw NormKitError(
        .invalidArgument,
        "\(place): a name must have at most \(JSONScanner.nameByteLimit) bytes, got \(name.utf8.count)")
    }
  }

  /// For a reader that has already found every name distinct and fit.
  init(distinct tensors: [ArchiveTensor], metadata: [String: String], source: String) {
    self.tensors = tensors
    self.metadata = metadata
    self.source = source
    self.indices = Dictionary(zip(tensors.map(\.name), tensors.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The tensor of that name, if there is one.
  package subscript(name: String) -> ArchiveTensor? { indices[name].map { tensors[$0] } }

  /// The tensor that a reader must find, with the shape and element type it must have.
  ///
  /// Throws: `format`, naming the source and the tensor, when it is missing or is something else.
  package func tensor(
    named name: String, shape: Shape, elementType: ArchiveTensor.ElementType = .float32
  ) throws(NormKitError) -> ArchiveTensor {
    let place = "\(source): tensor \"\(name.printable)\""
    guard let tensor = self[name] else {
      throw NormKitError(.format, "\(place): missing among \(tensors.count) tensors")
    }
    guard tensor.elementType == elementType else {
      throw NormKitError(
        .format, "\(place): expected \(elementType.rawValue) elements, got \(tensor.elementType.rawValue)")
    }
    guard tensor.shape == shape else {
      throw NormKitError(.format, "\(place): expected shape \(shape), got \(tensor.shape)")
    }
    return tensor
  }

  /// The text section that a reader must find.
  ///
  /// Throws: `format`, naming the source and the section, when it is missing.
  package func section(named name: String) throws(NormKitError) -> String {
    guard let text = metadata[name] else {
      throw NormKitError(.format, "\(source): section \"\(name.printable)\" is missing from its metadata")
    }
    return text
  }
}
