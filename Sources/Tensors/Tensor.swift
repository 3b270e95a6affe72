/// Numbers with a shape: an immutable value whose copies share one storage.
///
/// Layout: row-major, the last axis contiguous. To change numbers, make another tensor; training works on the plan's
/// own memory, so nothing here is on its path.
public struct Tensor: Sendable {
  /// The sizes of the axes.
  public let shape: Shape
  private let storage: AlignedStorage

  /// A tensor of zeros. Throws: `outOfMemory`.
  public init(zeros shape: Shape) throws(NormKitError) {
    storage = try AlignedStorage(floats: shape.count, purpose: "Tensor \(shape)")
    self.shape = shape
  }

  /// A copy of `values`, row-major. Throws: `shape` when there are not as many as the shape asks for; `outOfMemory`.
  public init(_ shape: Shape, _ values: some Collection<Float>) throws(NormKitError) {
    guard values.count == shape.count else {
      throw NormKitError(
        .shape, "Tensor.init: shape \(shape) holds \(shape.count) values, got \(values.count)")
    }
    try self.init(zeros: shape)
    _ = UnsafeMutableBufferPointer(start: storage.floats, count: shape.count).initialize(from: values)
  }

  /// A tensor whose numbers, zero before, are written by `write`. Throws: `outOfMemory`, or what `write` throws.
  public init(
    _ shape: Shape, writing write: (UnsafeMutableBufferPointer<Float>) throws(NormKitError) -> Void
  ) throws(NormKitError) {
    try self.init(zeros: shape)
    try write(UnsafeMutableBufferPointer(start: storage.floats, count: shape.count))
  }

  /// How many numbers it holds.
  public var count: Int { shape.count }

  /// All numbers, row-major, copied.
  public var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// The number at a row-major index. Throws: `invalidArgument` outside 0..<count.
  public subscript(index: Int) -> Float {
    get throws(NormKitError) {
      guard index >= 0, index < count else {
        throw NormKitError(.invalidArgument, "Tensor: index must be in 0..<\(count) of shape \(shape), got \(index)")
      }
      return pointer[index]
    }
  }

  /// Lends the numbers for reading, valid inside `body` only.
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// The same numbers under another shape, sharing the storage. Throws: `shape` when the counts differ.
  public func reshaped(to shape: Shape) throws(NormKitError) -> Tensor {
    guard shape.count == count else {
      throw NormKitError(
        .shape, "Tensor.reshaped: shape \(shape) holds \(shape.count) values, this tensor \(self.shape) has \(count)")
    }
    return Tensor(shape: shape, storage: storage)
  }

  /// The first number; valid while `owner` lives.
  package var pointer: UnsafePointer<Float> { UnsafePointer(storage.floats) }

  /// What keeps the memory behind `pointer`.
  package var owner: AlignedStorage { storage }

  private init(shape: Shape, storage: AlignedStorage) {
    self.shape = shape
    self.storage = storage
  }
}
