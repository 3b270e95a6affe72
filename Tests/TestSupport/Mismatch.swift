/// What is wrong with computed numbers; nil when max|computed − expected| ≤ tolerance·max|expected|.
///
/// Where everything expected is 0 (or below 1e-9: a gradient that cancels), the numbers are compared with 1 instead.
/// NaN agrees with NaN, ∞ with the same ∞.
package func mismatch(_ computed: [Float], _ expected: [Double], tolerance: Double = 1e-5) -> String? {
  guard computed.count == expected.count else { return "\(computed.count) numbers, expected \(expected.count)" }
  let size = expected.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  let bound = tolerance * (size < 1e-9 ? 1 : size)
  for (index, (value, reference)) in zip(computed, expected).enumerated() {
    if value.isNaN && reference.isNaN || Double(value) == reference { continue }
    guard abs(Double(value) - reference) <= bound else {
      return "number \(index) is \(value), expected \(reference) ± \(bound)"
    }
  }
  return nil
}

/// The same between two computations.
package func mismatch(_ computed: [Float], _ expected: [Float], tolerance: Double = 1e-5) -> String? {
  mismatch(computed, expected.map { Double($0) }, tolerance: tolerance)
}
