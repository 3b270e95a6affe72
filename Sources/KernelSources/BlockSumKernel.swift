import KernelTable

/// The sum of two blocks, each perhaps normalized, under an activation: `BlockKernels.add`.
func addBlocks(_ block: BlockSum) {
  switch block.activation {
  case .linear: SumUnderActivation(block: block).visit(Linear())
  case .relu: SumUnderActivation(block: block).visit(Relu())
  case .leakyRelu(let slope): SumUnderActivation(block: block).visit(LeakyRelu(slope: slope))
  case .sigmoid, .tanh, .gelu: fatalError("BlockSum: a dear activation has a pass of its own")
  }
}

private struct SumUnderActivation: ActivationVisitor {
  let block: BlockSum

  @inline(never)
  func visit<A: Activation>(_ activation: A) {
    forEachRowStrip(block.channels, SumRows(block: block, activation: activation))
  }
}

/// act(left + right). A side without parameters is normalized by 0, 1, 0, which leaves every number what it is: memory
/// takes the time, and one loop serves all.
private struct SumRows<A: Activation>: RowKernel {
  /// Four times six vectors of parameters fit the registers of AVX-512 alone.
  static var goesAbreast: Bool {
    @inline(__always) get {
      #if KERNELS_AVX512
      true
      #else
      false
      #endif
    }
  }

  let block: BlockSum
  let activation: A

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    walk(block.rows, Walk(self, strip, at: channel))
  }

  @inline(__always)
  func runFour(at channel: Int) {
    walkFour(block.rows, at: channel) { Walk(self, $0, at: $1) }
  }

  private struct Walk<S: Strip>: RowWalk {
    let rows: SumRows
    let strip: S
    let channel: Int
    let left, right: NormalizedColumns<S.Vector>

    @inline(__always)
    init(_ rows: SumRows, _ strip: S, at channel: Int) {
      (self.rows, self.strip, self.channel) = (rows, strip, channel)
      left = Self.columns(rows.block.left, strip, at: channel)
      right = Self.columns(rows.block.right, strip, at: channel)
    }

    @inline(__always)
    static func columns(_ side: BlockSum.Addend, _ strip: S, at channel: Int) -> NormalizedColumns<S.Vector> {
      if let affine = side.affine { return NormalizedColumns(strip, affine, at: channel) }
      return NormalizedColumns(mean: .zero, scale: S.Vector(repeating: 1), shift: .zero)
    }

    @inline(__always)
    func step(_ row: Int) {
      let block = rows.block
      let a = left.normalize(strip.load(block.left.source + (row &* block.left.stride &+ channel)))
      let b = right.normalize(strip.load(block.right.source + (row &* block.right.stride &+ channel)))
      strip.store(
        rows.activation.value(a + b), to: block.destination + (row &* block.destinationStride &+ channel))
    }

    @inline(__always) func finish() {}
  }
}
