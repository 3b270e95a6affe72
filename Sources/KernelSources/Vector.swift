/// The vector type that kernels are written with, as wide as the instruction set's registers.
#if KERNELS_AVX512
typealias Vector = SIMD16<Float>
#elseif KERNELS_AVX2
typealias Vector = SIMD8<Float>
#else
typealias Vector = SIMD4<Float>
#endif

/// Floats in a `Vector`.
var vectorWidth: Int { @inline(__always) get { Vector.scalarCount } }

/// Reads `vectorWidth` floats from any alignment.
@inline(__always)
func load(_ source: UnsafePointer<Float>) -> Vector { load(source, as: Vector.self) }

/// Reads `V.scalarCount` floats from any alignment.
@inline(__always)
func load<V: SIMD>(_ source: UnsafePointer<Float>, as type: V.Type) -> V where V.Scalar == Float {
  UnsafeRawPointer(source).loadUnaligned(as: V.self)
}

/// Writes `V.scalarCount` floats to any alignment.
@inline(__always)
func store<V: SIMD>(_ vector: V, to destination: UnsafeMutablePointer<Float>) where V.Scalar == Float {
  UnsafeMutableRawPointer(destination).storeBytes(of: vector, as: V.self)
}

/// a·b + c: rounded once where the processor has fused multiply-add; the baseline of x86-64 has not, and rounds twice
/// rather than call a library function per number.
@inline(__always)
func multiplyAdd<V: SIMD>(_ a: V, _ b: V, _ c: V) -> V where V.Scalar == Float {
  #if KERNELS_BASELINE && arch(x86_64)
  a * b + c
  #else
  c.addingProduct(a, b)
  #endif
}

/// a·b + c for one number, with the same rounding as the vectors'.
@inline(__always)
func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
  #if KERNELS_BASELINE && arch(x86_64)
  a * b + c
  #else
  c.addingProduct(a, b)
  #endif
}
