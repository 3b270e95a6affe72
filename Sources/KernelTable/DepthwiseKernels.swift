/// A convolution of each channel with a kernel of its own, in all three directions, for one image.
///
/// `multiplier` outputs of one channel are `multiplier` channels of an image that repeats each: `spread` makes it.
package struct DepthwiseKernels: Sendable {
  /// output = bias + Σ image·kernel over each window, for some rows of windows.
  package let forward: @Sendable (DepthwiseRun) -> Void
  /// The image's gradient, of all rows at once: each window's parts are added in the windows' order.
  package let imageGradient: @Sendable (DepthwiseRun) -> Void
  /// The kernel's gradient over one image: each row of windows in float, their sum in Double.
  package let kernelGradient: @Sendable (DepthwiseKernelGradient) -> Void
  /// Repeats each number: (count, multiplier, x, y): y[i·multiplier + k] = x[i].
  package let spread: @Sendable (Int, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  /// Adds what `spread` repeats: (count, multiplier, y, x): x[i] = Σ y[i·multiplier + k].
  package let gather: @Sendable (Int, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void

  package init(
    forward: @escaping @Sendable (DepthwiseRun) -> Void,
    imageGradient: @escaping @Sendable (DepthwiseRun) -> Void,
    kernelGradient: @escaping @Sendable (DepthwiseKernelGradient) -> Void,
    spread: @escaping @Sendable (Int, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void,
    gather: @escaping @Sendable (Int, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    self.forward = forward
    self.imageGradient = imageGradient
    self.kernelGradient = kernelGradient
    self.spread = spread
    self.gather = gather
  }
}

/// One image through a depthwise convolution, forward or back to the image.
package struct DepthwiseRun {
  package var windows: WindowGrid
  package var firstRow: Int
  package var rows: Int
  /// Forward the image, backward [outputHeight, outputWidth, channels] dy.
  package var source: UnsafePointer<Float>
  /// [windowHeight, windowWidth, channels]
  package var kernel: UnsafePointer<Float>
  /// [channels]; forward only.
  package var bias: UnsafePointer<Float>?
  /// Forward [outputHeight, outputWidth, channels], backward the image's gradient.
  package var destination: UnsafeMutablePointer<Float>

  package init(
    windows: WindowGrid, firstRow: Int, rows: Int, source: UnsafePointer<Float>, kernel: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, destination: UnsafeMutablePointer<Float>
  ) {
    self.windows = windows
    self.firstRow = firstRow
    self.rows = rows
    self.source = source
    self.kernel = kernel
    self.bias = bias
    self.destination = destination
  }
}

/// One image's part of a depthwise kernel's gradient.
package struct DepthwiseKernelGradient {
  package var windows: WindowGrid
  /// The image.
  package var source: UnsafePointer<Float>
  /// [outputHeight, outputWidth, channels]: dy.
  package var upstream: UnsafePointer<Float>
  /// [windowHeight, windowWidth, channels]: overwritten.
  package var sums: UnsafeMutablePointer<Double>

  package init(
    windows: WindowGrid, source: UnsafePointer<Float>, upstream: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Double>
  ) {
    self.windows = windows
    self.source = source
    self.upstream = upstream
    self.sums = sums
  }
}
