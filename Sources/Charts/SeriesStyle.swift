/// How a series is told from others, by colour, dash and mark at once: each suffices alone, in grey print too.
package struct SeriesStyle: Sendable, Equatable {
  /// The form of a point.
  package enum Mark: String, Sendable, CaseIterable {
    case circle, square, triangle, diamond, cross
    case invertedTriangle = "inverted_triangle"
    case plus
  }

  /// Place among the colours; a page gives each its own value in the light and in the dark.
  let color: Int
  let dash: String
  package let mark: Mark
  /// Whether marks are outlines, as those of reference figures are.
  var isHollow = false

  /// Style `index` of a row without end; the first seven differ in all three, later ones in colour or dash.
  package static func numbered(_ index: Int) -> SeriesStyle {
    let index = Int(UInt(bitPattern: index) % 49)
    return SeriesStyle(
      color: index % colors.count, dash: dashes[(index + index / colors.count) % dashes.count],
      mark: Mark.allCases[(index + index / colors.count) % Mark.allCases.count])
  }

  /// The net with batch normalization, on every page.
  package static let with = numbered(0)
  /// The net without it.
  package static let without = numbered(1)

  /// The same colour and mark, as an outline: for the figure of a paper beside our own curve.
  package var reference: SeriesStyle {
    var style = self
    style.isHollow = true
    return style
  }

  /// After Okabe and Ito's set for the colour-blind, the pale ones darkened so that they hold on white.
  static let colors = ["#0067a5", "#c8500a", "#00805c", "#a3427f", "#8a6d00", "#3d3d3d", "#3aa0d8"]
  /// The same places on a dark page.
  static let darkColors = ["#6cb8f0", "#f08a4b", "#3cc79a", "#dd8fc0", "#dcbf3c", "#d0d0d0", "#9fdcff"]
  static let dashes = ["", "7 3.5", "2 3", "9 3 2 3", "12 4", "5 2 1.5 2 1.5 2", "4 4"]
}
