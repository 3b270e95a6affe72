import KernelTable

/// How pooling reads an image, and what the gradient of what it read is.
protocol PoolingInput {
  /// Whether there is a normalization, whose gradient's sums may be wanted.
  static var isNormalized: Bool { get }
  /// The strip's columns of whatever reading needs.
  func columns<S: Strip>(_ strip: S, at channel: Int) -> NormalizedColumns<S.Vector>
  /// The number to pool that x of the image is read as.
  func value<V: SIMD>(_ x: V, _ columns: NormalizedColumns<V>) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32
  /// dy times the derivative of the activation at x.
  func gradient<V: SIMD>(_ dy: V, at x: V, _ columns: NormalizedColumns<V>) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32
}

/// x
struct PlainInput: PoolingInput {
  static var isNormalized: Bool { @inline(__always) get { false } }

  @inline(__always)
  func columns<S: Strip>(_ strip: S, at channel: Int) -> NormalizedColumns<S.Vector> {
    NormalizedColumns(mean: .zero, scale: .zero, shift: .zero)
  }

  @inline(__always)
  func value<V: SIMD>(_ x: V, _ columns: NormalizedColumns<V>) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { x }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, at x: V, _ columns: NormalizedColumns<V>) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { dy }
}

/// act(scale·(x − mean) + shift)
struct NormalizedInput<A: Activation>: PoolingInput {
  static var isNormalized: Bool { @inline(__always) get { true } }

  let activation: A
  let affine: ChannelAffine

  @inline(__always)
  func columns<S: Strip>(_ strip: S, at channel: Int) -> NormalizedColumns<S.Vector> {
    NormalizedColumns(strip, affine, at: channel)
  }

  @inline(__always)
  func value<V: SIMD>(_ x: V, _ columns: NormalizedColumns<V>) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { activation.value(columns.normalize(x)) }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, at x: V, _ columns: NormalizedColumns<V>) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { activation.gradient(dy, input: columns.normalize(x)) }
}

/// What is done once the input's reading is known as a type.
protocol PoolingInputVisitor {
  func visit<Input: PoolingInput>(_ input: Input)
}

/// A dear activation is stored, not recomputed for each window: asking for one is a mistake of the floors above.
@inline(__always)
func acceptInput<Visitor: PoolingInputVisitor>(_ normalization: PoolingNormalization?, _ visitor: Visitor) {
  guard let normalization else { return visitor.visit(PlainInput()) }
  let affine = normalization.affine
  switch normalization.activation {
  case .linear: visitor.visit(NormalizedInput(activation: Linear(), affine: affine))
  case .relu: visitor.visit(NormalizedInput(activation: Relu(), affine: affine))
  case .leakyRelu(let slope): visitor.visit(NormalizedInput(activation: LeakyRelu(slope: slope), affine: affine))
  case .sigmoid, .tanh, .gelu: fatalError("PoolingRun: the activation must be a cheap one")
  }
}
