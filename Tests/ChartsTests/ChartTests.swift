import Testing

@testable import Charts

/// Every kind of chart: what it draws, and that nothing it is given breaks it.
@Suite struct ChartTests {
  static let values: [Double] = [
    0, -1, 1, 97.5, 1e-300, 1e300, -1e300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity,
    .nan,
  ]

  private func lineChart(_ points: [LineChart.Point], _ scale: Axis.Scale = .linear) -> LineChart {
    LineChart(
      title: "a <b> & 'c'", summary: "points", x: Axis("x", scale: scale), y: Axis("y", unit: "%", scale: scale),
      series: [LineChart.Series("one", points)])
  }

  @Test func aChartSaysWhatItIs() {
    let drawn = Drawn(lineChart([.init(1, 2), .init(2, 3)]).svg)
    #expect(drawn.elements.first?.attributes["role"] == "img")
    #expect(drawn.count("title") == 1 && drawn.count("desc") == 1)
    #expect(drawn.texts.contains("a <b> & 'c'") && drawn.texts.contains("y (%)") && drawn.texts.contains("one"))
  }

  @Test func aGapEndsALine() {
    let whole = lineChart([.init(1, 1), .init(2, 2), .init(3, 3), .init(4, 4)]).svg
    let parted = lineChart([.init(1, 1), .init(2, 2), .init(3, .nan), .init(4, 4), .init(5, 5)]).svg
    func strokes(_ svg: String) -> Int {
      Drawn(svg).elements.first { $0.attributes["stroke-linejoin"] != nil }?.attributes["d"]?.split(separator: "M")
        .count ?? 0
    }
    #expect(strokes(whole) == 1)
    #expect(strokes(parted) == 2)
  }

  @Test func pointOfRuns() {
    let point = LineChart.Point(3, runs: [5, .nan, 1, 2, 9])
    #expect(point.y == 3.5 && point.spread == 1...9)
    #expect(LineChart.Point(3, runs: [.nan]).y.isNaN)
    #expect(LineChart.Point(3, runs: [4]).spread == nil)
  }

  @Test func referenceFiguresAreOutlinesWithoutALine() {
    var chart = lineChart([])
    chart.series = [.reference("paper", [.init(1, 2), .init(2, 3), .init(3, 5)], style: .with)]
    let drawn = Drawn(chart.svg)
    #expect(drawn.elements.allSatisfy { $0.attributes["stroke-linejoin"] == nil })
    // Three points and the legend's.
    #expect(drawn.count("path", "fill", "none") == 4)
  }

  @Test(arguments: [Axis.Scale.linear, .logarithmic])
  func anyTwoValuesCanBeDrawn(scale: Axis.Scale) {
    for first in Self.values {
      for second in Self.values {
        let spread = first <= second ? first...second : nil
        _ = Drawn(lineChart([.init(first, second, spread: spread), .init(second, first)], scale).svg)
        let dot = CategoryChart.Dot(first, spread: spread)
        _ = Drawn(
          CategoryChart(
            title: "", summary: "", categories: ["a"], axis: Axis("", scale: scale),
            series: [.init("s", [dot, .init(second)])]
          ).svg)
      }
    }
  }

  @Test func nothingToDraw() {
    _ = Drawn(lineChart([]).svg)
    _ = Drawn(LineChart(title: "", summary: "", x: Axis(""), y: Axis(""), series: []).svg)
    _ = Drawn(CategoryChart(title: "", summary: "", categories: [], axis: Axis(""), series: []).svg)
    _ = Drawn(heatMap([]).svg)
    let contours = ContourChart(
      title: "", summary: "", x: Axis(""), y: Axis(""), levels: [], contourName: "", trajectories: []
    ) { _, _ in .nan }
    _ = Drawn(contours.svg)
  }

  @Test func stylesDifferWithoutColour() {
    let styles = (0..<7).map(SeriesStyle.numbered)
    #expect(Set(styles.map(\.dash)).count == 7 && Set(styles.map(\.mark)).count == 7)
    #expect(
      SeriesStyle.numbered(.min) == SeriesStyle.numbered(.min) && SeriesStyle.numbered(7) != SeriesStyle.numbered(0))
  }

  // MARK: Heat map

  private func heatMap(_ cells: [[HeatMap.Cell]]) -> HeatMap {
    HeatMap(
      title: "", summary: "", columnTitle: "rate", columns: ["0.1", "1"], rowTitle: "std", rows: ["a", "b"],
      cells: cells,
      valueTitle: "accuracy (%)")
  }

  @Test func cellsPrintTheirValues() {
    let drawn = Drawn(heatMap([[.value(97.5), .diverged], [.notRun, .value(.infinity)]]).svg)
    #expect(drawn.texts.count { $0 == "97.5" } >= 1)
    #expect(drawn.texts.contains("diverged"))
    // Two hatched cells and the legend's.
    #expect(drawn.count("path", "stroke", "#8a8a8a") == 3)
    #expect(!Drawn(heatMap([[.value(1), .notRun]]).svg).texts.contains("diverged"))
  }

  @Test func shadesDarkenAllTheWay() {
    func brightness(_ share: Double) -> Int {
      let digits = Array(HeatMap.shade(share).dropFirst())
      let parts = stride(from: 0, to: 6, by: 2).map { Int(String(digits[$0...$0 + 1]), radix: 16) ?? 0 }
      return 299 * parts[0] + 587 * parts[1] + 114 * parts[2]
    }
    for step in 0..<100 { #expect(brightness(Double(step + 1) / 100) < brightness(Double(step) / 100)) }
  }

  @Test func digitsStandOutFromTheirShade() {
    #expect(!HeatMap.isDark(0) && HeatMap.isDark(1))
    // White digits from one shade on, and no more black ones after it.
    let darks = (0...100).map { HeatMap.isDark(Double($0) / 100) }
    #expect(zip(darks, darks.dropFirst()).count { $0 != $1 } == 1)
    // Pale enough for black in the middle, where white is hard to read.
    #expect(!HeatMap.isDark(0.55))
  }

  // MARK: Contours

  @Test func contoursOfACircleLieOnIt() {
    let lines = ContourLines(columns: 101, rows: 101) { x, y in
      ((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5)).squareRoot()
    }
    let ends = lines.segments(at: 0.3).flatMap { [$0.0, $0.1] }
    #expect(ends.count > 200)
    for end in ends {
      let radius = ((end.x - 0.5) * (end.x - 0.5) + (end.y - 0.5) * (end.y - 0.5)).squareRoot()
      #expect(abs(radius - 0.3) < 1e-3)
    }
    #expect(lines.segments(at: 2).isEmpty)
  }

  @Test func aSaddleKeepsItsCornersApart() {
    // 1 in two opposite corners, 0 in the others, the middle .5: below .6 it belongs to the low corners.
    let lines = ContourLines(columns: 2, rows: 2) { x, y in x == y ? 1 : 0 }
    for (first, second) in lines.segments(at: 0.6) {
      #expect(abs(first.x - second.x) < 0.5 && abs(first.y - second.y) < 0.5)
      #expect((first.x < 0.5) == (first.y < 0.5))
    }
    #expect(lines.segments(at: 0.6).count == 2)
  }
}
