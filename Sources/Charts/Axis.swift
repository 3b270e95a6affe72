/// What an axis shows, and how values are spread along it.
package struct Axis: Sendable {
  package enum Scale: Sendable {
    case linear
    /// Equal ratios at equal distances; values that are not greater than 0 are left out.
    case logarithmic
  }

  package var title: String
  /// Written in parentheses behind the title.
  package var unit: String?
  package var scale: Scale
  /// The values from end to end; nil to fit the data.
  package var range: ClosedRange<Double>?
  /// Whether labels are written in threes, "1,200"; years are not.
  package var groupsDigits: Bool

  package init(
    _ title: String, unit: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    groupsDigits: Bool = true
  ) {
    (self.title, self.unit, self.scale, self.range) = (title, unit, scale, range)
    self.groupsDigits = groupsDigits
  }

  /// "test accuracy (%)"
  var label: String { unit.map { "\(title) (\($0))" } ?? title }

  /// Whether an axis is made long enough for a value: a number of a size that leaves room to compute with it.
  func shows(_ value: Double) -> Bool {
    value.magnitude <= 1e300 && (scale == .linear || value >= 1e-300)
  }
}
