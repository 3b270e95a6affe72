import Tensors

/// The rule of the data section: every byte belongs to exactly one tensor.
extension ArchiveHeader {
  /// Checks that each tensor's offsets fit its shape, and that the tensors fill `byteCount` bytes without hole, overlap
  /// or remainder.
  ///
  /// Throws: `format`, naming `place` and the tensor.
  func checkLayout(dataByteCount byteCount: Int, place: String) throws(NormKitError) {
    for entry in entries { try entry.check(dataByteCount: byteCount, place: place) }
    let inFileOrder = entries.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var filled = 0
    for entry in inFileOrder {
      let subject = "\(place): tensor \"\(entry.name.printable)\""
      guard entry.begin >= filled else {
        throw NormKitError(
          .format, "\(subject): begins at data byte \(entry.begin), overlaps a tensor that ends at \(filled)")
      }
      guard entry.begin == filled else {
        throw NormKitError(
          .format, "\(subject): begins at data byte \(entry.begin), which leaves a hole from byte \(filled)")
      }
      filled = entry.end
    }
    guard filled == byteCount else {
      let rest = byteCount - filled
      throw NormKitError(
        .format,
        "\(place): \(rest) byte\(rest == 1 ? "" : "s") after the last tensor, which ends at data byte \(filled)")
    }
  }
}

extension ArchiveHeader.Entry {
  fileprivate func check(dataByteCount: Int, place: String) throws(NormKitError) {
    let subject = "\(place): tensor \"\(name.printable)\""
    guard begin <= end else {
      throw NormKitError(.format, "\(subject): data_offsets begin at \(begin), after their end at \(end)")
    }
    guard end <= dataByteCount else {
      throw NormKitError(
        .format, "\(subject): data_offsets end at \(end), the file has \(dataByteCount) bytes of data")
    }
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: elementType.byteCount)
    guard !overflow else {
      throw NormKitError(.format, "\(subject): the byte count of \(elementType.rawValue) \(shape) overflows")
    }
    guard bytes == end - begin else {
      throw NormKitError(
        .format,
        "\(subject): \(elementType.rawValue) \(shape) needs \(bytes) bytes, data_offsets give \(end - begin)")
    }
  }
}
