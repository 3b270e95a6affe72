import KernelTable

/// A strip of `ChannelAffine`'s parameters. The forward and the backward pass normalize through this one function, so
/// that an activation sees the same bits in both.
struct NormalizedColumns<Vector: SIMD> where Vector.Scalar == Float {
  let mean: Vector
  let scale: Vector
  let shift: Vector

  @inline(__always)
  func normalize(_ x: Vector) -> Vector { multiplyAdd(scale, x - mean, shift) }
}

extension NormalizedColumns {
  @inline(__always)
  init<S: Strip>(_ strip: S, _ affine: ChannelAffine, at channel: Int) where S.Vector == Vector {
    mean = strip.load(affine.mean + channel)
    scale = strip.load(affine.scale + channel)
    shift = strip.load(affine.shift + channel)
  }
}
