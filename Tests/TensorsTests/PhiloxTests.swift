import Tensors
import Testing

@Suite struct PhiloxTests {
  /// The known answers published with the authors' Random123 library (kat_vectors, philox4x32 10).
  @Test(arguments: [
    (UInt64(0), UInt64(0), UInt64(0), SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    (.max, .max, .max, SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    (
      0x85a3_08d3_243f_6a88, 0x0370_7344_1319_8a2e, 0x299f_31d0_a409_3822,
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func knownAnswers(block: UInt64, stream: UInt64, key: UInt64, expected: SIMD4<UInt32>) {
    #expect(Philox.words(block: block, stream: stream, key: key) == expected)
  }
}
