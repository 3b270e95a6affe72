/// The rectangle that data is drawn in, with the axes around it.
struct PlotFrame {
  var left: Double
  var top: Double
  var width: Double
  var height: Double
  let x: AxisScale
  let y: AxisScale

  var right: Double { left + width }
  var bottom: Double { top + height }

  /// Where two values meet; nil where one of them has no place.
  func position(_ x: Double, _ y: Double) -> Position? {
    guard let across = self.x.share(x), let up = self.y.share(y) else { return nil }
    return Position(x: left + across * width, y: bottom - up * height)
  }

  /// Title, legend and both axes; what is left is the frame.
  ///
  /// `height`: of the plot, from its width.
  static func draw(
    on canvas: inout Canvas, title: String, legend: Legend, x: AxisScale, y: AxisScale,
    height: (_ width: Double) -> Double = { _ in 240 }
  ) -> PlotFrame {
    var top = canvas.heading(title)
    top = legend.draw(on: &canvas, top: top)
    for line in TextMetrics.lines(y.axis.label, size: Canvas.textSize, width: Canvas.width) {
      top += 16
      canvas.text(line, x: 2, y: top, ink: .muted)
    }
    top += 9
    let yTicks = y.ticks(about: 5)
    let left = 10 + (yTicks.map { TextMetrics.width($0.label, size: Canvas.textSize) }.max() ?? 10)
    let xTicks = Self.fittingTicks(x, width: Canvas.width - left - 14)
    let overhang = xTicks.last.map { TextMetrics.width($0.label, size: Canvas.textSize) / 2 } ?? 0
    let width = Canvas.width - left - max(8, overhang)
    let frame = PlotFrame(left: left, top: top, width: width, height: height(width), x: x, y: y)
    frame.drawAxes(on: &canvas, xTicks, yTicks)
    var bottom = frame.bottom + 19
    for line in TextMetrics.lines(x.axis.label, size: Canvas.textSize, width: Canvas.width) {
      bottom += 18
      canvas.text(line, x: frame.left + frame.width / 2, y: bottom, anchor: .middle, ink: .muted)
    }
    canvas.height = bottom + 7
    return frame
  }

  /// As many ticks as have room for their labels side by side.
  static func fittingTicks(_ scale: AxisScale, width: Double) -> [AxisScale.Tick] {
    for count in stride(from: 7, through: 3, by: -1) {
      let ticks = scale.ticks(about: count)
      let places = ticks.compactMap { tick in
        scale.share(tick.value).map { ($0 * width, TextMetrics.width(tick.label, size: Canvas.textSize)) }
      }
      let isClear = zip(places, places.dropFirst()).allSatisfy { $0.0 + $0.1 / 2 + 8 <= $1.0 - $1.1 / 2 }
      if isClear { return ticks }
    }
    let ticks = scale.ticks(about: 2)
    return Array(ticks.prefix(1)) + (ticks.count > 2 ? [ticks[ticks.count - 1]] : [])
  }

  private func drawAxes(on canvas: inout Canvas, _ xTicks: [AxisScale.Tick], _ yTicks: [AxisScale.Tick]) {
    for tick in yTicks {
      guard let share = y.share(tick.value) else { continue }
      let place = bottom - share * height
      canvas.line(from: Position(x: left, y: place), to: Position(x: right, y: place), ink: .grid)
      canvas.text(tick.label, x: left - 6, y: place + 4.5, anchor: .end)
    }
    for tick in xTicks {
      guard let share = x.share(tick.value) else { continue }
      let place = left + share * width
      canvas.line(from: Position(x: place, y: top), to: Position(x: place, y: bottom), ink: .grid)
      canvas.line(from: Position(x: place, y: bottom), to: Position(x: place, y: bottom + 4), ink: .frame)
      canvas.text(tick.label, x: place, y: bottom + 18, anchor: .middle)
    }
    canvas.line(from: Position(x: left, y: top), to: Position(x: left, y: bottom), ink: .frame)
    canvas.line(from: Position(x: left, y: bottom), to: Position(x: right, y: bottom), ink: .frame)
  }
}

extension Canvas {
  /// The title in bold at the top; where it ends.
  mutating func heading(_ title: String) -> Double {
    var y = 0.0
    for line in TextMetrics.lines(title, size: Canvas.titleSize, bold: true, width: Canvas.width - 4) {
      y += 19
      text(line, x: 2, y: y - 2, size: Canvas.titleSize, bold: true)
    }
    return y + 6
  }
}
