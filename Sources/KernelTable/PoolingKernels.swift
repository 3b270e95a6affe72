/// Kernels that make one number of each window of an image, and their gradients.
package struct PoolingKernels: Sendable {
  /// Pools rows of windows of one image.
  package let pool: @Sendable (PoolingRun) -> Void
  /// The gradient of what was pooled. Where windows overlap, all rows of an image at once; else any rows, each of which
  /// writes the image rows that it owns (`WindowGrid.ownedRows`).
  package let poolGradient: @Sendable (PoolingGradientRun) -> Void

  package init(
    pool: @escaping @Sendable (PoolingRun) -> Void,
    poolGradient: @escaping @Sendable (PoolingGradientRun) -> Void
  ) {
    self.pool = pool
    self.poolGradient = poolGradient
  }
}

/// What is made of a window's real pixels.
package enum Pooling: Sendable, Hashable {
  /// The largest; NaN where one is NaN.
  case maximum
  /// The mean.
  case average
}

/// How an image is read that is a batch norm's input: as act(scale·(x − mean) + shift), act being cheap.
package struct PoolingNormalization {
  package var affine: ChannelAffine
  package var activation: ActivationFunction

  package init(affine: ChannelAffine, activation: ActivationFunction) {
    self.affine = affine
    self.activation = activation
  }
}

/// Rows of windows of one image to pool.
package struct PoolingRun {
  package var pooling: Pooling
  package var windows: WindowGrid
  /// Which rows of windows.
  package var firstRow: Int
  package var rows: Int
  /// The image.
  package var source: UnsafePointer<Float>
  /// nil: the image is read as it is.
  package var normalization: PoolingNormalization?
  /// [outputHeight, outputWidth, channels]; only the rows are written.
  package var output: UnsafeMutablePointer<Float>

  package init(
    pooling: Pooling, windows: WindowGrid, firstRow: Int, rows: Int, source: UnsafePointer<Float>,
    normalization: PoolingNormalization?, output: UnsafeMutablePointer<Float>
  ) {
    self.pooling = pooling
    self.windows = windows
    self.firstRow = firstRow
    self.rows = rows
    self.source = source
    self.normalization = normalization
    self.output = output
  }
}

/// Rows of windows of one image whose gradient is wanted.
///
/// A maximum's gradient goes to its first place, row by row and left to right, or to the last NaN, as in PyTorch; an
/// average's in equal parts to the window's real pixels. Where windows overlap, a pixel's parts are added in the windows'
/// order.
package struct PoolingGradientRun {
  package var pooling: Pooling
  package var windows: WindowGrid
  package var firstRow: Int
  package var rows: Int
  /// [outputHeight, outputWidth, channels]: dy.
  package var upstream: UnsafePointer<Float>
  /// The image that was pooled; averages of images that are read as they are need none.
  package var source: UnsafePointer<Float>?
  /// Through what the image was read.
  package var normalization: PoolingNormalization?
  /// The image's gradient.
  package var gradient: UnsafeMutablePointer<Float>
  /// [channels]: what the rows write is added, Σ gradient and Σ gradient·(x − mean). Both or neither, and only with a
  /// normalization: the gradient is then multiplied by the activation's derivative, so that it is the one by
  /// scale·(x − mean) + shift.
  package var sum: UnsafeMutablePointer<Double>?
  package var centredSum: UnsafeMutablePointer<Double>?

  package init(
    pooling: Pooling, windows: WindowGrid, firstRow: Int, rows: Int, upstream: UnsafePointer<Float>,
    source: UnsafePointer<Float>?, normalization: PoolingNormalization?, gradient: UnsafeMutablePointer<Float>,
    sum: UnsafeMutablePointer<Double>? = nil, centredSum: UnsafeMutablePointer<Double>? = nil
  ) {
    self.pooling = pooling
    self.windows = windows
    self.firstRow = firstRow
    self.rows = rows
    self.upstream = upstream
    self.source = source
    self.normalization = normalization
    self.gradient = gradient
    self.sum = sum
    self.centredSum = centredSum
  }
}
