public import Execution
import KernelTable
public import Tensors

/// The largest number of each window of an image, channel by channel.
///
/// Shape: [H, W, C] → [H′, W′, C]; "valid" H′ = ⌊(H − pool) / stride⌋ + 1, "same" H′ = ⌈H / stride⌉; W′ likewise. A NaN in
/// a window is its largest number.
/// Cost: one pass forward, one backward; both read through the batch norm and the cheap activation before it, if there are
/// any, so that what goes in is not stored.
/// Differs from: frameworks that spread the gradient over equal numbers: it goes to the first of them, row by row, as in
/// PyTorch; of several NaNs to the last.
public struct MaxPooling2D: Layer {
  /// "max_pooling2d"
  public static let kind = "max_pooling2d"

  /// The layer's own name, or nil.
  public var name: String?
  /// The window: at least 1 × 1.
  public var poolSize: WindowSize
  /// From one window to the next: at least 1 × 1; nil for the window's size, so that windows meet.
  public var strides: WindowSize?
  /// What a window does at the edges.
  public var padding: Padding

  /// A pooling with Keras's defaults.
  public init(_ poolSize: WindowSize = 2, strides: WindowSize? = nil, padding: Padding = .valid, name: String? = nil) {
    self.poolSize = poolSize
    self.strides = strides
    self.padding = padding
    self.name = name
  }

  private func window(over input: Shape) throws(NormKitError) -> ImageWindow {
    try ImageWindow("MaxPooling2D", "poolSize", poolSize, strides ?? poolSize, padding, over: input)
  }

  /// [H′, W′, C]
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    let window = try window(over: input)
    return try Shape([window.rows.outputs, window.columns.outputs, input.channels])
  }

  /// One pass forward, one backward.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    try lowering.appendPooling(.maximum, window(over: lowering.inputShape))
  }
}
