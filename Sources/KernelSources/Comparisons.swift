/// Comparison, selection and sign bits of vectors of any width.
///
/// The standard library's generic comparison is a loop over the lanes, which the optimizer leaves as a loop; its
/// comparisons of concrete vectors are single instructions. So the width is looked up here, at compile time.

/// Lane by lane a < b; false where either is NaN.
@inline(__always)
func less<V: SIMD>(_ a: V, _ b: V) -> SIMDMask<V.MaskStorage> where V.Scalar == Float {
  if V.self == SIMD16<Float>.self {
    let mask = unsafeBitCast(a, to: SIMD16<Float>.self) .< unsafeBitCast(b, to: SIMD16<Float>.self)
    return unsafeBitCast(mask, to: SIMDMask<V.MaskStorage>.self)
  }
  if V.self == SIMD8<Float>.self {
    let mask = unsafeBitCast(a, to: SIMD8<Float>.self) .< unsafeBitCast(b, to: SIMD8<Float>.self)
    return unsafeBitCast(mask, to: SIMDMask<V.MaskStorage>.self)
  }
  if V.self == SIMD4<Float>.self {
    let mask = unsafeBitCast(a, to: SIMD4<Float>.self) .< unsafeBitCast(b, to: SIMD4<Float>.self)
    return unsafeBitCast(mask, to: SIMDMask<V.MaskStorage>.self)
  }
  return a .< b
}

/// Lane by lane a = b; false where either is NaN.
@inline(__always)
func equal<V: SIMD>(_ a: V, _ b: V) -> SIMDMask<V.MaskStorage> where V.Scalar == Float {
  if V.self == SIMD16<Float>.self {
    let mask = unsafeBitCast(a, to: SIMD16<Float>.self) .== unsafeBitCast(b, to: SIMD16<Float>.self)
    return unsafeBitCast(mask, to: SIMDMask<V.MaskStorage>.self)
  }
  if V.self == SIMD8<Float>.self {
    let mask = unsafeBitCast(a, to: SIMD8<Float>.self) .== unsafeBitCast(b, to: SIMD8<Float>.self)
    return unsafeBitCast(mask, to: SIMDMask<V.MaskStorage>.self)
  }
  if V.self == SIMD4<Float>.self {
    let mask = unsafeBitCast(a, to: SIMD4<Float>.self) .== unsafeBitCast(b, to: SIMD4<Float>.self)
    return unsafeBitCast(mask, to: SIMDMask<V.MaskStorage>.self)
  }
  return a .== b
}

/// `yes` where the mask is set, else `no`.
///
/// By the masks' own and, or and not, a mask being bits like any other: they are single instructions from the start,
/// where `replacing(with:where:)` is a scalar selection per lane, for the optimizer to put together again.
@inline(__always)
func select<V: SIMD>(_ mask: SIMDMask<V.MaskStorage>, _ yes: V, _ no: V) -> V where V.Scalar == Float {
  if V.self == SIMD16<Float>.self {
    typealias Bits = SIMDMask<SIMD16<Int32>>
    let mask = unsafeBitCast(mask, to: Bits.self)
    let chosen = (mask .& unsafeBitCast(yes, to: Bits.self)) .| (.!mask .& unsafeBitCast(no, to: Bits.self))
    return unsafeBitCast(chosen, to: V.self)
  }
  if V.self == SIMD4<Float>.self {
    typealias Bits = SIMDMask<SIMD4<Int32>>
    let mask = unsafeBitCast(mask, to: Bits.self)
    let chosen = (mask .& unsafeBitCast(yes, to: Bits.self)) .| (.!mask .& unsafeBitCast(no, to: Bits.self))
    return unsafeBitCast(chosen, to: V.self)
  }
  return no.replacing(with: yes, where: mask)
}

/// The larger of x and a bound; NaN where x is NaN.
@inline(__always)
func atLeast<V: SIMD>(_ bound: Float, _ x: V) -> V where V.Scalar == Float {
  let limit = V(repeating: bound)
  return select(less(x, limit), limit, x)
}

/// The smaller of x and a bound; NaN where x is NaN.
@inline(__always)
func atMost<V: SIMD>(_ bound: Float, _ x: V) -> V where V.Scalar == Float {
  let limit = V(repeating: bound)
  return select(less(limit, x), limit, x)
}

/// |x|, by its sign bit.
@inline(__always)
func magnitude<V: SIMD>(_ x: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
  let bits = unsafeBitCast(x, to: V.MaskStorage.self)
  return unsafeBitCast(bits & V.MaskStorage(repeating: Int32.max), to: V.self)
}

/// `size`, which is not negative, with the sign of x.
@inline(__always)
func withSign<V: SIMD>(of x: V, _ size: V) -> V where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
  let sign = unsafeBitCast(x, to: V.MaskStorage.self) & V.MaskStorage(repeating: Int32.min)
  return unsafeBitCast(unsafeBitCast(size, to: V.MaskStorage.self) | sign, to: V.self)
}
