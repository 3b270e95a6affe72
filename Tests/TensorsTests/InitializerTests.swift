import Tensors
import Testing

@Suite struct InitializerTests {
  private func values(_ initializer: Initializer, fanIn: Int = 300, fanOut: Int = 100) -> [Float] {
    var buffer = [Float](repeating: .nan, count: 100_000)
    var random = Random(seed: 5)
    buffer.withUnsafeMutableBufferPointer {
      initializer.fill($0, fanIn: fanIn, fanOut: fanOut, random: &random)
    }
    return buffer
  }

  @Test(
    arguments: [
      (.zeros, 0), (.ones, 1), (.constant(-2.5), -2.5), (.randomUniform(limit: 0), 0),
    ] as [(Initializer, Float)])
  func constants(initializer: Initializer, expected: Float) {
    #expect(values(initializer).allSatisfy { $0 == expected })
  }

  /// The deviation that Keras documents, and the bound: √3·σ for uniforms, 2σ/0.8796 for truncated normals.
  @Test(
    arguments: [
      (.glorotUniform, 0.005, 1.732_051), (.glorotNormal, 0.005, 2.273_695), (.heUniform, 0.006_666_667, 1.732_051),
      (.heNormal, 0.006_666_667, 2.273_695), (.lecunNormal, 0.003_333_333, 2.273_695),
      (.randomUniform(limit: 0.3), 0.03, 1.732_051), (.randomNormal(standardDeviation: 0.2), 0.04, 6.34),
    ] as [(Initializer, Double, Double)])
  func spread(initializer: Initializer, variance: Double, boundInDeviations: Double) {
    let numbers = values(initializer)
    let count = Double(numbers.count)
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / count
    let found = numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    #expect(abs(mean) < 5 * (variance / count).squareRoot())
    #expect(abs(found / variance - 1) < 5 * (2 / count).squareRoot())
    let largest = Double(numbers.map(abs).max() ?? 0)
    let bound = boundInDeviations * variance.squareRoot()
    #expect(largest <= bound * 1.000_001)
    #expect(largest >= bound * (boundInDeviations > 6 ? 0.6 : 0.99))
  }

  @Test func aFanBelowOneCountsAsOne() {
    #expect(values(.heUniform, fanIn: 0, fanOut: 0) == values(.heUniform, fanIn: 1, fanOut: 1))
    #expect(values(.glorotNormal, fanIn: 0, fanOut: 0) == values(.glorotNormal, fanIn: 1, fanOut: 1))
  }

  @Test(
    arguments: [
      (.randomNormal(standardDeviation: -1), "Dense.init: standardDeviation must be finite and ≥ 0, got -1.0"),
      (.randomUniform(limit: .infinity), "Dense.init: limit must be finite and ≥ 0, got inf"),
      (.constant(.nan), "Dense.init: the constant must be finite, got nan"),
    ] as [(Initializer, String)])
  func wrongNumbersAreErrors(initializer: Initializer, message: String) {
    #expect(throws: NormKitError(.invalidArgument, message)) { try initializer.check("Dense.init") }
  }

  @Test func rightNumbersPass() throws {
    for initializer in [Initializer.zeros, .constant(3), .randomNormal(standardDeviation: 0), .heNormal] {
      try initializer.check("Dense.init")
    }
  }
}
