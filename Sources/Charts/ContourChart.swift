/// Contour lines of a function of two numbers, and the paths that something took over it.
package struct ContourChart: Chart {
  package struct Trajectory: Sendable {
    var name: String
    /// From the start on; a mark each, joined by a line.
    var points: [(x: Double, y: Double)]
    var style: SeriesStyle?

    package init(_ name: String, _ points: [(x: Double, y: Double)], style: SeriesStyle? = nil) {
      (self.name, self.points, self.style) = (name, points, style)
    }
  }

  package var title: String
  package var summary: String
  package var x: Axis
  package var y: Axis
  /// The function; a gap where it gives no number.
  package var value: @Sendable (_ x: Double, _ y: Double) -> Double
  package var levels: [Double]
  /// What the contour lines are, for the legend: "loss, each line twice the last".
  package var contourName: String
  package var trajectories: [Trajectory]

  package init(
    title: String, summary: String, x: Axis, y: Axis, levels: [Double], contourName: String,
    trajectories: [Trajectory], value: @escaping @Sendable (_ x: Double, _ y: Double) -> Double
  ) {
    (self.title, self.summary, self.x, self.y, self.value) = (title, summary, x, y, value)
    (self.levels, self.contourName, self.trajectories) = (levels, contourName, trajectories)
  }

  package func draw(on canvas: inout Canvas) {
    let (xScale, yScale) = scales
    var legend = Legend()
    for (index, trajectory) in trajectories.enumerated() {
      legend.entries.append((.line(style(index), hasMarks: true), trajectory.name))
    }
    legend.entries.append((.contour, contourName))
    let frame = PlotFrame.draw(on: &canvas, title: title, legend: legend, x: xScale, y: yScale) { width in
      // One unit as long across as up where that gives a picture of some form: then the gradient stands upright on the lines.
      let ratio = (yScale.high - yScale.low) / (xScale.high - xScale.low)
      return ratio.isFinite ? min(max(width * ratio, 110), 460) : 240
    }
    canvas.clipped(to: frame) { canvas in
      drawContours(frame, &canvas)
      for (index, trajectory) in trajectories.enumerated() { draw(trajectory, style(index), frame, &canvas) }
    }
  }

  /// Both axes, long enough for the trajectories.
  var scales: (x: AxisScale, y: AxisScale) {
    let points = trajectories.flatMap(\.points)
    return (
      AxisScale(x, fitting: points.map(\.x), margin: 0.1), AxisScale(y, fitting: points.map(\.y), margin: 0.1)
    )
  }

  private func style(_ index: Int) -> SeriesStyle { trajectories[index].style ?? .numbered(index) }

  private func drawContours(_ frame: PlotFrame, _ canvas: inout Canvas) {
    let grid = ContourLines(columns: 121, rows: 81) { across, up in
      value(frame.x.value(across), frame.y.value(up))
    }
    for level in levels {
      let lines = grid.segments(at: level).map { ends in
        [ends.0, ends.1].map {
          Position(x: frame.left + $0.x * frame.width, y: frame.bottom - $0.y * frame.height)
        }
      }
      canvas.path(lines, ink: .contour, width: 1)
    }
  }

  private func draw(_ trajectory: Trajectory, _ style: SeriesStyle, _ frame: PlotFrame, _ canvas: inout Canvas) {
    var runs: [[Position]] = [[]]
    for point in trajectory.points {
      if let position = frame.position(point.x, point.y) {
        runs[runs.count - 1].append(position)
      } else {
        runs.append([])
      }
    }
    canvas.path(runs, ink: .series(style.color), width: 1.6, dash: style.dash)
    var last: Position?
    for position in runs.joined() {
      // Marks that would lie on each other are left out.
      if let last, (last.x - position.x).magnitude < 6, (last.y - position.y).magnitude < 6 { continue }
      canvas.mark(style, at: position, size: last == nil ? 5 : 3)
      last = position
    }
  }
}
