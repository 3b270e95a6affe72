public import Execution
public import Tensors

/// Turns a sample of any shape into one run of channels.
///
/// Shape: [a, b, c] → [a·b·c]. Cost: none; it is another view of the same memory.
public struct Flatten: Layer {
  /// "flatten"
  public static let kind = "flatten"

  /// The layer's own name, or nil.
  public var name: String?

  /// A flattening layer.
  public init(name: String? = nil) { self.name = name }

  /// [count]
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape { try Shape([input.count]) }

  /// No step: rows and channels are counted anew.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    let input = lowering.current
    let channels = input.count / max(lowering.batchSize, 1)
    lowering.current = Matrix(value: input.value, rows: lowering.batchSize, channels: channels)
  }
}
