import KernelTable

/// Copies a block, transforming it on the way: `BlockKernels.load`.
func loadBlock(_ block: BlockLoad) {
  switch block.transform {
  case .none, .activation(.linear): copyRows(block)
  case .activation(let function): function.accept(ActivatedLoad(block: block))
  case .normalize(let affine, let function): function.accept(NormalizedLoad(block: block, affine: affine))
  case .gradient(let gradient, let z, let zStride):
    mapRows(block, GradientRows(block: block, gradient: gradient, z: z, zStride: zStride))
  }
  if block.paddedChannels > block.channels { zeroPadding(block) }
}

@inline(__always)
private func copyRows(_ block: BlockLoad) {
  guard block.destination != block.source || block.destinationStride != block.sourceStride else { return }
  mapRows(block, ActivatedRows(block: block, activation: Linear()))
}

@inline(__always)
private func mapRows<Kernel: RowMap>(_ block: BlockLoad, _ kernel: Kernel) {
  if block.isStreamed {
    streamRows(block.rows, block.channels, kernel)
  } else {
    forEachRowStrip(block.channels, kernel)
  }
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
    mapRows(block, ActivatedRows(block: block, activation: activation))
  }
}

private struct NormalizedLoad: ActivationVisitor {
  let block: BlockLoad
  let affine: ChannelAffine

  @inline(never)
  func visit<A: Activation>(_ activation: A) {
    mapRows(block, NormalizedRows(block: block, affine: affine, activation: activation))
  }
}

/// act(x)
private struct ActivatedRows<A: Activation>: RowMap {
  static var goesAbreast: Bool { @inline(__always) get { A.isCheap } }

  let block: BlockLoad
  let activation: A

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    walk(block.rows, Walk(rows: self, strip: strip, channel: channel))
  }

  @inline(__always)
  func runFour(at channel: Int) {
    walkFour(block.rows, at: channel) { Walk(rows: self, strip: $0, channel: $1) }
  }

  @inline(__always)
  func step<S: Strip>(_ row: Int, _ strip: S, at channel: Int) {
    Walk(rows: self, strip: strip, channel: channel).step(row)
  }

  private struct Walk<S: Strip>: RowWalk {
    let rows: ActivatedRows
    let strip: S
    let channel: Int

    @inline(__always)
    func step(_ row: Int) {
      let x = strip.load(rows.block.source + (row &* rows.block.sourceStride &+ channel))
      strip.store(
        rows.activation.value(x), to: rows.block.destination + (row &* rows.block.destinationStride &+ channel))
    }

    @inline(__always) func finish() {}
  }
}

/// act(scale·(x − mean) + shift)
private struct NormalizedRows<A: Activation>: RowMap {
  static var goesAbreast: Bool { @inline(__always) get { A.isCheap } }

  let block: BlockLoad
  let affine: ChannelAffine
  let activation: A

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    walk(block.rows, Walk(self, strip, at: channel))
  }

  @inline(__always)
  func runFour(at channel: Int) {
    walkFour(block.rows, at: channel) { Walk(self, $0, at: $1) }
  }

  @inline(__always)
  func step<S: Strip>(_ row: Int, _ strip: S, at channel: Int) { Walk(self, strip, at: channel).step(row) }

  private struct Walk<S: Strip>: RowWalk {
    let rows: NormalizedRows
    let strip: S
    let channel: Int
    let columns: NormalizedColumns<S.Vector>

    @inline(__always)
    init(_ rows: NormalizedRows, _ strip: S, at channel: Int) {
      (self.rows, self.strip, self.channel) = (rows, strip, channel)
      columns = NormalizedColumns(strip, rows.affine, at: channel)
    }

    @inline(__always)
    func step(_ row: Int) {
      let x = strip.load(rows.block.source + (row &* rows.block.sourceStride &+ channel))
      strip.store(
        rows.activation.value(columns.normalize(x)),
        to: rows.block.destination + (row &* rows.block.destinationStride &+ channel))
    }

    @inline(__always) func finish() {}
  }
}

/// p·dy + q·(z − mean) − r
private struct GradientRows: RowMap {
  static var goesAbreast: Bool { @inline(__always) get { true } }

  let block: BlockLoad
  let gradient: ChannelGradient
  let z: UnsafePointer<Float>
  let zStride: Int

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    walk(block.rows, Walk(self, strip, at: channel))
  }

  @inline(__always)
  func runFour(at channel: Int) {
    walkFour(block.rows, at: channel) { Walk(self, $0, at: $1) }
  }

  @inline(__always)
  func step<S: Strip>(_ row: Int, _ strip: S, at channel: Int) { Walk(self, strip, at: channel).step(row) }

  private struct Walk<S: Strip>: RowWalk {
    let rows: GradientRows
    let strip: S
    let channel: Int
    let mean, p, q, minusR: S.Vector

    @inline(__always)
    init(_ rows: GradientRows, _ strip: S, at channel: Int) {
      (self.rows, self.strip, self.channel) = (rows, strip, channel)
      mean = strip.load(rows.gradient.mean + channel)
      p = strip.load(rows.gradient.p + channel)
      q = strip.load(rows.gradient.q + channel)
      minusR = S.Vector.zero - strip.load(rows.gradient.r + channel)
    }

    @inline(__always)
    func step(_ row: Int) {
      let dy = strip.load(rows.block.source + (row &* rows.block.sourceStride &+ channel))
      let centred = strip.load(rows.z + (row &* rows.zStride &+ channel)) - mean
      strip.store(
        multiplyAdd(p, dy, multiplyAdd(q, centred, minusR)),
        to: rows.block.destination + (row &* rows.block.destinationStride &+ channel))
    }

    @inline(__always) func finish() {}
  }
}

/// The block kernels of this instruction set.
func makeBlockKernels() -> BlockKernels {
  BlockKernels(
    load: { loadBlock($0) }, moments: { measureBlock($0) }, reduceGradient: { reduceGradient($0) },
    add: { addBlocks($0) })
}
