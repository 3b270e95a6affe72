/// Eight blocks of the Philox4x32-10 generator at a time (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3", SC 2011, §3.3). A lane is a block; each 32-bit word sits in the low half of a 64-bit lane, where its
/// product has room.
struct PhiloxVectors {
  private typealias Words = SIMD8<UInt64>

  let key: UInt64
  let sequence: UInt64

  /// The 32 words of blocks `block` ..< `block` + 8 (mod 2⁶⁴), in the order of the stream.
  @inline(__always)
  func words(from block: UInt64) -> SIMD32<UInt32> {
    let low = Words(repeating: 0xffff_ffff)
    let counter = Words(repeating: block) &+ Words(0, 1, 2, 3, 4, 5, 6, 7)
    var (c0, c1) = (counter & low, counter &>> 32)
    var (c2, c3) = (Words(repeating: sequence & 0xffff_ffff), Words(repeating: sequence >> 32))
    var key0 = UInt32(truncatingIfNeeded: key)
    var key1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let product0 = (c0 & low) &* Words(repeating: 0xd251_1f53)
      let product1 = (c2 & low) &* Words(repeating: 0xcd9e_8d57)
      c0 = (product1 &>> 32) ^ c1 ^ Words(repeating: UInt64(key0))
      c1 = product1 & low
      c2 = (product0 &>> 32) ^ c3 ^ Words(repeating: UInt64(key1))
      c3 = product0 & low
      key0 &+= 0x9e37_79b9
      key1 &+= 0xbb67_ae85
    }
    var stream = SIMD16<UInt64>()
    stream.evenHalf = c0 | (c1 &<< 32)
    stream.oddHalf = c2 | (c3 &<< 32)
    return unsafeBitCast(stream, to: SIMD32<UInt32>.self)
  }
}
