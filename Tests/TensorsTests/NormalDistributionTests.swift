import Foundation
import Tensors
import Testing

@Suite struct NormalDistributionTests {
  /// Φ(z) differs from p by a few roundings; Φ's relative condition number in the tail is about z².
  private func expectInverse(at p: Double) {
    let z = NormalDistribution.quantile(p)
    #expect(abs(erfc(-z / 2.0.squareRoot()) / 2 - p) <= 1e-15 * (z * z + 4) * p)
  }

  @Test func quantileInvertsTheDistributionFunction() {
    for step in 1..<4000 {
      let p = Double(step) / 8000
      expectInverse(at: p)
      #expect(abs(NormalDistribution.quantile(1 - p) + NormalDistribution.quantile(p)) <= 1e-12)
    }
    for exponent in 3...300 { expectInverse(at: pow(10, -Double(exponent))) }
  }

  @Test(arguments: [(0.5, 0.0), (0.25, -0.674_489_750_196_081_7), (0.001, -3.090_232_306_167_813)])
  func quantileOfTextbookValues(p: Double, z: Double) {
    #expect(abs(NormalDistribution.quantile(p) - z) <= 1e-15 * max(1, abs(z)))
  }

  @Test func logarithmAgreesWithTheLibrarys() {
    var random = Random(seed: 1)
    for _ in 0..<20_000 {
      let x = Double(random.uniform(in: 0.5..<2)) * pow(2, Double(random.integer(below: 1200) - 600))
      #expect(abs(NormalDistribution.logarithm(x) - log(x)) <= 4e-16 * max(abs(log(x)), 1e-300))
    }
    for x in [1, 1 + 0x1p-52, 1 - 0x1p-53, 0x1p-1022, 0x1p1023, 2.0.squareRoot(), 0.5.squareRoot()] {
      #expect(abs(NormalDistribution.logarithm(x) - log(x)) <= 4e-16 * abs(log(x)))
    }
  }
}
