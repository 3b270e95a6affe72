/// What the lines, marks and shades of a chart stand for: rows above the plot, so that no data lies under them.
struct Legend {
  enum Sample: Sendable {
    case line(SeriesStyle, hasMarks: Bool)
    case mark(SeriesStyle)
    case band
    case hatched
    case contour
  }

  var entries: [(sample: Sample, name: String)] = []

  private static let sampleWidth = 28.0
  private static let rowHeight = 19.0

  /// Draws below `top`, the first row from `left` on; where the last row ends.
  @discardableResult
  func draw(on canvas: inout Canvas, left: Double = 2, top: Double) -> Double {
    var (x, y) = (left, top)
    for (index, entry) in entries.enumerated() {
      let lines = TextMetrics.lines(
        entry.name, size: Canvas.textSize, width: Canvas.width - Self.sampleWidth - 8)
      let width = Self.sampleWidth + 6 + (lines.map { TextMetrics.width($0, size: Canvas.textSize) }.max() ?? 0)
      if index > 0, x + width > Canvas.width - 2 { (x, y) = (2, y + Self.rowHeight) }
      Self.draw(entry.sample, on: &canvas, x: x, y: y + Self.rowHeight / 2)
      for (row, line) in lines.enumerated() {
        if row > 0 { y += Self.rowHeight - 3 }
        canvas.text(line, x: x + Self.sampleWidth + 5, y: y + 14)
      }
      x += width + 14
    }
    return entries.isEmpty ? top : y + Self.rowHeight + 2
  }

  private static func draw(_ sample: Sample, on canvas: inout Canvas, x: Double, y: Double) {
    let (start, end) = (Position(x: x, y: y), Position(x: x + sampleWidth, y: y))
    let middle = Position(x: x + sampleWidth / 2, y: y)
    switch sample {
    case .line(let style, let hasMarks):
      canvas.line(from: start, to: end, ink: .series(style.color), width: 2, dash: style.dash)
      if hasMarks { canvas.mark(style, at: middle) }
    case .mark(let style): canvas.mark(style, at: middle, size: 4.5)
    case .band: canvas.rectangle(x: x, y: y - 6, width: sampleWidth, height: 12, fill: .muted, opacity: 0.25)
    case .hatched: canvas.hatch(x: x + 5, y: y - 7, width: sampleWidth - 10, height: 14)
    case .contour: canvas.line(from: start, to: end, ink: .contour)
    }
  }
}

extension Canvas {
  /// A cell without a value, crossed by slanting lines.
  mutating func hatch(x: Double, y: Double, width: Double, height: Double) {
    rectangle(x: x, y: y, width: width, height: height, fill: .fixed("#ffffff"))
    var lines: [[Position]] = []
    var offset = 5.0
    while offset < width + height {
      lines.append([
        Position(x: x + min(offset, width), y: y + max(0, offset - width)),
        Position(x: x + max(0, offset - height), y: y + min(offset, height)),
      ])
      offset += 6
    }
    path(lines, ink: .fixed("#8a8a8a"), width: 1)
  }
}
