/// The natural logarithm of vectors, as far as losses need it.

/// ln x for normal x > 0: within 2 ulp; NaN and ∞ give themselves.
///
/// x = 2ᵏ·(1 + f) with √½ ≤ 1 + f < √2; ln(1 + f) = f − f²/2 + f³·P(f), P of degree 7, relative error 5.9e-9.
@inline(__always)
func logarithm<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
  typealias Bits = V.MaskStorage
  let bits = unsafeBitCast(x, to: Bits.self)
  let rootHalf = Bits(repeating: 0x3f35_04f3)
  let exponent = (bits &- rootHalf) &>> Bits(repeating: 23)
  let mantissa = unsafeBitCast(bits &- (exponent &<< Bits(repeating: 23)), to: V.self)
  let f = mantissa - V(repeating: 1)
  // A whole number of at most 2²² in magnitude becomes a float by way of the bits of 1.5·2²³ + k.
  let shifted = unsafeBitCast(exponent &+ Bits(repeating: 0x4b40_0000), to: V.self)
  let k = shifted - V(repeating: 12_582_912)
  var p = V(repeating: -0.07634493)
  p = multiplyAdd(p, f, V(repeating: 0.12761575))
  p = multiplyAdd(p, f, V(repeating: -0.13160183))
  p = multiplyAdd(p, f, V(repeating: 0.14201759))
  p = multiplyAdd(p, f, V(repeating: -0.16623357))
  p = multiplyAdd(p, f, V(repeating: 0.20001227))
  p = multiplyAdd(p, f, V(repeating: -0.2500082))
  p = multiplyAdd(p, f, V(repeating: 0.3333333))
  let square = f * f
  let small = multiplyAdd(k, V(repeating: -2.121_944_4e-4), p * f * square)
  let rest = multiplyAdd(V(repeating: -0.5), square, small)
  let result = multiplyAdd(k, V(repeating: 0.693_359_375), rest + f)
  return select(less(x, V(repeating: .infinity)), result, x)
}

/// ln(1 + x) for 0 ≤ x ≤ 1: within 3 ulp, also where 1 + x rounds to 1; NaN gives NaN.
@inline(__always)
func logarithmOfOnePlus<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
  let sum = V(repeating: 1) + x
  let lost = x - (sum - V(repeating: 1))
  return logarithm(sum) + lost / sum
}
