package import KernelTable

/// Steps over images that are no products: pooling, padding, convolution of each channel by itself. All images of a batch
/// are alike, one after another.

/// output = one number for each window and channel of the source.
package struct PoolStep: Sendable {
  package var pooling: Pooling
  package var windows: WindowGrid
  package var images: Int
  /// Read as it is, or through a normalization.
  package var source: Operand
  package var output: Matrix

  package init(pooling: Pooling, windows: WindowGrid, images: Int, source: Operand, output: Matrix) {
    self.pooling = pooling
    self.windows = windows
    self.images = images
    self.source = source
    self.output = output
  }
}

/// Divides the gradient of what was pooled among the pixels.
package struct PoolGradientStep: Sendable {
  package var pooling: Pooling
  package var windows: WindowGrid
  package var images: Int
  /// The gradient by the pooled numbers.
  package var upstream: Matrix
  /// What was pooled; nil where the gradient does not depend on it.
  package var source: Operand?
  /// The gradient by what was pooled; with sums, by the normalization that it was read through.
  package var output: Matrix
  /// Σ dy and Σ dy·(z − mean) of the output, after the activation's derivative: only where the source is read through a
  /// normalization.
  package var sums: BlockPartials?

  package init(
    pooling: Pooling, windows: WindowGrid, images: Int, upstream: Matrix, source: Operand?, output: Matrix
  ) {
    self.pooling = pooling
    self.windows = windows
    self.images = images
    self.upstream = upstream
    self.source = source
    self.output = output
  }
}

/// output = the source's images between borders of 0; or, backward, the middle of the source's.
package struct PadStep: Sendable {
  /// The sizes of the images without their borders.
  package var height: Int
  package var width: Int
  package var top: Int
  package var bottom: Int
  package var left: Int
  package var right: Int
  package var images: Int
  package var source: Matrix
  package var output: Matrix
  /// Whether the borders are taken off rather than put on.
  package var crops: Bool

  package init(
    height: Int, width: Int, top: Int, bottom: Int, left: Int, right: Int, images: Int, source: Matrix,
    output: Matrix, crops: Bool = false
  ) {
    self.height = height
    self.width = width
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
    self.images = images
    self.source = source
    self.output = output
    self.crops = crops
  }
}

/// A convolution of each channel with a kernel of its own; `windows` counts the kernel's channels.
package struct DepthwiseStep: Sendable {
  package enum Direction: Hashable, Sendable {
    /// output = bias + source * kernel
    case forward(bias: ValueID?)
    /// output = the gradient by the images, source the one by what was computed.
    case imageGradient
  }

  package var direction: Direction
  package var windows: WindowGrid
  package var images: Int
  package var source: Matrix
  package var kernel: ValueID
  package var output: Matrix

  package init(
    direction: Direction, windows: WindowGrid, images: Int, source: Matrix, kernel: ValueID, output: Matrix
  ) {
    self.direction = direction
    self.windows = windows
    self.images = images
    self.source = source
    self.kernel = kernel
    self.output = output
  }

  var bias: ValueID? {
    guard case .forward(let bias) = direction else { return nil }
    return bias
  }
}

/// The gradient by a depthwise kernel: each image's part in Double, added image by image.
package struct DepthwiseKernelStep: Sendable {
  package var windows: WindowGrid
  package var images: Int
  package var source: Matrix
  package var upstream: Matrix
  /// [images, windowHeight·windowWidth·channels] Doubles.
  package var partials: ValueID
  package var output: ValueID

  package init(
    windows: WindowGrid, images: Int, source: Matrix, upstream: Matrix, partials: ValueID, output: ValueID
  ) {
    self.windows = windows
    self.images = images
    self.source = source
    self.upstream = upstream
    self.partials = partials
    self.output = output
  }
}

/// output = the source with every channel `multiplier` times side by side; or, backward, their sums.
package struct RepeatChannelsStep: Sendable {
  package var source: Matrix
  package var output: Matrix
  package var multiplier: Int
  package var sums: Bool

  package init(source: Matrix, output: Matrix, multiplier: Int, sums: Bool) {
    self.source = source
    self.output = output
    self.multiplier = multiplier
    self.sums = sums
  }
}
