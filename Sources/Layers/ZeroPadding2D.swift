public import Execution
public import Tensors

/// Puts rows and columns of 0 around an image.
///
/// Shape: [H, W, C] → [top + H + bottom, left + W + right, C].
/// Cost: one copy forward, one backward. A convolution's own padding "same" costs none.
public struct ZeroPadding2D: Layer {
  /// "zero_padding2d"
  public static let kind = "zero_padding2d"

  /// The layer's own name, or nil.
  public var name: String?
  /// Rows above the image, at least 0.
  public var top: Int
  /// Rows below it, at least 0.
  public var bottom: Int
  /// Columns before it, at least 0.
  public var left: Int
  /// Columns behind it, at least 0.
  public var right: Int

  /// As many rows or columns at every side; Keras's default.
  public init(_ padding: Int = 1, name: String? = nil) {
    self.init(top: padding, bottom: padding, left: padding, right: padding, name: name)
  }

  /// `height` rows above and below, `width` columns before and behind: Keras's pair.
  public init(height: Int, width: Int, name: String? = nil) {
    self.init(top: height, bottom: height, left: width, right: width, name: name)
  }

  /// Each side by itself: Keras's pair of pairs.
  public init(top: Int, bottom: Int, left: Int, right: Int, name: String? = nil) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
    self.name = name
  }

  /// [top + H + bottom, left + W + right, C]
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    guard min(top, bottom, left, right) >= 0 else {
      throw NormKitError(
        .invalidArgument,
        "ZeroPadding2D: padding must be at least 0, got top \(top), bottom \(bottom), left \(left), right \(right)")
    }
    guard max(top, bottom, left, right) <= Int32.max else {
      throw NormKitError(
        .invalidArgument, "ZeroPadding2D: padding must be at most \(Int32.max), got \(max(top, bottom, left, right))")
    }
    // A window of one pixel: the input must be an image.
    let image = try ImageWindow("ZeroPadding2D", "the window", 1, 1, .valid, over: input)
    return try Shape([top + image.rows.size + bottom, left + image.columns.size + right, input.channels])
  }

  /// A copy into the middle; backward a copy out of it.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    let input = lowering.current
    let (height, width) = (lowering.inputShape.sizes[0], lowering.inputShape.sizes[1])
    let padded = try Shape([lowering.batchSize, top + height + bottom, left + width + right, input.channels])
    let pixels = padded.count / input.channels
    let output = try lowering.matrix(rows: pixels, channels: input.channels, name: "output")
    func step(_ source: Matrix, _ output: Matrix, crops: Bool) -> Step {
      .pad(
        PadStep(
          height: height, width: width, top: top, bottom: bottom, left: left, right: right,
          images: lowering.batchSize, source: source, output: output, crops: crops))
    }
    lowering.append(step(input, output, crops: false))
    lowering.current = output
    guard lowering.mode.isTraining, lowering.needsGradient else { return }
    let (outer, inner) = (try lowering.gradient(of: output), try lowering.gradient(of: input))
    lowering.appendBackward([step(outer, inner, crops: true)])
  }
}
