import Kernels
import TestSupport
import Testing

/// Which table is chosen.
@Suite struct KernelsTests {
  @Test func theBaselineIsAlwaysThere() {
    #expect(kernelTables.first?.name == "baseline")
    #expect(kernelTables.map(\.name) == Array(["baseline", "avx2", "avx512"].prefix(kernelTables.count)))
  }

  @Test func aRequestLowersTheChoice() {
    for table in kernelTables {
      #expect(Kernels.choose(requested: table.name).name == table.name)
      #expect(Kernels.named(table.name)?.name == table.name)
    }
  }

  @Test(arguments: [nil, "", "AVX2", "avx1024"] as [String?])
  func anotherRequestChangesNothing(_ request: String?) {
    #expect(Kernels.choose(requested: request).name == kernelTables.last?.name)
  }

  @Test func anUnknownNameIsNoTable() {
    #expect(Kernels.named("sse9")?.name == nil)
  }
}
