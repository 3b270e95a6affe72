import Testing

@testable import Charts

@Suite struct AxisScaleTests {
  private func labels(_ scale: AxisScale, about count: Int = 5) -> [String] { scale.ticks(about: count).map(\.label) }

  @Test func yearsAreNotWrittenInThrees() {
    let range = 1960.0...2010.0
    #expect(labels(AxisScale(Axis("year", range: range, groupsDigits: false), fitting: [])).contains("1980"))
    #expect(labels(AxisScale(Axis("step", range: range), fitting: [])).contains("1,980"))
  }

  @Test func linearTicksAreRound() {
    #expect(labels(AxisScale(Axis("", range: 0...1), fitting: [])) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(AxisScale(Axis("", range: -3...14), fitting: [])) == ["0", "5", "10"])
    #expect(labels(AxisScale(Axis("", range: 0...60_000), fitting: [])) == ["0", "20,000", "40,000", "60,000"])
    #expect(labels(AxisScale(Axis("", range: 0...3e-7), fitting: [])) == ["0", "10⁻⁷", "2×10⁻⁷", "3×10⁻⁷"])
    #expect(
      labels(AxisScale(Axis("", range: 0...2e-7), fitting: []))
        == ["0", "5×10⁻⁸", "10⁻⁷", "1.5×10⁻⁷", "2×10⁻⁷"])
  }

  @Test func decadesOnALogarithmicAxis() {
    func scale(_ range: ClosedRange<Double>) -> AxisScale {
      AxisScale(Axis("", scale: .logarithmic, range: range), fitting: [])
    }
    #expect(labels(scale(1e-3...1e4), about: 9) == ["0.001", "0.01", "0.1", "1", "10", "100", "1,000", "10,000"])
    #expect(labels(scale(1e-12...1e12)) == ["10⁻¹⁰", "10⁻⁵", "10⁰", "10⁵", "10¹⁰"])
    #expect(labels(scale(1...30)) == ["1", "2", "5", "10", "20"])
    // Within one step of 1, 2, 5: as on a linear axis.
    #expect(labels(scale(21...24)) == ["21", "22", "23", "24"])
  }

  @Test func sharesRunFromEndToEnd() {
    let linear = AxisScale(Axis("", range: 10...20), fitting: [])
    #expect(linear.share(10) == 0 && linear.share(15) == 0.5 && linear.share(20) == 1)
    let logarithmic = AxisScale(Axis("", scale: .logarithmic, range: 1...100), fitting: [])
    #expect(logarithmic.share(10) == 0.5)
    #expect(logarithmic.share(0) == nil && logarithmic.share(-1) == nil && linear.share(.nan) == nil)
    #expect(linear.value(0.25) == 12.5)
  }

  @Test(arguments: [
    [], [0], [5], [7, 7, 7], [.nan, .infinity], [-1e300, 1e300], [1e-300, 1e300],
    [.leastNonzeroMagnitude, .leastNormalMagnitude],
    [1e12, 1e12 + 1e-4],
    [-1e308, 1e308], [1e300, 1e300], [0.1 + 0.2, 0.3],
  ])
  func anyDataHasEndsAndTicks(values: [Double]) {
    for kind in [Axis.Scale.linear, .logarithmic] {
      let scale = AxisScale(Axis("", scale: kind), fitting: values)
      #expect(scale.low < scale.high)
      for count in 2...9 {
        let ticks = scale.ticks(about: count)
        #expect((1...3 * count + 2).contains(ticks.count), "\(values) \(kind)")
        #expect(ticks.allSatisfy { tick in (-1e-6...1 + 1e-6).contains(scale.share(tick.value) ?? -1) })
        #expect(Set(ticks.map(\.label)).count == ticks.count)
      }
    }
  }
}
