import Testing

@testable import Charts

@Suite struct NumberTextTests {
  @Test(arguments: [
    (97.25, 1, "97.3"), (0.05, 2, "0.05"), (-0.5, 0, "−1"), (-1.5, 0, "−2"), (1234567.891, 2, "1,234,567.89"),
    (0.999, 2, "1.00"),
    (-0.001, 2, "0.00"), (Double.nan, 2, "–"), (-Double.infinity, 2, "–"), (3e300, 1, "3×10³⁰⁰"), (9.996, 2, "10.00"),
  ])
  func fixed(value: Double, decimals: Int, text: String) {
    // Halves are rounded away from zero.
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (0, "0"), (0.0312, "0.0312"), (1250, "1,250"), (3.14e-7, "3.1×10⁻⁷"), (1e-7, "10⁻⁷"), (-2e6, "−2×10⁶"),
    (1000, "1,000"),
    (9.97e-8, "10⁻⁷"), (.leastNonzeroMagnitude, "4.9×10⁻³²⁴"), (0.25, "0.25"), (97.0, "97"),
  ])
  func short(value: Double, text: String) { #expect(NumberText.short(value) == text) }

  @Test func decimalOfWholeNumbers() {
    #expect(NumberText.decimal(25, -2) == "0.25")
    #expect(NumberText.decimal(-5, -1) == "−0.5")
    #expect(NumberText.decimal(15, 3) == "15,000")
    #expect(NumberText.decimal(120, -1) == "12.0")
  }

  @Test func exponentAtPowersOfTen() {
    for exponent in -300...300 {
      #expect(Double("1e\(exponent)").map(NumberText.exponent) == exponent)
    }
  }
}
