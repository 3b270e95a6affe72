/// An SVG picture while it is drawn: elements one after another, and how far down they reach.
///
/// Colours are presentation attributes, so that the picture stands alone; each element also has a class by which a
/// page's style sheet puts colours for a dark background in their place.
package struct Canvas {
  /// Units across; a page scales them to its own width.
  static let width = 460.0
  /// The size of text at axes and in legends, in units.
  static let textSize = 13.0
  static let titleSize = 15.0

  /// Units down, set by the chart before it ends.
  var height = 0.0
  private(set) var elements = ""

  /// What an element is for, which decides its colour.
  enum Ink: Sendable {
    case text, muted, frame, grid, contour
    case series(Int)
    /// A colour that is the same on any background, such as a heat map's.
    case fixed(String)

    var color: String {
      switch self {
      case .text: "#1a1a1a"
      case .muted: "#555555"
      case .frame: "#777777"
      case .grid: "#e2e2e2"
      case .contour: "#a0a0a0"
      case .series(let index): SeriesStyle.colors[index % SeriesStyle.colors.count]
      case .fixed(let color): color
      }
    }

    func attributes(_ property: String) -> String {
      let name: String
      switch self {
      case .text: name = "text"
      case .muted: name = "muted"
      case .frame: name = "frame"
      case .grid: name = "grid"
      case .contour: name = "contour"
      case .series(let index): name = "s\(index % SeriesStyle.colors.count)"
      case .fixed: return " \(property)=\"\(color)\""
      }
      return " class=\"\(property == "fill" ? "f" : "l")-\(name)\" \(property)=\"\(color)\""
    }
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, x: Double, y: Double, size: Double = Canvas.textSize, anchor: Anchor = .start, bold: Bool = false,
    ink: Ink = .text
  ) {
    guard !text.isEmpty else { return }
    elements += "<text x=\"\(n(x))\" y=\"\(n(y))\""
    if size != Canvas.textSize { elements += " font-size=\"\(n(size))\"" }
    if anchor != .start { elements += " text-anchor=\"\(anchor.rawValue)\"" }
    if bold { elements += " font-weight=\"600\"" }
    elements += ink.attributes("fill") + ">\(Markup.escaped(text))</text>\n"
  }

  mutating func line(
    from start: Position, to end: Position, ink: Ink, width: Double = 1, dash: String = ""
  ) {
    elements += "<line x1=\"\(n(start.x))\" y1=\"\(n(start.y))\" x2=\"\(n(end.x))\" y2=\"\(n(end.y))\""
    elements += ink.attributes("stroke") + stroke(width, dash) + "/>\n"
  }

  /// Lines through points, one for each run; a run of one point is a dot.
  mutating func path(_ runs: [[Position]], ink: Ink, width: Double, dash: String = "") {
    let data = runs.filter { !$0.isEmpty }.map { run in
      "M" + run.map { "\(n($0.x)) \(n($0.y))" }.joined(separator: "L") + (run.count == 1 ? "h0" : "")
    }.joined()
    guard !data.isEmpty else { return }
    elements += "<path d=\"\(data)\" fill=\"none\"" + ink.attributes("stroke") + stroke(width, dash)
    elements += " stroke-linejoin=\"round\" stroke-linecap=\"\(dash.isEmpty ? "round" : "butt")\"/>\n"
  }

  /// Filled outlines.
  mutating func area(_ outlines: [[Position]], ink: Ink, opacity: Double) {
    let data = outlines.filter { $0.count > 2 }.map { outline in
      "M" + outline.map { "\(n($0.x)) \(n($0.y))" }.joined(separator: "L") + "Z"
    }.joined()
    guard !data.isEmpty else { return }
    elements += "<path d=\"\(data)\"" + ink.attributes("fill") + " fill-opacity=\"\(n(opacity))\"/>\n"
  }

  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: Ink, opacity: Double = 1
  ) {
    elements += "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\" height=\"\(n(max(0, height)))\""
    elements += fill.attributes("fill") + (opacity == 1 ? "" : " fill-opacity=\"\(n(opacity))\"") + "/>\n"
  }

  mutating func mark(_ style: SeriesStyle, at point: Position, size: Double = 4) {
    let ink = Ink.series(style.color)
    let data = style.mark.outline(at: point, size: size)
    elements += "<path d=\"\(data)\""
    if style.mark.isStroke || style.isHollow {
      elements += " fill=\"none\"" + ink.attributes("stroke") + " stroke-width=\"1.7\"/>\n"
    } else {
      elements += ink.attributes("fill") + "/>\n"
    }
  }

  /// Draws inside a frame; nothing shows outside of it. A nested picture does that without a name for the frame, and names
  /// of two charts on one page could meet.
  mutating func clipped(to frame: PlotFrame, _ body: (inout Canvas) -> Void) {
    let box = "\(n(frame.left - 4)) \(n(frame.top - 4)) \(n(frame.width + 8)) \(n(frame.height + 8))"
    elements += "<svg x=\"\(n(frame.left - 4))\" y=\"\(n(frame.top - 4))\" width=\"\(n(frame.width + 8))\""
    elements += " height=\"\(n(frame.height + 8))\" viewBox=\"\(box)\">\n"
    body(&self)
    elements += "</svg>\n"
  }

  private func stroke(_ width: Double, _ dash: String) -> String {
    " stroke-width=\"\(n(width))\"" + (dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"")
  }

  private func n(_ value: Double) -> String { Markup.coordinate(value) }
}

/// A place on a canvas, in units from its upper left corner.
struct Position: Equatable {
  var x: Double
  var y: Double
}

extension SeriesStyle.Mark {
  fileprivate var isStroke: Bool { self == .cross || self == .plus }

  fileprivate func outline(at point: Position, size: Double) -> String {
    let corners: [(Double, Double)]
    switch self {
    case .circle:
      let r = Markup.coordinate(size)
      let left = "M\(Markup.coordinate(point.x - size)) \(Markup.coordinate(point.y))"
      return
        "\(left)a\(r) \(r) 0 1 0 \(Markup.coordinate(2 * size)) 0a\(r) \(r) 0 1 0 \(Markup.coordinate(-2 * size)) 0Z"
    case .square: corners = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
    case .triangle: corners = [(0, -1.2), (1.1, 0.8), (-1.1, 0.8)]
    case .invertedTriangle: corners = [(0, 1.2), (1.1, -0.8), (-1.1, -0.8)]
    case .diamond: corners = [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)]
    case .cross: return strokes([(-0.9, -0.9, 0.9, 0.9), (-0.9, 0.9, 0.9, -0.9)], at: point, size: size)
    case .plus: return strokes([(-1.1, 0, 1.1, 0), (0, -1.1, 0, 1.1)], at: point, size: size)
    }
    let places = corners.map { text(point, $0.0, $0.1, size) }
    return "M" + places.joined(separator: "L") + "Z"
  }

  private func strokes(
    _ lines: [(Double, Double, Double, Double)], at point: Position, size: Double
  ) -> String {
    lines.map { "M" + text(point, $0.0, $0.1, size) + "L" + text(point, $0.2, $0.3, size) }.joined()
  }

  private func text(_ point: Position, _ dx: Double, _ dy: Double, _ size: Double) -> String {
    "\(Markup.coordinate(point.x + dx * size)) \(Markup.coordinate(point.y + dy * size))"
  }
}
