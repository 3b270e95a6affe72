import KernelTable

/// Activation functions on vectors: one type each, so that a kernel's loop is compiled for each and holds no branch.

/// An activation and its gradient.
protocol Activation {
  /// As `ActivationFunction.isCheap`, known when compiling.
  static var isCheap: Bool { get }
  /// act(x)
  func value<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32
  /// dy·act′(x)
  func gradient<V: SIMD>(_ dy: V, input x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32
}

/// An activation whose derivative can be told from its output y = act(x).
protocol ActivationOfOutput: Activation {
  /// dy·act′(x)
  func gradient<V: SIMD>(_ dy: V, output y: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32
}

struct Linear: ActivationOfOutput {
  static var isCheap: Bool { @inline(__always) get { true } }

  @inline(__always)
  func value<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { x }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, input x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { dy }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, output y: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { dy }
}

struct Relu: ActivationOfOutput {
  static var isCheap: Bool { @inline(__always) get { true } }

  @inline(__always)
  func value<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    select(less(x, V.zero), V.zero, x)
  }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, input x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    select(less(V.zero, x), dy, V.zero)
  }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, output y: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    gradient(dy, input: y)
  }
}

/// Its output tells the derivative only for slope ≥ 0, where y > 0 just where x > 0.
struct LeakyRelu: ActivationOfOutput {
  static var isCheap: Bool { @inline(__always) get { true } }

  let slope: Float

  @inline(__always)
  func value<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    select(less(V.zero, x), x, x * V(repeating: slope))
  }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, input x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    select(less(V.zero, x), dy, dy * V(repeating: slope))
  }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, output y: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    gradient(dy, input: y)
  }
}

struct Sigmoid: ActivationOfOutput {
  static var isCheap: Bool { @inline(__always) get { false } }

  @inline(__always)
  func value<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { logistic(x) }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, input x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    gradient(dy, output: value(x))
  }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, output y: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    dy * (y * (V(repeating: 1) - y))
  }
}

struct Tanh: ActivationOfOutput {
  static var isCheap: Bool { @inline(__always) get { false } }

  @inline(__always)
  func value<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 { hyperbolicTangent(x) }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, input x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    gradient(dy, output: value(x))
  }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, output y: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    // (1 − y)(1 + y) keeps the digits that 1 − y² loses near ±1.
    dy * ((V(repeating: 1) - y) * (V(repeating: 1) + y))
  }
}

struct Gelu: Activation {
  static var isCheap: Bool { @inline(__always) get { false } }

  @inline(__always)
  func value<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    // From −15 down the distribution is 0; the bound keeps −∞ from being multiplied with it.
    atLeast(-15, x) * normalDistribution(x).distribution
  }

  @inline(__always)
  func gradient<V: SIMD>(_ dy: V, input x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    let normal = normalDistribution(x)
    return dy * multiplyAdd(atMost(15, atLeast(-15, x)), normal.density, normal.distribution)
  }
}

/// What is done once the activation is known as a type. Not to be inlined: one function with the loops of all activations
/// is more than the optimizer inlines into, and a vector crosses a call in pieces of 128 bits.
protocol ActivationVisitor {
  func visit<A: Activation>(_ activation: A)
}

/// What is done once an activation with a derivative of its output is known as a type.
protocol ActivationOfOutputVisitor {
  func visit<A: ActivationOfOutput>(output activation: A)
}

extension ActivationFunction {
  @inline(__always)
  func accept<Visitor: ActivationVisitor>(_ visitor: Visitor) {
    switch self {
    case .linear: visitor.visit(Linear())
    case .relu: visitor.visit(Relu())
    case .leakyRelu(let slope): visitor.visit(LeakyRelu(slope: slope))
    case .sigmoid: visitor.visit(Sigmoid())
    case .tanh: visitor.visit(Tanh())
    case .gelu: visitor.visit(Gelu())
    }
  }

  /// GELU's derivative cannot be told from its output: asking for it is a mistake of the floors above.
  @inline(__always)
  func accept<Visitor: ActivationOfOutputVisitor>(output visitor: Visitor) {
    switch self {
    case .linear: visitor.visit(output: Linear())
    case .relu: visitor.visit(output: Relu())
    case .leakyRelu(let slope): visitor.visit(output: LeakyRelu(slope: slope))
    case .sigmoid: visitor.visit(output: Sigmoid())
    case .tanh: visitor.visit(output: Tanh())
    case .gelu: fatalError("BlockGradient: GELU's derivative needs its input, not its output")
    }
  }
}
