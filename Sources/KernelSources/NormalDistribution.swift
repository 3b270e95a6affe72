/// The normal distribution of vectors: what GELU is made of.

/// Φ(x) and the density φ(x), each within 10 ulp as far as they are normal floats, the left tail included; NaN gives NaN.
///
/// With t = |x| and s = 1 / (1 + .3·t), the upper tail is e^(−t²/2)·s·P(s), P of degree 9 with relative error 3.5e-9 for
/// t ≤ 14; the tail is 0 as a float before 15. t² is split into a part that a float holds and a rest, as its
/// rounding would be a relative error of the exponential.
@inline(__always)
func normalDistribution<V: SIMD>(_ x: V) -> (distribution: V, density: V)
where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
  let one = V(repeating: 1)
  let t = atMost(15, magnitude(x))
  let high = unsafeBitCast(
    unsafeBitCast(t, to: V.MaskStorage.self) & V.MaskStorage(repeating: ~0xfff), to: V.self)
  let e = exponential(V(repeating: -0.5) * (high * high), tail: V(repeating: -0.5) * ((t - high) * (t + high)))
  let s = one / multiplyAdd(t, V(repeating: 0.3), one)
  var p = V(repeating: -0.020613113)
  p = multiplyAdd(p, s, V(repeating: 0.112377375))
  p = multiplyAdd(p, s, V(repeating: -0.2280714))
  p = multiplyAdd(p, s, V(repeating: 0.1915871))
  p = multiplyAdd(p, s, V(repeating: -0.079252034))
  p = multiplyAdd(p, s, V(repeating: 0.09606046))
  p = multiplyAdd(p, s, V(repeating: 0.078424625))
  p = multiplyAdd(p, s, V(repeating: 0.11022754))
  p = multiplyAdd(p, s, V(repeating: 0.11957281))
  p = multiplyAdd(p, s, V(repeating: 0.11968663))
  let tail = e * (s * p)
  return (select(less(x, V.zero), tail, one - tail), e * V(repeating: 0.3989423))
}
