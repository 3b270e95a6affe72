package import Tensors

/// Reading and writing of archives: named tensors and text sections in one safetensors file.
///
/// The file is eight bytes of little-endian header length, the header as a JSON object padded with spaces, and the
/// tensors' bytes without a gap. Nothing in a file is trusted: see docs/archive.md for what is checked.
///
/// Source: the format's description in the safetensors README (Hugging Face), which any safetensors reader follows.
package enum Archive {
  /// Bytes of the length field before the header.
  private static let lengthByteCount = 8
  /// Characters of a path that an error shows: as many as a system takes.
  private static let pathLimit = 4096

  /// Reads the archive at `path`, each tensor into aligned storage of its own.
  ///
  /// Throws: `io` when the file cannot be opened or read, or is not a regular file; `format`, naming the file, what was
  /// expected and what came, when it is not a whole and consistent safetensors file; `unsupported` for an element type
  /// other than F32, F64, I32, I64, a header above 16 MB, more than 64 axes, or a name above 512 bytes; `outOfMemory`.
  /// Cost: one pass over the file; the header and one copy of the tensors in memory.
  package static func read(path: String) throws(NormKitError) -> ArchiveContents {
    let place = try place("Archive.read", path)
    return try decode(try FileSource(path: path, place: place), name: "'\(path.printable(upTo: pathLimit))'")
  }

  /// Reads an archive that is already in memory; `name` stands for it in error texts.
  ///
  /// Throws: as `read`, but for `io`.
  package static func parse(
    _ bytes: UnsafeRawBufferPointer, name: String = "bytes"
  ) throws(NormKitError) -> ArchiveContents {
    try decode(MemorySource(place: "Archive.parse: '\(name.printable)'", bytes: bytes), name: "'\(name.printable)'")
  }

  /// Writes `contents` to `path` so that a crash leaves either the old file or the new one there, never a part.
  ///
  /// The bytes go to a temporary file in the same directory, which is synchronized, renamed over `path`, and made
  /// durable by synchronizing the directory; see `ReplacedFile`. Equal contents give equal bytes.
  ///
  /// Throws: `io` with the path and the system's reason, after which `path` is as it was and the temporary file gone;
  /// `unsupported` when the header exceeds 16 MB or a tensor has more than 64 axes.
  /// Cost: one pass over the tensors; no copy of them in memory.
  package static func write(_ contents: ArchiveContents, to path: String) throws(NormKitError) {
    let place = try place("Archive.write", path)
    let (header, order) = try ArchiveHeader.encode(contents, place: place)
    try ReplacedFile.write(to: path, place: place) { file throws(NormKitError) in
      try header.withUnsafeBufferPointer { bytes throws(NormKitError) in
        try file.write(UnsafeRawBufferPointer(bytes))
      }
      for index in order { try file.write(contents.tensors[index].bytes) }
    }
  }

  /// The function and file that errors name. Throws: `invalidArgument` for a path that C would cut short.
  private static func place(_ function: String, _ path: String) throws(NormKitError) -> String {
    let place = "\(function): '\(path.printable(upTo: pathLimit))'"
    guard !path.isEmpty else { throw NormKitError(.invalidArgument, "\(place): the path is empty") }
    guard !path.utf8.contains(0) else { throw NormKitError(.invalidArgument, "\(place): the path contains NUL") }
    return place
  }

  private static func decode(_ source: some ByteSource, name: String) throws(NormKitError) -> ArchiveContents {
    let headerByteCount = try headerByteCount(of: source)
    let dataStart = lengthByteCount + headerByteCount
    let text = try AlignedStorage(byteCount: headerByteCount, purpose: "\(source.place): the header")
    let textBytes = UnsafeMutableRawBufferPointer(start: text.base, count: headerByteCount)
    try source.copy(from: lengthByteCount, into: textBytes)
    let header = try ArchiveHeader(
      parsing: UnsafeRawBufferPointer(textBytes), dataByteCount: source.byteCount - dataStart, place: source.place)
    withExtendedLifetime(text) {}
    var tensors: [ArchiveTensor] = []
    tensors.reserveCapacity(header.entries.count)
    for entry in header.entries {
      let size = entry.end - entry.begin
      let storage = try AlignedStorage(
        byteCount: size, purpose: "\(source.place): tensor \"\(entry.name.printable)\"")
      try source.copy(
        from: dataStart + entry.begin, into: UnsafeMutableRawBufferPointer(start: storage.base, count: size))
      tensors.append(
        try ArchiveTensor(name: entry.name, shape: entry.shape, elementType: entry.elementType, storage: storage))
    }
    return ArchiveContents(distinct: tensors, metadata: header.metadata, source: name)
  }

  /// Reads the length field and checks it against the source's size.
  private static func headerByteCount(of source: some ByteSource) throws(NormKitError) -> Int {
    let place = source.place
    guard source.byteCount >= lengthByteCount else {
      throw NormKitError(
        .format, "\(place): expected 8 bytes of header length, got \(source.byteCount) bytes in all")
    }
    var field: UInt64 = 0
    try withUnsafeMutableBytes(of: &field) { bytes throws(NormKitError) in try source.copy(from: 0, into: bytes) }
    let length = UInt64(littleEndian: field)
    guard length > 0 else { throw NormKitError(.format, "\(place): the header's length is 0, expected at least 2") }
    let rest = source.byteCount - lengthByteCount
    guard length <= UInt64(rest) else {
      throw NormKitError(.format, "\(place): the header's length is \(length), but only \(rest) bytes follow")
    }
    guard length <= UInt64(ArchiveHeader.byteLimit) else {
      throw NormKitError(
        .unsupported, "\(place): the header's length is \(length), the limit is \(ArchiveHeader.byteLimit)")
    }
    return Int(length)
  }
}
