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
    forEachStrip(block.channels, CentredGradientRows(block: block, centred: centred, derivative: derivative))
  } else {
    forEachStrip(block.channels, PlainGradientRows(block: block, derivative: derivative))
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
    forEachStrip(block.channels, CentredGradientRows(block: block, centred: centred, derivative: derivative))
  }
}

/// Where a strip's derivatives come from, row by row.
private protocol DerivativeRows {
  /// Whether the gradient changes, and has to be stored.
  static var writes: Bool { get }
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

  @inline(__always)
  func apply<S: Strip>(
    _ dy: S.Vector, _ strip: S, row: Int, channel: Int, z: S.Vector, _ columns: NormalizedColumns<S.Vector>
  ) -> S.Vector { dy }
}

private struct OutputRows<A: ActivationOfOutput>: DerivativeRows {
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
private struct PlainGradientRows<Derivative: DerivativeRows>: StripKernel {
  let block: BlockGradient
  let derivative: Derivative

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let columns = derivative.columns(strip, at: channel)
    var sums = RowSums<S.Vector>()
    var gradient = block.gradient + channel
    for row in 0..<block.rows {
      let dy = strip.load(gradient)
      let value = derivative.apply(dy, strip, row: row, channel: channel, z: .zero, columns)
      if Derivative.writes { strip.store(value, to: gradient) }
      sums.add(value)
      gradient += block.gradientStride
    }
    if let sum = block.sum { sums.publish(count: strip.count, to: sum + channel) }
  }
}

/// Σ dy·act′ and Σ dy·act′·(z − mean)
private struct CentredGradientRows<Derivative: DerivativeRows>: StripKernel {
  let block: BlockGradient
  let centred: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)
  let derivative: Derivative

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let columns = derivative.columns(strip, at: channel)
    let mean = strip.load(centred.mean + channel)
    var sums = RowSums<S.Vector>()
    var centredSums = RowSums<S.Vector>()
    var gradient = block.gradient + channel
    var second = centred.z + channel
    for row in 0..<block.rows {
      let dy = strip.load(gradient)
      let z = strip.load(second)
      let value = derivative.apply(dy, strip, row: row, channel: channel, z: z, columns)
      if Derivative.writes { strip.store(value, to: gradient) }
      sums.add(value)
      centredSums.add(value, times: z - mean)
      gradient += block.gradientStride
      second += centred.stride
    }
    if let sum = block.sum { sums.publish(count: strip.count, to: sum + channel) }
    if let sum = block.centredSum { centredSums.publish(count: strip.count, to: sum + channel) }
  }
}

/// A sum over rows, per lane; row by row, in order.
private struct RowSums<Vector: SIMD> where Vector.Scalar == Float {
  private var total = Vector.zero

  @inline(__always) init() {}

  @inline(__always)
  mutating func add(_ value: Vector) { total += value }

  @inline(__always)
  mutating func add(_ value: Vector, times factor: Vector) { total = multiplyAdd(value, factor, total) }

  @inline(__always)
  func publish(count: Int, to destination: UnsafeMutablePointer<Double>) {
    for lane in 0..<count { destination[lane] = Double(total[lane]) }
  }
}
