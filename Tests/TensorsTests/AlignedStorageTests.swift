import Tensors
import Testing

@Suite struct AlignedStorageTests {
  @Test(arguments: [0, 1, 63, 64, 65, 4097]) func isAlignedAndZeroed(byteCount: Int) throws {
    let storage = try AlignedStorage(byteCount: byteCount, purpose: "test")
    #expect(storage.byteCount == byteCount)
    #expect(UInt(bitPattern: storage.base) % 64 == 0)
    #expect(UnsafeRawBufferPointer(start: storage.base, count: byteCount).allSatisfy { $0 == 0 })
  }

  @Test func sizesThatCannotBeHadAreErrors() {
    #expect(throws: NormKitError(.outOfMemory, "weights: -1 bytes could not be allocated")) {
      try AlignedStorage(byteCount: -1, purpose: "weights")
    }
    #expect(throws: NormKitError(.outOfMemory, "weights: 1125899906842624 bytes could not be allocated")) {
      try AlignedStorage(byteCount: 1 << 50, purpose: "weights")
    }
    let message = "weights: 4611686018427387904 floats overflow the address space"
    #expect(throws: NormKitError(.outOfMemory, message)) { try AlignedStorage(floats: 1 << 62, purpose: "weights") }
  }
}
