/// The counter-based generator Philox4x32-10: 128 random bits as a pure function of a 128-bit counter and a 64-bit key.
///
/// Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3" (SC'11), §4.3.
package enum Philox {
  /// The four words of block `block` in stream `stream` under `key`; words 0 and 1 of the counter are the low and the
  /// high half of the block, words 2 and 3 those of the stream.
  package static func words(block: UInt64, stream: UInt64, key: UInt64) -> SIMD4<UInt32> {
    var x0 = UInt32(truncatingIfNeeded: block)
    var x1 = UInt32(truncatingIfNeeded: block >> 32)
    var x2 = UInt32(truncatingIfNeeded: stream)
    var x3 = UInt32(truncatingIfNeeded: stream >> 32)
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let a = UInt64(x0) &* 0xD251_1F53
      let b = UInt64(x2) &* 0xCD9E_8D57
      x0 = UInt32(truncatingIfNeeded: b >> 32) ^ x1 ^ k0
      x2 = UInt32(truncatingIfNeeded: a >> 32) ^ x3 ^ k1
      x1 = UInt32(truncatingIfNeeded: b)
      x3 = UInt32(truncatingIfNeeded: a)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(x0, x1, x2, x3)
  }
}
