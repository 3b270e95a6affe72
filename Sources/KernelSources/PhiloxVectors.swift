/// Eight blocks of the Philox4x32-10 generator at a time.

private typealias Words = SIMD8<UInt64>

/// The 32 words of blocks `block` ..< `block` + 8 (mod 2⁶⁴) in the order of the stream: the first 16, the second 16.
///
/// A lane is a block; each 32-bit word sits in the low half of a 64-bit lane, where its product has room.
/// Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), §3.3.
@inline(__always)
func philoxWords(key: UInt64, sequence: UInt64, from block: UInt64) -> (SIMD16<UInt32>, SIMD16<UInt32>) {
  let counter = Words(repeating: block) &+ Words(0, 1, 2, 3, 4, 5, 6, 7)
  var state = PhiloxState(
    c0: counter & Words(repeating: 0xffff_ffff), c1: counter &>> 32,
    c2: Words(repeating: sequence & 0xffff_ffff), c3: Words(repeating: sequence >> 32),
    key0: UInt32(truncatingIfNeeded: key), key1: UInt32(truncatingIfNeeded: key >> 32))
  // Ten rounds, written out: in a loop the optimizer pairs c0 with c2 and spends its time on permutations.
  state.round()
  state.round()
  state.round()
  state.round()
  state.round()
  state.round()
  state.round()
  state.round()
  state.round()
  state.round()
  let first = state.c0 | (state.c1 &<< 32)
  let second = state.c2 | (state.c3 &<< 32)
  return (interleaved(first.lowHalf, second.lowHalf), interleaved(first.highHalf, second.highHalf))
}

/// The four words of each counter, and the key, between rounds.
private struct PhiloxState {
  var c0, c1, c2, c3: Words
  var key0, key1: UInt32

  @inline(__always)
  mutating func round() {
    let low = Words(repeating: 0xffff_ffff)
    let product0 = (c0 & low) &* Words(repeating: 0xd251_1f53)
    let product1 = (c2 & low) &* Words(repeating: 0xcd9e_8d57)
    c0 = (product1 &>> 32) ^ c1 ^ Words(repeating: UInt64(key0))
    c1 = product1 & low
    c2 = (product0 &>> 32) ^ c3 ^ Words(repeating: UInt64(key1))
    c3 = product0 & low
    key0 &+= 0x9e37_79b9
    key1 &+= 0xbb67_ae85
  }
}

/// a₀ b₀ a₁ b₁ … as 32-bit words.
@inline(__always)
private func interleaved(_ a: SIMD4<UInt64>, _ b: SIMD4<UInt64>) -> SIMD16<UInt32> {
  var pairs = Words()
  pairs.evenHalf = a
  pairs.oddHalf = b
  return unsafeBitCast(pairs, to: SIMD16<UInt32>.self)
}
