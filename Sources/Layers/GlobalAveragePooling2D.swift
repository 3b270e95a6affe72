public import Execution
import KernelTable
public import Tensors

/// The mean of each channel over the whole image.
///
/// Shape: [H, W, C] → [C], or [1, 1, C] with `keepDimensions`.
/// Cost: one pass forward, one backward.
/// Source: Lin, Chen & Yan 2013 (arXiv 1312.4400), §3.2.
public struct GlobalAveragePooling2D: Layer {
  /// "global_average_pooling2d"
  public static let kind = "global_average_pooling2d"

  /// The layer's own name, or nil.
  public var name: String?
  /// Whether the output is still an image, of one pixel; Keras's keepdims.
  public var keepDimensions: Bool

  /// A pooling with Keras's default.
  public init(keepDimensions: Bool = false, name: String? = nil) {
    self.keepDimensions = keepDimensions
    self.name = name
  }

  /// One window as large as the image.
  private func window(over input: Shape) throws(NormKitError) -> ImageWindow {
    let whole = input.sizes.count == 3 ? WindowSize(input.sizes[0], input.sizes[1]) : 1
    return try ImageWindow("GlobalAveragePooling2D", "the image", whole, 1, .valid, over: input)
  }

  /// [C] or [1, 1, C]
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    _ = try window(over: input)
    return try Shape(keepDimensions ? [1, 1, input.channels] : [input.channels])
  }

  /// One pass forward, one backward.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    try lowering.appendPooling(.average, window(over: lowering.inputShape))
  }
}
