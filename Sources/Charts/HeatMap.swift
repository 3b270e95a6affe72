#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A value for each row and column, as a shade and in digits; what diverged is hatched.
package struct HeatMap: Chart {
  package enum Cell: Sendable {
    /// No number, an infinite one included, counts as diverged.
    case value(Double)
    case diverged
    /// Stays empty.
    case notRun
  }

  package var title: String
  package var summary: String
  package var columnTitle: String
  package var columns: [String]
  package var rowTitle: String
  package var rows: [String]
  /// Row by row.
  package var cells: [[Cell]]
  /// What the cells show, with its unit: "test accuracy (%)".
  package var valueTitle: String
  package var decimals: Int
  /// The values of the lightest and of the darkest shade; nil to fit the data.
  package var range: ClosedRange<Double>?

  package init(
    title: String, summary: String, columnTitle: String, columns: [String], rowTitle: String, rows: [String],
    cells: [[Cell]], valueTitle: String, decimals: Int = 1, range: ClosedRange<Double>? = nil
  ) {
    (self.title, self.summary, self.columnTitle, self.columns) = (title, summary, columnTitle, columns)
    (self.rowTitle, self.rows, self.cells, self.valueTitle) = (rowTitle, rows, cells, valueTitle)
    (self.decimals, self.range) = (decimals, range)
  }

  private static let cellHeight = 27.0

  package func draw(on canvas: inout Canvas) {
    let scale = AxisScale(Axis("", range: range), fitting: cells.joined().compactMap(\.number), margin: 0)
    var top = drawKey(on: &canvas, scale, top: canvas.heading(title))
    top += 16
    canvas.text(rowTitle, x: 2, y: top, ink: .muted)
    top += 8
    let names = rows.map { TextMetrics.lines($0, size: Canvas.textSize, width: Canvas.width * 0.3) }
    let left = 10 + (names.joined().map { TextMetrics.width($0, size: Canvas.textSize) }.max() ?? 0)
    let width = (Canvas.width - left - 4) / Double(max(1, columns.count))
    let size = valueSize(width)
    for (row, name) in names.enumerated() {
      let height = max(Self.cellHeight, Double(name.count) * 15 + 4)
      let first = top + height / 2 + 4.5 - Double(name.count - 1) * 7.5
      for (index, line) in name.enumerated() {
        canvas.text(line, x: left - 6, y: first + Double(index) * 15, anchor: .end)
      }
      for column in columns.indices where cells.indices.contains(row) && cells[row].indices.contains(column) {
        let frame = PlotFrame(
          left: left + Double(column) * width, top: top, width: width - 2, height: height - 2, x: scale, y: scale)
        draw(cells[row][column], in: frame, size, &canvas)
      }
      top += height
    }
    drawColumns(left, width, top, &canvas)
  }

  private func drawColumns(_ left: Double, _ width: Double, _ top: Double, _ canvas: inout Canvas) {
    let widest = columns.map { TextMetrics.width($0, size: Canvas.textSize) }.max() ?? 0
    // Every label where they fit side by side, else every second or third.
    let stride = max(1, Int((((widest + 6) / max(width, 1)).rounded(.up))))
    for (index, column) in columns.enumerated() where index % stride == 0 {
      canvas.text(column, x: left + (Double(index) + 0.5) * width - 1, y: top + 15, anchor: .middle)
    }
    canvas.text(
      columnTitle, x: left + width * Double(max(1, columns.count)) / 2, y: top + 35, anchor: .middle, ink: .muted)
    canvas.height = top + 42
  }

  /// The size at which every cell's number fits in its cell; nil when that is too small to read.
  private func valueSize(_ width: Double) -> Double? {
    let widest = cells.joined().compactMap(\.number).map { TextMetrics.width(text($0), size: 1) }.max() ?? 1
    let size = min(Canvas.textSize, (width - 5) / widest)
    return size >= 9 ? size : nil
  }

  private func text(_ value: Double) -> String { NumberText.fixed(value, decimals: decimals) }

  private func draw(_ cell: Cell, in frame: PlotFrame, _ size: Double?, _ canvas: inout Canvas) {
    let (x, y, width, height) = (frame.left, frame.top, frame.width, frame.height)
    if case .notRun = cell { return }
    guard let number = cell.number else {
      canvas.hatch(x: x, y: y, width: width, height: height)
      return
    }
    let share = min(max(frame.x.share(number) ?? 0, 0), 1)
    canvas.rectangle(x: x, y: y, width: width, height: height, fill: .fixed(Self.shade(share)))
    guard let size else { return }
    canvas.text(
      text(number), x: x + width / 2, y: y + height / 2 + size * 0.36, size: size, anchor: .middle,
      ink: .fixed(Self.isDark(share) ? "#ffffff" : "#000000"))
  }

  /// The key: shades from the lowest to the highest value, and what hatching means where there is any.
  private func drawKey(on canvas: inout Canvas, _ scale: AxisScale, top: Double) -> Double {
    var top = top
    for line in TextMetrics.lines(valueTitle, size: Canvas.textSize, width: Canvas.width) {
      canvas.text(line, x: 2, y: top + 13)
      top += 17
    }
    let (low, high) = (text(scale.low), text(scale.high))
    var x = 2.0
    canvas.text(low, x: x, y: top + 13)
    x += TextMetrics.width(low, size: Canvas.textSize) + 5
    for step in 0..<20 {
      canvas.rectangle(
        x: x + Double(step) * 6, y: top + 2, width: 6.3, height: 13, fill: .fixed(Self.shade(Double(step) / 19)))
    }
    canvas.text(high, x: x + 125, y: top + 13)
    x += 125 + TextMetrics.width(high, size: Canvas.textSize) + 16
    if cells.joined().contains(where: \.isDiverged) {
      var legend = Legend()
      legend.entries = [(.hatched, "diverged")]
      if x + 100 > Canvas.width { (x, top) = (2, top + 18) }
      legend.draw(on: &canvas, left: x, top: top - 1)
    }
    return top + 19
  }

  /// From pale to dark blue, ever darker, so that grey print keeps the order.
  static func shade(_ share: Double) -> String {
    "#"
      + color(share).map { value in
        let digits = String(Int(value.rounded()), radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// Whether white digits stand out more than black ones: the contrast of WCAG 2, which is then at least 4.58 either way.
  static func isDark(_ share: Double) -> Bool {
    let light = color(share).map { value in
      value <= 10 ? value / 255 / 12.92 : pow((value / 255 + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] < 0.179
  }

  /// Red, green and blue, 0 to 255.
  private static func color(_ share: Double) -> [Double] {
    let stops: [(Double, Double, Double)] = [
      (250, 246, 226), (205, 226, 213), (125, 187, 202), (48, 124, 173), (22, 52, 104),
    ]
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    let (part, from, to) = (place - Double(index), stops[index], stops[index + 1])
    return [from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1), from.2 + part * (to.2 - from.2)]
  }
}

extension HeatMap.Cell {
  var number: Double? {
    if case .value(let value) = self, value.magnitude <= 1e300 { return value }
    return nil
  }

  /// Whether it is drawn hatched.
  package var isDiverged: Bool {
    if case .notRun = self { return false }
    return number == nil
  }
}
