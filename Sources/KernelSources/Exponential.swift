/// The exponential function of vectors.
///
/// `@_transparent`, as the optimizer thinks these too long to inline everywhere whatever `@inline(__always)` says, and a
/// vector crosses a call in pieces of 128 bits.

/// Rounds to a whole number when added and taken off again, and leaves that number in the low bits: 1.5·2²³.
private let roundingShift: Float = 12_582_912

/// e^(x + tail), |tail| small: within 1 ulp (2 without fused multiply-add), subnormal results included; ∞ from 88.73
/// on, 0 below −103.98, NaN where x is.
///
/// x = n·ln 2 + r with |r| ≤ ln 2 / 2, ln 2 being subtracted in two pieces; e^r is a polynomial of degree 6 with relative
/// error 3.1e-9; 2ⁿ is multiplied on in two halves, so that neither overflows before the result does.
@_transparent
func exponential<V: SIMD>(_ x: V, tail: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
  let bounded = atMost(89, atLeast(-104, x))
  let shifted = multiplyAdd(bounded, V(repeating: 1.442_695), V(repeating: roundingShift))
  let n = shifted - V(repeating: roundingShift)
  let high = multiplyAdd(n, V(repeating: -0.693_359_375), bounded)
  let r = multiplyAdd(n, V(repeating: 2.121_944_4e-4), high) + tail
  var p = V(repeating: 0.0013814467)
  p = multiplyAdd(p, r, V(repeating: 0.008368781))
  p = multiplyAdd(p, r, V(repeating: 0.041668393))
  p = multiplyAdd(p, r, V(repeating: 0.1666652))
  p = multiplyAdd(p, r, V(repeating: 0.49999994))
  let power = multiplyAdd(r * r, p, r) + V(repeating: 1)
  let exponent = unsafeBitCast(shifted, to: V.MaskStorage.self) &- V.MaskStorage(repeating: 0x4b40_0000)
  let half = exponent &>> V.MaskStorage(repeating: 1)
  return power * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// eˣ: within 1 ulp (2 without fused multiply-add); see `exponential(_:tail:)`.
@_transparent
func exponential<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
  exponential(x, tail: V.zero)
}

/// 2ⁿ for −126 ≤ n ≤ 127, by writing the exponent's bits. `Bits` is V's own mask storage.
@_transparent
private func powerOfTwo<Bits: SIMD, V: SIMD>(_ n: Bits) -> V where Bits.Scalar == Int32, V.Scalar == Float {
  unsafeBitCast((n &+ Bits(repeating: 127)) &<< Bits(repeating: 23), to: V.self)
}
