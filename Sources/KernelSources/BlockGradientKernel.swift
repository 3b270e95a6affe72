import KernelTable

/// Multiplies a gradient by its activation's derivative, and sums it per channel: `BlockKernels.reduceGradient`.
func reduceGradient(_ block: BlockGradient) {
  switch block.derivative {
  case .one, .output(.linear, _, _), .input(.linear, _, _), .normalized(.linear, _):
    guard block.sum != nil || block.centredSum != nil else { return }
    reduceRows(block, Unchanged())
  case .output(let function, let y, let stride):
    function.accept(output: FromOutput(block: block, values: y, stride: stride))
  case .input(let function, let x, let stride):
    function.accept(FromInput(block: block, values: x, stride: stride))
  case .normalized(let function, let affine):
    guard block.centred != nil else { fatalError("BlockGradient: .normalized needs the centred block") }
    function.accept(FromNormalized(block: block, affine: affine))
  }
}

@inline(__always)
private func reduceRows<Source: DerivativeRows>(_ block: BlockGradient, _ derivative: Source) {
  if let centred = block.centred {
    forEachRowStrip(block.channels, CentredGradientRows(block: block, centred: centred, derivative: derivative))
  } else {
    forEachRowStrip(block.channels, PlainGradientRows(block: block, derivative: derivative))
  }
}

private struct FromOutput: ActivationOfOutputVisitor {
  let block: BlockGradient
  let values: UnsafePointer<Float>
  let stride: Int

  @inline(never)
  func visit<A: ActivationOfOutput>(output activation: A) {
    reduceRows(block, OutputRows(activation: activation, values: values, stride: stride))
  }
}

private struct FromInput: ActivationVisitor {
  let block: BlockGradient
  let values: UnsafePointer<Float>
  let stride: Int

  @inline(never)
  func visit<A: Activation>(_ activation: A) {
    reduceRows(block, InputRows(activation: activation, values: values, stride: stride))
  }
}

private struct FromNormalized: ActivationVisitor {
  let block: BlockGradient
  let affine: ChannelAffine

  @inline(never)
  func visit<A: Activation>(_ activation: A) {
    guard let centred = block.centred else { return }
    let derivative = NormalizedInputRows(activation: activation, affine: affine)
    forEachRowStrip(block.channels, CentredGradientRows(block: block, centred: centred, derivative: derivative))
  }
}

/// Where a strip's derivatives come from, row by row.
private protocol DerivativeRows {
  /// Whether the gradient changes, and has to be stored.
  static var writes: Bool { get }
  /// Whether the derivative costs less than the memory it works on.
  static var isCheap: Bool { get }
  /// The strip's columns of whatever the derivative needs.
  func columns<S: Strip>(_ strip: S, at channel: Int) -> NormalizedColumns<S.Vector>
  /// dy·act′ of one row; z is the centred block's row, where there is one.
  func apply<S: Strip>(
    _ dy: S.Vector, _ strip: S, row: Int, channel: Int, z: S.Vector, _ columns: NormalizedColumns<S.Vector>
  ) -> S.Vector
}

extension DerivativeRows {
  fileprivate static var writes: Bool { @inline(__always) get { true } }

  @inline(__always)
  fileprivate func columns<S: Strip>(_ strip: S, at channel: Int) -> NormalizedColumns<S.Vector> {
    NormalizedColumns(mean: .zero, scale: .zero, shift: .zero)
  }
}

private struct Unchanged: DerivativeRows {
  static var writes: Bool { @inline(__always) get { false } }
  static var isCheap: Bool { @inline(__always) get { true } }

  @inline(__always)
  func apply<S: Strip>(
    _ dy: S.Vector, _ strip: S, row: Int, channel: Int, z: S.Vector, _ columns: NormalizedColumns<S.Vector>
  ) -> S.Vector { dy }
}

private struct OutputRows<A: ActivationOfOutput>: DerivativeRows {
  static var isCheap: Bool { @inline(__always) get { true } }

  let activation: A
  let values: UnsafePointer<Float>
  let stride: Int

  @inline(__always)
  func apply<S: Strip>(
    _ dy: S.Vector, _ strip: S, row: Int, channel: Int, z: S.Vector, _ columns: NormalizedColumns<S.Vector>
  ) -> S.Vector {
    activation.gradient(dy, output: strip.load(values + (row &* stride &+ channel)))
  }
}

private struct InputRows<A: Activation>: DerivativeRows {
  static var isCheap: Bool { @inline(__always) get { A.isCheap } }

  let activation: A
  let values: UnsafePointer<Float>
  let stride: Int

