public import Execution
import KernelTable
public import Tensors

/// The mean of each window of an image, channel by channel.
///
/// Shape: [H, W, C] → [H′, W′, C], as MaxPooling2D's. Only real pixels count: at the edges of "same" the mean is over fewer
/// numbers.
/// Cost: one pass forward, one backward.
/// Differs from: PyTorch, whose padded zeros count unless count_include_pad is off.
public struct AveragePooling2D: Layer {
  /// "average_pooling2d"
  public static let kind = "average_pooling2d"

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
    try ImageWindow("AveragePooling2D", "poolSize", poolSize, strides ?? poolSize, padding, over: input)
  }

  /// [H′, W′, C]
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    let window = try window(over: input)
    return try Shape([window.rows.outputs, window.columns.outputs, input.channels])
  }

  /// One pass forward, one backward.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    try lowering.appendPooling(.average, window(over: lowering.inputShape))
  }
}
