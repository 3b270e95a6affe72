import KernelTable

/// Copies a block, transforming it on the way: `BlockKernels.load`.
func loadBlock(_ block: BlockLoad) {
  switch block.transform {
  case .none, .activation(.linear): copyRows(block)
  case .activation(let function): function.accept(ActivatedLoad(block: block))
  case .normalize(let affine, let function): function.accept(NormalizedLoad(block: block, affine: affine))
  case .gradient(let gradient, let z, let zStride):
    forEachStrip(block.channels, GradientRows(block: block, gradient: gradient, z: z, zStride: zStride))
  }
  if block.paddedChannels > block.channels { zeroPadding(block) }
}

@inline(__always)
private func copyRows(_ block: BlockLoad) {
  guard block.destination != block.source || block.destinationStride != block.sourceStride else { return }
  forEachStrip(block.channels, ActivatedRows(block: block, activation: Linear()))
}

@inline(__always)
private func zeroPadding(_ block: BlockLoad) {
  for row in 0..<block.rows {
    let end = block.destination + row &* block.destinationStride
    for channel in block.channels..<block.paddedChannels { end[channel] = 0 }
  }
}

private struct ActivatedLoad: ActivationVisitor {
  let block: BlockLoad

  @inline(never)
  func visit<A: Activation>(_ activation: A) {
    forEachStrip(block.channels, ActivatedRows(block: block, activation: activation))
  }
}

private struct NormalizedLoad: ActivationVisitor {
  let block: BlockLoad
  let affine: ChannelAffine

  @inline(never)
  func visit<A: Activation>(_ activation: A) {
    forEachStrip(block.channels, NormalizedRows(block: block, affine: affine, activation: activation))
  }
}

/// act(x)
private struct ActivatedRows<A: Activation>: StripKernel {
  let block: BlockLoad
  let activation: A

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    var source = block.source + channel
    var destination = block.destination + channel
    for _ in 0..<block.rows {
      strip.store(activation.value(strip.load(source)), to: destination)
      source += block.sourceStride
      destination += block.destinationStride
    }
  }
}

/// act(scale·(x − mean) + shift)
private struct NormalizedRows<A: Activation>: StripKernel {
  let block: BlockLoad
  let affine: ChannelAffine
  let activation: A

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let columns = NormalizedColumns(strip, affine, at: channel)
    var source = block.source + channel
    var destination = block.destination + channel
    for _ in 0..<block.rows {
      strip.store(activation.value(columns.normalize(strip.load(source))), to: destination)
      source += block.sourceStride
      destination += block.destinationStride
    }
  }
}

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

/// p·dy + q·(z − mean) − r
private struct GradientRows: StripKernel {
  let block: BlockLoad
  let gradient: ChannelGradient
  let z: UnsafePointer<Float>
  let zStride: Int

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let mean = strip.load(gradient.mean + channel)
    let p = strip.load(gradient.p + channel)
    let q = strip.load(gradient.q + channel)
    let r = strip.load(gradient.r + channel)
    var source = block.source + channel
    var second = z + channel
    var destination = block.destination + channel
    for _ in 0..<block.rows {
      let centred = strip.load(second) - mean
      strip.store(multiplyAdd(p, strip.load(source), multiplyAdd(q, centred, S.Vector.zero - r)), to: destination)
      source += block.sourceStride
      second += zStride
      destination += block.destinationStride
    }
  }
}

/// The block kernels of this instruction set.
func makeBlockKernels() -> BlockKernels {
  BlockKernels(
    load: { loadBlock($0) }, moments: { measureBlock($0) }, reduceGradient: { reduceGradient($0) })
}