  @inline(__always)
  func apply<S: Strip>(
    _ dy: S.Vector, _ strip: S, row: Int, channel: Int, z: S.Vector, _ columns: NormalizedColumns<S.Vector>
  ) -> S.Vector {
    activation.gradient(dy, input: strip.load(values + (row &* stride &+ channel)))
  }
}

private struct NormalizedInputRows<A: Activation>: DerivativeRows {
  static var isCheap: Bool { @inline(__always) get { A.isCheap } }

  let activation: A
  let affine: ChannelAffine

  @inline(__always)
  func columns<S: Strip>(_ strip: S, at channel: Int) -> NormalizedColumns<S.Vector> {
    NormalizedColumns(strip, affine, at: channel)
  }

  @inline(__always)
  func apply<S: Strip>(
    _ dy: S.Vector, _ strip: S, row: Int, channel: Int, z: S.Vector, _ columns: NormalizedColumns<S.Vector>
  ) -> S.Vector {
    activation.gradient(dy, input: columns.normalize(z))
  }
}

/// Σ dy·act′
private struct PlainGradientRows<Derivative: DerivativeRows>: RowKernel {
  static var goesAbreast: Bool { @inline(__always) get { Derivative.isCheap } }

  let block: BlockGradient
  let derivative: Derivative

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    walk(block.rows, Walk(self, strip, at: channel))
  }

  @inline(__always)
  func runFour(at channel: Int) {
    walkFour(block.rows, at: channel) { Walk(self, $0, at: $1) }
  }

  private struct Walk<S: Strip>: RowWalk {
    let rows: PlainGradientRows
    let strip: S
    let channel: Int
    let columns: NormalizedColumns<S.Vector>
    var sums = S.Vector.zero

    @inline(__always)
    init(_ rows: PlainGradientRows, _ strip: S, at channel: Int) {
      (self.rows, self.strip, self.channel) = (rows, strip, channel)
      columns = rows.derivative.columns(strip, at: channel)
    }

    @inline(__always)
    mutating func step(_ row: Int) {
      let gradient = rows.block.gradient + (row &* rows.block.gradientStride &+ channel)
      let value = rows.derivative.apply(strip.load(gradient), strip, row: row, channel: channel, z: .zero, columns)
      if Derivative.writes { strip.store(value, to: gradient) }
      sums += value
    }

    @inline(__always)
    func finish() {
      if let sum = rows.block.sum { publish(sums, count: strip.count, to: sum + channel) }
    }
  }
}

/// Σ dy·act′ and Σ dy·act′·(z − mean)
private struct CentredGradientRows<Derivative: DerivativeRows>: RowKernel {
  static var goesAbreast: Bool { @inline(__always) get { Derivative.isCheap } }

  let block: BlockGradient
  let centred: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)
  let derivative: Derivative

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    walk(block.rows, Walk(self, strip, at: channel))
  }

  @inline(__always)
  func runFour(at channel: Int) {
    walkFour(block.rows, at: channel) { Walk(self, $0, at: $1) }
  }

  private struct Walk<S: Strip>: RowWalk {
    let rows: CentredGradientRows
    let strip: S
    let channel: Int
    let columns: NormalizedColumns<S.Vector>
    let mean: S.Vector
    var sums = S.Vector.zero
    var centredSums = S.Vector.zero

    @inline(__always)
    init(_ rows: CentredGradientRows, _ strip: S, at channel: Int) {
      (self.rows, self.strip, self.channel) = (rows, strip, channel)
      columns = rows.derivative.columns(strip, at: channel)
      mean = strip.load(rows.centred.mean + channel)
    }

    @inline(__always)
    mutating func step(_ row: Int) {
      let gradient = rows.block.gradient + (row &* rows.block.gradientStride &+ channel)
      let z = strip.load(rows.centred.z + (row &* rows.centred.stride &+ channel))
      let value = rows.derivative.apply(strip.load(gradient), strip, row: row, channel: channel, z: z, columns)
      if Derivative.writes { strip.store(value, to: gradient) }
      sums += value
      centredSums = multiplyAdd(value, z - mean, centredSums)
    }

    @inline(__always)
    func finish() {
      if let sum = rows.block.sum { publish(sums, count: strip.count, to: sum + channel) }
      if let sum = rows.block.centredSum { publish(centredSums, count: strip.count, to: sum + channel) }
    }
  }
}

/// Writes sums as Double.
@inline(__always)
private func publish<V: SIMD>(_ sums: V, count: Int, to destination: UnsafeMutablePointer<Double>)
where V.Scalar == Float {
  for lane in 0..<count { destination[lane] = Double(sums[lane]) }
}
