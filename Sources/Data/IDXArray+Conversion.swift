public import Tensors

/// The numbers of an IDX file as what training takes.
extension IDXArray {
  /// All numbers times `scale`, rounded once to float. Throws: `outOfMemory`.
  public func tensor(scale: Double = 1) throws(NormKitError) -> Tensor {
    try Tensor(shape) { (buffer) throws(NormKitError) in
      for index in buffer.indices { buffer[index] = Float(number(index) * scale) }
    }
  }

  /// The class numbers of a file with one axis.
  ///
  /// Throws: `format` when it has another number of axes, or holds floating point instead of integers; `outOfMemory`.
  public func labels() throws(NormKitError) -> [Int32] {
    let storage = try labelStorage()
    return withExtendedLifetime(storage) {
      Array(UnsafeBufferPointer(start: storage.base.assumingMemoryBound(to: Int32.self), count: shape.count))
    }
  }

  /// The class numbers in memory that can be refused: a file says how many there are. Throws: as `labels`; `outOfMemory`.
  func labelStorage() throws(NormKitError) -> AlignedStorage {
    guard shape.sizes.count == 1 else {
      throw NormKitError(.format, "\(path): labels must have one axis, got shape \(shape)")
    }
    switch elementType {
    case .float32, .float64:
      throw NormKitError(.format, "\(path): labels must be integers, got \(elementType)")
    case .uint8, .int8, .int16, .int32:
      let storage = try Dataset.storage(rows: shape.count, width: 1, "labels")
      let numbers = storage.base.assumingMemoryBound(to: Int32.self)
      for index in 0..<shape.count { numbers[index] = Int32(number(index)) }
      return storage
    }
  }
}
