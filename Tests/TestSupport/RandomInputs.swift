import Tensors

/// `count` normal numbers around `mean`; the same for the same seed.
package func randomFloats(_ count: Int, seed: Int, mean: Float = 0, deviation: Float = 1) -> [Float] {
  var random = Random(seed: UInt64(truncatingIfNeeded: seed))
  return (0..<count).map { _ in mean + deviation * random.normal() }
}

/// `count` labels in 0..<classes.
package func randomLabels(_ count: Int, classes: Int, seed: Int) -> [Int32] {
  var random = Random(seed: UInt64(truncatingIfNeeded: seed))
  return (0..<count).map { _ in Int32(random.integer(below: classes)) }
}

extension [Float] {
  /// The same numbers in Double.
  package var doubles: [Double] { map(Double.init) }
}
