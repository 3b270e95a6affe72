/// How far computed numbers are from what they should be.

/// max|computed − expected| / max|expected| over a whole tensor; the plain maximum when everything expected is 0.
///
/// NaN or ∞ counts as agreement where both sides have the same, else as an infinite error; so do different counts.
package func relativeError<Number: BinaryFloatingPoint>(_ computed: [Number], _ expected: [Double]) -> Double {
  guard computed.count == expected.count else { return .infinity }
  var worst = 0.0
  var largest = 0.0
  for (number, reference) in zip(computed, expected) {
    let value = Double(number)
    guard value.isFinite, reference.isFinite else {
      if value.isNaN && reference.isNaN || value == reference { continue }
      return .infinity
    }
    worst = max(worst, abs(value - reference))
    largest = max(largest, abs(reference))
  }
  return largest == 0 ? worst : worst / largest
}

/// |computed − expected| in units of the last place of a float of the expected size; 0 for equal NaN or ∞.
package func ulps(_ computed: Float, _ expected: Double) -> Double {
  let nearest = Float(expected)
  if computed.isNaN && expected.isNaN || computed == nearest { return 0 }
  guard computed.isFinite, nearest.isFinite else { return .infinity }
  return abs(Double(computed) - expected) / Double(nearest.ulp)
}
