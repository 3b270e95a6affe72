/// Reading and writing the first few numbers of a vector: the ends of rows that are no multiple of the width.
protocol PartialVector: SIMD where Scalar == Float {
  /// The first `count` numbers at `source`, the rest 0; nothing beyond them is read. 0 ≤ count ≤ scalarCount.
  static func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> Self
  /// Writes the first `count` numbers and nothing beyond them. 0 ≤ count ≤ scalarCount.
  func storeFirst(_ count: Int, to destination: UnsafeMutablePointer<Float>)
}

extension SIMD4<Float>: PartialVector {
  @inline(__always)
  static func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> SIMD4<Float> {
    switch count {
    case 0: .zero
    case 1: SIMD4(source[0], 0, 0, 0)
    case 2: SIMD4(lowHalf: load(source, as: SIMD2.self), highHalf: .zero)
    case 3: SIMD4(lowHalf: load(source, as: SIMD2.self), highHalf: SIMD2(source[2], 0))
    default: load(source, as: SIMD4.self)
    }
  }

  @inline(__always)
  func storeFirst(_ count: Int, to destination: UnsafeMutablePointer<Float>) {
    if count >= 4 { return store(self, to: destination) }
    if count & 2 != 0 { store(lowHalf, to: destination) }
    if count & 1 != 0 { destination[count - 1] = count == 1 ? self[0] : self[2] }
  }
}

extension SIMD8<Float>: PartialVector {
  @inline(__always)
  static func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> SIMD8<Float> {
    if count < 4 { return SIMD8(lowHalf: .loadFirst(count, from: source), highHalf: .zero) }
    return SIMD8(lowHalf: load(source, as: SIMD4.self), highHalf: .loadFirst(count - 4, from: source + 4))
  }

  @inline(__always)
  func storeFirst(_ count: Int, to destination: UnsafeMutablePointer<Float>) {
    if count < 4 { return lowHalf.storeFirst(count, to: destination) }
    store(lowHalf, to: destination)
    highHalf.storeFirst(count - 4, to: destination + 4)
  }
}

extension SIMD16<Float>: PartialVector {
  @inline(__always)
  static func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> SIMD16<Float> {
    if count < 8 { return SIMD16(lowHalf: .loadFirst(count, from: source), highHalf: .zero) }
    return SIMD16(lowHalf: load(source, as: SIMD8.self), highHalf: .loadFirst(count - 8, from: source + 8))
  }

  @inline(__always)
  func storeFirst(_ count: Int, to destination: UnsafeMutablePointer<Float>) {
    if count < 8 { return lowHalf.storeFirst(count, to: destination) }
    store(lowHalf, to: destination)
    highHalf.storeFirst(count - 8, to: destination + 8)
  }
}
