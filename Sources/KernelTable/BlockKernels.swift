/// Kernels over a block of rows × channels with per-channel parameters: what runs while a block is hot in the cache.
package struct BlockKernels: Sendable {
  /// Copies a block, transforming it on the way. In place (destination = source) is allowed.
  package let load: @Sendable (BlockLoad) -> Void
  /// Per channel: the mean, and the sum of squared distances from it, of a block's rows.
  package let moments: @Sendable (BlockMoments) -> Void
  /// Multiplies a gradient by its activation's derivative, in place, and sums it per channel.
  package let reduceGradient: @Sendable (BlockGradient) -> Void
  /// Adds two blocks, each perhaps normalized, under a cheap activation.
  package let add: @Sendable (BlockSum) -> Void

  package init(
    load: @escaping @Sendable (BlockLoad) -> Void, moments: @escaping @Sendable (BlockMoments) -> Void,
    reduceGradient: @escaping @Sendable (BlockGradient) -> Void, add: @escaping @Sendable (BlockSum) -> Void
  ) {
    self.load = load
    self.moments = moments
    self.reduceGradient = reduceGradient
    self.add = add
  }
}

/// A block to copy with a transform. Channel parameters point at the block's first channel.
package struct BlockLoad {
  package enum Transform {
    /// x
    case none
    /// act(x)
    case activation(ActivationFunction)
    /// act(scale·(x − mean) + shift)
    case normalize(ChannelAffine, ActivationFunction)
    /// p·dy + q·(z − mean) − r, with x = dy and z a second block: the gradient of a batch norm's input.
    case gradient(ChannelGradient, z: UnsafePointer<Float>, zStride: Int)
  }

  package var rows: Int
  package var channels: Int
  package var source: UnsafePointer<Float>
  package var sourceStride: Int
  package var destination: UnsafeMutablePointer<Float>
  package var destinationStride: Int
  /// Channels from `channels` up to this width are written as 0 (≥ `channels`; equal to it for a plain copy).
  package var paddedChannels: Int
  package var transform: Transform
  /// Whether the result is stored past the caches. Needs a destination that begins with a line of the cache, apart from
  /// the sources, and rows of whole lines: `channels` and the stride multiples of 16, without padding.
  package var isStreamed = false

  package init(
    rows: Int, channels: Int, source: UnsafePointer<Float>, sourceStride: Int,
    destination: UnsafeMutablePointer<Float>, destinationStride: Int, paddedChannels: Int, transform: Transform
  ) {
    self.rows = rows
    self.channels = channels
    self.source = source
    self.sourceStride = sourceStride
    self.destination = destination
    self.destinationStride = destinationStride
    self.paddedChannels = paddedChannels
    self.transform = transform
  }
}

/// Per-channel normalization: scale·(x − mean) + shift. The part of the true mean that a float cannot hold is in `shift`.
package struct ChannelAffine {
  package var mean: UnsafePointer<Float>
  package var scale: UnsafePointer<Float>
  package var shift: UnsafePointer<Float>

  package init(mean: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>) {
    self.mean = mean
    self.scale = scale
    self.shift = shift
  }

  /// The same parameters from `channels` further on.
  package func advanced(by channels: Int) -> ChannelAffine {
    ChannelAffine(mean: mean + channels, scale: scale + channels, shift: shift + channels)
  }
}

/// Per-channel coefficients of a batch norm's input gradient: p·dy + q·(z − mean) − r.
package struct ChannelGradient {
  package var mean: UnsafePointer<Float>
  package var p: UnsafePointer<Float>
  package var q: UnsafePointer<Float>
  package var r: UnsafePointer<Float>

  package init(
    mean: UnsafePointer<Float>, p: UnsafePointer<Float>, q: UnsafePointer<Float>, r: UnsafePointer<Float>
  ) {
    self.mean = mean
    self.p = p
    self.q = q
    self.r = r
  }

  /// The same coefficients from `channels` further on.
  package func advanced(by channels: Int) -> ChannelGradient {
    ChannelGradient(mean: mean + channels, p: p + channels, q: q + channels, r: r + channels)
  }
}

/// A block whose per-channel mean and centred second moment are wanted.
///
/// The block's own first row is subtracted first, so that a mean far from zero costs no digits; sums run in float over
/// the block (rows ≤ a few hundred) and are published in Double: mean = x₀ + Σd/n, M2 = Σd² − (Σd)²/n, d = x − x₀.
package struct BlockMoments {
  package var rows: Int
  package var channels: Int
  package var source: UnsafePointer<Float>
  package var sourceStride: Int
  /// [channels]
  package var mean: UnsafeMutablePointer<Double>
  /// [channels], Σ(x − mean)²
  package var squares: UnsafeMutablePointer<Double>
  /// Whether the block is hardly in a cache, so that its lines, and those of the block behind it, are better asked for
  /// beforehand.
  package var isFar = false

  package init(
    rows: Int, channels: Int, source: UnsafePointer<Float>, sourceStride: Int, mean: UnsafeMutablePointer<Double>,
    squares: UnsafeMutablePointer<Double>
  ) {
    self.rows = rows
    self.channels = channels
    self.source = source
    self.sourceStride = sourceStride
    self.mean = mean
    self.squares = squares
  }
}

/// A gradient block to be multiplied by act′ in place, and summed per channel.
package struct BlockGradient {
  /// Where act′ comes from.
  package enum Derivative {
    /// act′ = 1: nothing is written.
    case one
    /// From the activation's output y, a block of the same shape.
    case output(ActivationFunction, y: UnsafePointer<Float>, yStride: Int)
    /// From its input x, a block of the same shape.
    case input(ActivationFunction, x: UnsafePointer<Float>, xStride: Int)
    /// From its input recomputed as scale·(z − mean) + shift, z being the `centred` block.
    case normalized(ActivationFunction, ChannelAffine)
  }

  package var rows: Int
  package var channels: Int
  /// dy, replaced by dy·act′.
  package var gradient: UnsafeMutablePointer<Float>
  package var gradientStride: Int
  package var derivative: Derivative
  /// z and its mean, for Σ dy·(z − mean); needed with `.normalized`.
  package var centred: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)?
  /// [channels] Σ dy·act′ over the block's rows (nil: not wanted).
  package var sum: UnsafeMutablePointer<Double>?
  /// [channels] Σ dy·act′·(z − mean) (nil: not wanted).
  package var centredSum: UnsafeMutablePointer<Double>?

  package init(
    rows: Int, channels: Int, gradient: UnsafeMutablePointer<Float>, gradientStride: Int, derivative: Derivative,
    centred: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)?,
    sum: UnsafeMutablePointer<Double>?, centredSum: UnsafeMutablePointer<Double>?
  ) {
    self.rows = rows
    self.channels = channels
    self.gradient = gradient
    self.gradientStride = gradientStride
    self.derivative = derivative
    self.centred = centred
    self.sum = sum
    self.centredSum = centredSum
  }
}
