package import Tensors

/// One named tensor of an archive: where its numbers lie, and what they are.
///
/// It keeps its storage alive and does not copy it: a model saves straight from the memory its weights live in.
package struct ArchiveTensor: Sendable {
  package let name: String
  package let shape: Shape
  package let elementType: ElementType
  /// The memory that holds the numbers, row-major, from `byteOffset` on.
  package let storage: AlignedStorage
  package let byteOffset: Int
  /// Bytes of all elements together.
  package let byteCount: Int

  /// A view of `shape.count` elements in `storage`, which must not change while the archive is being written.
  ///
  /// Throws: `invalidArgument` when the elements do not fit into the storage or `byteOffset` is not a multiple of the
  /// element's size; `shape` when the byte count overflows.
  package init(
    name: String, shape: Shape, elementType: ElementType, storage: AlignedStorage, byteOffset: Int = 0
  ) throws(NormKitError) {
    let place = "ArchiveTensor.init: tensor \"\(name.printable)\""
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: elementType.byteCount)
    guard !overflow else { throw NormKitError(.shape, "\(place): the byte count of \(shape) overflows") }
    guard byteOffset >= 0, byteOffset % elementType.byteCount == 0 else {
      throw NormKitError(
        .invalidArgument, "\(place): byteOffset must be a multiple of \(elementType.byteCount), got \(byteOffset)")
    }
    guard bytes <= storage.byteCount, byteOffset <= storage.byteCount - bytes else {
      throw NormKitError(
        .invalidArgument,
        "\(place): \(shape) needs \(bytes) bytes from byte \(byteOffset), the storage has \(storage.byteCount)")
    }
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.storage = storage
    self.byteOffset = byteOffset
    self.byteCount = bytes
  }

  /// A tensor with its own copy of `values`.
  ///
  /// Throws: `shape` when there are not `shape.count` values; `outOfMemory`.
  package init<Element: ArchiveElement>(
    name: String, shape: Shape, values: UnsafeBufferPointer<Element>
  ) throws(NormKitError) {
    guard values.count == shape.count else {
      throw NormKitError(
        .shape,
        "ArchiveTensor.init: tensor \"\(name.printable)\": \(shape) has \(shape.count) elements, got \(values.count)")
    }
    let size = values.count * MemoryLayout<Element>.stride
    let storage = try AlignedStorage(byteCount: size, purpose: "ArchiveTensor.init: tensor \"\(name.printable)\"")
    if let start = values.baseAddress { storage.base.copyMemory(from: start, byteCount: size) }
    try self.init(name: name, shape: shape, elementType: Element.archiveType, storage: storage)
  }

  /// The same from an array. Throws: likewise.
  package init<Element: ArchiveElement>(name: String, shape: Shape, values: [Element]) throws(NormKitError) {
    self = try values.withUnsafeBufferPointer { (values) throws(NormKitError) in
      try ArchiveTensor(name: name, shape: shape, values: values)
    }
  }

  /// The numbers as an array.
  ///
  /// Throws: `format` when the tensor holds another element type.
  package func values<Element: ArchiveElement>(of type: Element.Type) throws(NormKitError) -> [Element] {
    try requireElements(Element.archiveType)
    return [Element](unsafeUninitializedCapacity: shape.count) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
      count = shape.count
    }
  }

  /// Copies the numbers to `destination`, such as a model's weights.
  ///
  /// Throws: `format` when the tensor holds another element type; `shape` when `destination` has not `shape.count`
  /// elements.
  package func copy<Element: ArchiveElement>(
    to destination: UnsafeMutableBufferPointer<Element>
  ) throws(NormKitError) {
    try requireElements(Element.archiveType)
    guard destination.count == shape.count else {
      throw NormKitError(
        .shape,
        "ArchiveTensor.copy: tensor \"\(name.printable)\" has \(shape.count) elements, the destination "
          + "\(destination.count)")
    }
    UnsafeMutableRawBufferPointer(destination).copyMemory(from: bytes)
  }

  /// The elements' bytes; valid while the tensor is kept alive.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: storage.base + byteOffset, count: byteCount)
  }

  private func requireElements(_ expected: ElementType) throws(NormKitError) {
    guard elementType == expected else {
      throw NormKitError(
        .format,
        "tensor \"\(name.printable)\": expected \(expected.rawValue) elements, got \(elementType.rawValue)")
    }
  }
}
