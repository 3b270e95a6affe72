/// The one-dimensional transforms of Winograd's algorithms: a line of inputs to a line of outputs, lane by lane.
///
/// With the points p₁…pₙ₋₁ and ∞: Bᵀ holds the coefficients of Π(x − pⱼ) without the factor of its row's point, A the
/// points' powers, G the powers divided by Π(pᵢ − pⱼ), j ≠ i. The points lie in pairs ±p, so that even and odd powers are
/// summed once and then added and subtracted.
protocol WinogradLine {
  static var inputs: Int { get }
  static var outputs: Int { get }
  /// Reads each input with `x(index)` and hands each output to `put(index, output)`.
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float
}

/// factor·x + sum
@inline(__always)
private func plus<V: SIMD>(_ factor: Float, _ x: V, _ sum: V) -> V where V.Scalar == Float {
  multiplyAdd(V(repeating: factor), x, sum)
}

/// factor·x
@inline(__always)
private func times<V: SIMD>(_ factor: Float, _ x: V) -> V where V.Scalar == Float { V(repeating: factor) * x }

// MARK: F(4, 3): points 0, ±a, ±b, ∞ with a = 3/4, b = 5/4. All constants are exact but for ninths, fifteenths and fifths.

enum FourImage: WinogradLine {
  static var inputs: Int { @inline(__always) get { 6 } }
  static var outputs: Int { @inline(__always) get { 6 } }

  /// x⁴ − (a² + b²)x² + a²b²; (x² − b²)(x² ± ax); (x² − a²)(x² ± bx); x⁵ − (a² + b²)x³ + a²b²x
  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x1, x2, x3, x4) = (x(1), x(2), x(3), x(4))
    put(0, plus(-2.125, x2, plus(0.87890625, x(0), x4)))
    let evenA = plus(-1.5625, x2, x4)
    let oddA = plus(-1.5625, x1, x3)
    put(1, plus(0.75, oddA, evenA))
    put(2, plus(-0.75, oddA, evenA))
    let evenB = plus(-0.5625, x2, x4)
    let oddB = plus(-0.5625, x1, x3)
    put(3, plus(1.25, oddB, evenB))
    put(4, plus(-1.25, oddB, evenB))
    put(5, plus(-2.125, x3, plus(0.87890625, x1, x(5))))
  }
}

enum FourKernel: WinogradLine {
  static var inputs: Int { @inline(__always) get { 3 } }
  static var outputs: Int { @inline(__always) get { 6 } }

  /// 1, ±a, a² over 2a²(a² − b²) = −9/8 and so on.
  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x0, x1, x2) = (x(0), x(1), x(2))
    put(0, times(256 / 225, x0))
    let evenA = plus(-8 / 9, x0, times(-0.5, x2))
    put(1, plus(-2 / 3, x1, evenA))
    put(2, plus(2 / 3, x1, evenA))
    let evenB = plus(8 / 25, x0, times(0.5, x2))
    put(3, plus(0.4, x1, evenB))
    put(4, plus(-0.4, x1, evenB))
    put(5, x2)
  }
}

enum FourOutput: WinogradLine {
  static var inputs: Int { @inline(__always) get { 6 } }
  static var outputs: Int { @inline(__always) get { 4 } }

  /// Σ pᵏ·x of the points, and the last of ∞.
  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x1, x2, x3, x4) = (x(1), x(2), x(3), x(4))
    let evenA = x1 + x2
    let oddA = x1 - x2
    let evenB = x3 + x4
    let oddB = x3 - x4
    put(0, (x(0) + evenA) + evenB)
    put(1, plus(0.75, oddA, times(1.25, oddB)))
    put(2, plus(0.5625, evenA, times(1.5625, evenB)))
    put(3, plus(0.421875, oddA, plus(1.953125, oddB, x(5))))
  }
}

enum FourOutputGradient: WinogradLine {
  static var inputs: Int { @inline(__always) get { 4 } }
  static var outputs: Int { @inline(__always) get { 6 } }

  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x0, x1, x2, x3) = (x(0), x(1), x(2), x(3))
    put(0, x0)
    let evenA = plus(0.5625, x2, x0)
    let oddA = plus(0.5625, x3, x1)
    put(1, plus(0.75, oddA, evenA))
    put(2, plus(-0.75, oddA, evenA))
    let evenB = plus(1.5625, x2, x0)
    let oddB = plus(1.5625, x3, x1)
    put(3, plus(1.25, oddB, evenB))
    put(4, plus(-1.25, oddB, evenB))
    put(5, x3)
  }
}

enum FourKernelGradient: WinogradLine {
  static var inputs: Int { @inline(__always) get { 6 } }
  static var outputs: Int { @inline(__always) get { 3 } }

  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x1, x2, x3, x4) = (x(1), x(2), x(3), x(4))
    let evenA = x1 + x2
    let evenB = x3 + x4
    put(0, plus(-8 / 9, evenA, plus(8 / 25, evenB, times(256 / 225, x(0)))))
    put(1, plus(-2 / 3, x1 - x2, times(0.4, x3 - x4)))
    put(2, plus(0.5, evenB - evenA, x(5)))
  }
}

// MARK: F(2, 3): points 0, ±1, ∞.

enum TwoImage: WinogradLine {
  static var inputs: Int { @inline(__always) get { 4 } }
  static var outputs: Int { @inline(__always) get { 4 } }

  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x1, x2) = (x(1), x(2))
    put(0, x(0) - x2)
    put(1, x2 + x1)
    put(2, x2 - x1)
    put(3, x(3) - x1)
  }
}

enum TwoKernel: WinogradLine {
  static var inputs: Int { @inline(__always) get { 3 } }
  static var outputs: Int { @inline(__always) get { 4 } }

  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x0, x1, x2) = (x(0), x(1), x(2))
    put(0, x0)
    let even = times(0.5, x0 + x2)
    put(1, plus(0.5, x1, even))
    put(2, plus(-0.5, x1, even))
    put(3, x2)
  }
}

enum TwoOutput: WinogradLine {
  static var inputs: Int { @inline(__always) get { 4 } }
  static var outputs: Int { @inline(__always) get { 2 } }

  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x1, x2) = (x(1), x(2))
    put(0, x(0) + (x1 + x2))
    put(1, x(3) + (x1 - x2))
  }
}

enum TwoOutputGradient: WinogradLine {
  static var inputs: Int { @inline(__always) get { 2 } }
  static var outputs: Int { @inline(__always) get { 4 } }

  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x0, x1) = (x(0), x(1))
    put(0, x0)
    put(1, x0 + x1)
    put(2, x0 - x1)
    put(3, x1)
  }
}

enum TwoKernelGradient: WinogradLine {
  static var inputs: Int { @inline(__always) get { 4 } }
  static var outputs: Int { @inline(__always) get { 3 } }

  @inline(__always)
  static func transform<V: SIMD>(_ x: (Int) -> V, _ put: (Int, V) -> Void) where V.Scalar == Float {
    let (x1, x2) = (x(1), x(2))
    let even = x1 + x2
    put(0, plus(0.5, even, x(0)))
    put(1, times(0.5, x1 - x2))
    put(2, plus(0.5, even, x(3)))
  }
}
