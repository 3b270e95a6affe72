package import KernelTable
import Kernels
package import Reference

/// The tables that this processor can run.
package let kernelTables = Kernels.tables()

/// Runs one computation on every table and says where it is off: an error beyond the tolerance against the reference
/// (relative to the tensor's largest number), or different bits on AVX2 and AVX-512. Empty when all is well.
package func disagreements(
  tolerance: Double = 1e-5, with reference: [[Double]], _ run: (KernelTable) -> [[Double]]
) -> [String] {
  var found: [String] = []
  var bits: [String: [[UInt64]]] = [:]
  for table in kernelTables {
    let results = run(table)
    bits[table.name] = results.map { $0.map { $0.isNaN ? UInt64.max : $0.bitPattern } }
    guard results.count == reference.count else {
      found.append("\(table.name): \(results.count) tensors instead of \(reference.count)")
      continue
    }
    for (index, (result, expected)) in zip(results, reference).enumerated() {
      let error = relativeError(result, expected)
      if !(error <= tolerance) { found.append("\(table.name), tensor \(index): error \(error)") }
    }
  }
  if let narrow = bits["avx2"], let wide = bits["avx512"], narrow != wide {
    found.append("avx2 and avx512 differ in their bits")
  }
  return found
}

extension ActivationFunction {
  /// One of each, for tests that go through all.
  package static let every: [ActivationFunction] = [
    .linear, .relu, .leakyRelu(slope: 0.25), .sigmoid, .tanh, .gelu,
  ]

  /// The same function in Double.
  package var reference: ActivationReference {
    switch self {
    case .linear: .linear
    case .relu: .relu
    case .leakyRelu(let slope): .leakyRelu(slope: Double(slope))
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .gelu: .gelu
    }
  }
}
