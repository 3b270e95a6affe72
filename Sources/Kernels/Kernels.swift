/// Chooses the kernels for this processor, once.
import CShims
package import KernelTable
import KernelsBaseline

#if arch(x86_64)
import KernelsAVX2
import KernelsAVX512
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The kernels of this processor.
package enum Kernels {
  /// The table that the library computes with: the widest that this processor has, or a narrower one when the
  /// environment variable `NORMKIT_CPU` (baseline, avx2, avx512) names it. Another value, or one that this processor has
  /// not, changes nothing.
  package static let table: KernelTable = choose(requested: getenv("NORMKIT_CPU").map { String(cString: $0) })

  /// Every table that this processor can run, the baseline first.
  package static func tables() -> [KernelTable] {
    var tables = [KernelsBaseline.makeKernelTable()]
    #if arch(x86_64)
    let level = normkit_shims_cpu_level()
    if level >= 1 { tables.append(KernelsAVX2.makeKernelTable()) }
    if level >= 2 { tables.append(KernelsAVX512.makeKernelTable()) }
    #endif
    return tables
  }

  /// The table named "baseline", "avx2" or "avx512"; nil when this processor cannot run it, or none has this name.
  package static func named(_ name: String) -> KernelTable? {
    tables().first { $0.name == name }
  }

  /// The requested table where it can run, else the widest there is.
  package static func choose(requested: String?) -> KernelTable {
    let tables = tables()
    return tables.first { $0.name == requested } ?? tables[tables.count - 1]
  }
}
