/// A dot with whiskers for each category and series: one row a category, the value axis below.
package struct CategoryChart: Chart {
  package struct Series: Sendable {
    var name: String
    /// One a category.
    var values: [Dot]
    var style: SeriesStyle?

    package init(_ name: String, _ values: [Dot], style: SeriesStyle? = nil) {
      (self.name, self.values, self.style) = (name, values, style)
    }
  }

  /// The median of several runs, and from the lowest to the highest.
  package struct Dot: Sendable {
    var value: Double
    var spread: ClosedRange<Double>?

    package init(_ value: Double, spread: ClosedRange<Double>? = nil) { (self.value, self.spread) = (value, spread) }

    /// Runs without a number are left out.
    package init(runs: [Double]) {
      let point = LineChart.Point(0, runs: runs)
      (value, spread) = (point.y, point.spread)
    }
  }

  package var title: String
  package var summary: String
  package var categories: [String]
  package var axis: Axis
  package var series: [Series]

  package init(title: String, summary: String, categories: [String], axis: Axis, series: [Series]) {
    (self.title, self.summary, self.categories, self.axis, self.series) = (title, summary, categories, axis, series)
  }

  private static let rowHeight = 17.0

  package func draw(on canvas: inout Canvas) {
    let values = series.flatMap(\.values).flatMap { dot in
      [dot.value] + (dot.spread.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    let scale = AxisScale(axis, fitting: values)
    var legend = Legend()
    for (index, series) in series.enumerated() { legend.entries.append((.mark(style(index)), series.name)) }
    let top = legend.draw(on: &canvas, top: canvas.heading(title)) + 4
    let names = categories.map { TextMetrics.lines($0, size: Canvas.textSize, width: Canvas.width * 0.36) }
    let left = 12 + (names.joined().map { TextMetrics.width($0, size: Canvas.textSize) }.max() ?? 0)
    let ticks = PlotFrame.fittingTicks(scale, width: Canvas.width - left - 14)
    let overhang = ticks.last.map { TextMetrics.width($0.label, size: Canvas.textSize) / 2 } ?? 0
    let heights = names.map { 10 + Self.rowHeight * Double(max(series.count, $0.count, 1)) }
    let frame = PlotFrame(
      left: left, top: top, width: Canvas.width - left - max(8, overhang), height: max(20, heights.reduce(0, +)),
      x: scale, y: scale)
    drawAxis(frame, ticks, &canvas)
    canvas.clipped(to: frame) { drawDots(frame, heights, &$0) }
    var y = top
    for (name, height) in zip(names, heights) {
      let first = y + height / 2 + 4.5 - Double(name.count - 1) * 7.5
      for (row, line) in name.enumerated() {
        canvas.text(line, x: left - 8, y: first + Double(row) * 15, anchor: .end)
      }
      y += height
    }
  }

  private func style(_ index: Int) -> SeriesStyle { series[index].style ?? .numbered(index) }

  private func drawAxis(_ frame: PlotFrame, _ ticks: [AxisScale.Tick], _ canvas: inout Canvas) {
    for tick in ticks {
      guard let share = frame.x.share(tick.value) else { continue }
      let place = frame.left + share * frame.width
      canvas.line(from: Position(x: place, y: frame.top), to: Position(x: place, y: frame.bottom + 4), ink: .grid)
      canvas.text(tick.label, x: place, y: frame.bottom + 18, anchor: .middle)
    }
    for y in [frame.top, frame.bottom] {
      canvas.line(from: Position(x: frame.left, y: y), to: Position(x: frame.right, y: y), ink: .frame)
    }
    canvas.height = frame.bottom + 19
    for line in TextMetrics.lines(axis.label, size: Canvas.textSize, width: Canvas.width) {
      canvas.height += 18
      canvas.text(line, x: frame.left + frame.width / 2, y: canvas.height, anchor: .middle, ink: .muted)
    }
    canvas.height += 7
  }

  private func drawDots(_ frame: PlotFrame, _ heights: [Double], _ canvas: inout Canvas) {
    var top = frame.top
    for (category, height) in heights.enumerated() {
      if category > 0 {
        canvas.line(from: Position(x: frame.left, y: top), to: Position(x: frame.right, y: top), ink: .grid)
      }
      let rows = Double(series.count) * Self.rowHeight
      for (index, series) in series.enumerated() where series.values.indices.contains(category) {
        let y = top + (height - rows) / 2 + (Double(index) + 0.5) * Self.rowHeight
        drawDot(series.values[category], style(index), y, frame, &canvas)
      }
      top += height
    }
  }

  private func drawDot(
    _ dot: Dot, _ style: SeriesStyle, _ y: Double, _ frame: PlotFrame, _ canvas: inout Canvas
  ) {
    func place(_ value: Double) -> Position? {
      frame.x.share(value).map { Position(x: frame.left + $0 * frame.width, y: y) }
    }
    if let spread = dot.spread, let high = place(spread.upperBound) {
      let low = place(spread.lowerBound) ?? Position(x: frame.left, y: y)
      canvas.line(from: low, to: high, ink: .series(style.color), width: 1.8)
      for end in [low, high] {
        canvas.line(
          from: Position(x: end.x, y: y - 3.5), to: Position(x: end.x, y: y + 3.5), ink: .series(style.color),
          width: 1.8)
      }
    }
    if let position = place(dot.value) { canvas.mark(style, at: position, size: 4.5) }
  }
}
