/// Lines through points over two axes, with a band around each and the figures of others as marks.
package struct LineChart: Chart {
  /// A value and how far runs spread around it.
  package struct Point: Sendable {
    var x: Double
    /// A gap where it is no number.
    var y: Double
    /// The lowest and the highest run.
    var spread: ClosedRange<Double>?

    package init(_ x: Double, _ y: Double, spread: ClosedRange<Double>? = nil) {
      (self.x, self.y, self.spread) = (x, y, spread)
    }

    /// The median of several runs' values at `x`, and from the lowest to the highest; runs without a number are left out.
    package init(_ x: Double, runs: [Double]) {
      let sorted = runs.filter(\.isFinite).sorted()
      self.x = x
      y = sorted.isEmpty ? .nan : sorted[(sorted.count - 1) / 2] / 2 + sorted[sorted.count / 2] / 2
      if let low = sorted.first, let high = sorted.last, sorted.count > 1 { spread = low...high }
    }
  }

  package struct Series: Sendable {
    var name: String
    var points: [Point]
    var style: SeriesStyle?
    var isReference: Bool

    /// A line. `style`: nil for the next of the row.
    package init(_ name: String, _ points: [Point], style: SeriesStyle? = nil) {
      (self.name, self.points, self.style, isReference) = (name, points, style, false)
    }

    /// Marks without a line, such as figures read from a paper.
    package static func reference(_ name: String, _ points: [Point], style: SeriesStyle) -> Series {
      var series = Series(name, points, style: style.reference)
      series.isReference = true
      return series
    }
  }

  package var title: String
  package var summary: String
  package var x: Axis
  package var y: Axis
  package var series: [Series]
  /// What the bands are, for the legend: "lowest to highest of 3 seeds".
  package var bandName: String

  package init(
    title: String, summary: String, x: Axis, y: Axis, series: [Series],
    bandName: String = "lowest to highest of the seeds"
  ) {
    (self.title, self.summary, self.x, self.y, self.series, self.bandName) = (title, summary, x, y, series, bandName)
  }

  package func draw(on canvas: inout Canvas) {
    let points = series.flatMap(\.points)
    let xScale = AxisScale(x, fitting: points.filter { y.shows($0.y) }.map(\.x), margin: 0.02)
    let yScale = AxisScale(
      y,
      fitting: points.filter { x.shows($0.x) }.flatMap { point in
        [point.y] + (point.spread.map { [$0.lowerBound, $0.upperBound] } ?? [])
      })
    let frame = PlotFrame.draw(on: &canvas, title: title, legend: legend, x: xScale, y: yScale)
    canvas.clipped(to: frame) { canvas in
      for (index, series) in series.enumerated() { drawBand(series, style(index), frame, &canvas) }
      for (index, series) in series.enumerated() { drawLine(series, index, frame, &canvas) }
    }
  }

  private func style(_ index: Int) -> SeriesStyle { series[index].style ?? .numbered(index) }

  private var legend: Legend {
    var legend = Legend()
    for (index, series) in series.enumerated() {
      legend.entries.append(
        (series.isReference ? .mark(style(index)) : .line(style(index), hasMarks: true), series.name))
    }
    if series.contains(where: { $0.points.contains { $0.spread != nil } }) { legend.entries.append((.band, bandName)) }
    return legend
  }

  private func drawBand(_ series: Series, _ style: SeriesStyle, _ frame: PlotFrame, _ canvas: inout Canvas) {
    var outlines: [[Position]] = []
    var (upper, lower): ([Position], [Position]) = ([], [])
    func close() {
      if upper.count > 1 { outlines.append(upper + lower.reversed()) }
      (upper, lower) = ([], [])
    }
    for point in series.points {
      guard let spread = point.spread, let high = frame.position(point.x, spread.upperBound),
        // On a logarithmic axis a band that reaches 0 goes down to the axis.
        let low = frame.position(point.x, spread.lowerBound)
          ?? frame.position(point.x, spread.upperBound).map({ Position(x: $0.x, y: frame.bottom + 8) })
      else {
        close()
        continue
      }
      upper.append(high)
      lower.append(low)
    }
    close()
    canvas.area(outlines, ink: .series(style.color), opacity: 0.18)
  }

  private func drawLine(_ series: Series, _ index: Int, _ frame: PlotFrame, _ canvas: inout Canvas) {
    let style = style(index)
    var runs: [[Position]] = [[]]
    for point in series.points {
      if let position = frame.position(point.x, point.y) {
        runs[runs.count - 1].append(position)
      } else {
        runs.append([])
      }
    }
    if series.isReference {
      for position in runs.joined() { canvas.mark(style, at: position, size: 4.5) }
      return
    }
    canvas.path(runs, ink: .series(style.color), width: 2, dash: style.dash)
    // Marks where there is room: each series starts at another place, so that lines on top of each other show.
    var next = runs.joined().count > 8 ? frame.left + 10 + Double(index % 4) * 11 : -.infinity
    for position in runs.joined() where position.x >= next {
      canvas.mark(style, at: position)
      next = position.x + 44
    }
  }
}
