/// Charts as data: every chart encodes what it is drawn from, so that any program can draw it anew.
///
/// Names, axes with their units, and columns of equal length; null stands for a number that there is none of.

/// A number, or null: JSON knows neither NaN nor infinity.
private struct Datum<Number: BinaryFloatingPoint & Encodable>: Encodable {
  var number: Number?

  init(_ number: Number?) { self.number = number }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let number, number.isFinite { try container.encode(number) } else { try container.encodeNil() }
  }
}

extension Axis: Encodable {
  private enum CodingKeys: String, CodingKey { case title, unit, scale, range }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(title, forKey: .title)
    try container.encode(unit, forKey: .unit)
    try container.encode(scale == .linear ? "linear" : "logarithmic", forKey: .scale)
    try container.encode(range.map { [Datum($0.lowerBound), Datum($0.upperBound)] }, forKey: .range)
  }
}

extension SeriesStyle: Encodable {
  private enum CodingKeys: String, CodingKey { case color, dash, mark, hollow }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.colors[color % Self.colors.count], forKey: .color)
    try container.encode(dash, forKey: .dash)
    try container.encode(mark.rawValue, forKey: .mark)
    try container.encode(isHollow, forKey: .hollow)
  }
}

/// A series as columns.
private struct Columns: Encodable {
  var name: String
  var style: SeriesStyle
  /// Figures of others.
  var reference: Bool?
  var x: [Datum<Double>]?
  var y: [Datum<Double>]
  /// The lowest and the highest run; null where there is but one.
  var low: [Datum<Double>]?
  var high: [Datum<Double>]?
}

private enum ChartKeys: String, CodingKey {
  case kind, title, summary, x, y, band, series, categories, axis
  case columnTitle, columns, rowTitle, rows, cells, valueTitle, decimals, range
  case levels, contourName, grid, values
}

extension Chart {
  /// The members that every chart has.
  fileprivate func container(
    _ kind: String, in encoder: any Encoder
  ) throws -> KeyedEncodingContainer<ChartKeys> {
    var container = encoder.container(keyedBy: ChartKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(title, forKey: .title)
    try container.encode(summary, forKey: .summary)
    return container
  }
}

extension LineChart {
  package func encode(to encoder: any Encoder) throws {
    var container = try container("line", in: encoder)
    try container.encode(x, forKey: .x)
    try container.encode(y, forKey: .y)
    try container.encode(bandName, forKey: .band)
    let columns = series.enumerated().map { index, series in
      Columns(
        name: series.name, style: series.style ?? .numbered(index), reference: series.isReference,
        x: series.points.map { Datum($0.x) }, y: series.points.map { Datum($0.y) },
        low: series.points.map { Datum($0.spread?.lowerBound) },
        high: series.points.map { Datum($0.spread?.upperBound) })
    }
    try container.encode(columns, forKey: .series)
  }
}

extension CategoryChart {
  package func encode(to encoder: any Encoder) throws {
    var container = try container("category", in: encoder)
    try container.encode(categories, forKey: .categories)
    try container.encode(axis, forKey: .axis)
    let columns = series.enumerated().map { index, series in
      Columns(
        name: series.name, style: series.style ?? .numbered(index), y: series.values.map { Datum($0.value) },
        low: series.values.map { Datum($0.spread?.lowerBound) },
        high: series.values.map { Datum($0.spread?.upperBound) })
    }
    try container.encode(columns, forKey: .series)
  }
}

extension HeatMap.Cell: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if case .notRun = self { return try container.encodeNil() }
    if let number { try container.encode(number) } else { try container.encode("diverged") }
  }
}

extension HeatMap {
  package func encode(to encoder: any Encoder) throws {
    var container = try container("heat_map", in: encoder)
    try container.encode(columnTitle, forKey: .columnTitle)
    try container.encode(columns, forKey: .columns)
    try container.encode(rowTitle, forKey: .rowTitle)
    try container.encode(rows, forKey: .rows)
    try container.encode(cells, forKey: .cells)
    try container.encode(valueTitle, forKey: .valueTitle)
    try container.encode(decimals, forKey: .decimals)
    try container.encode(range.map { [Datum($0.lowerBound), Datum($0.upperBound)] }, forKey: .range)
  }
}

extension ContourChart {
  package func encode(to encoder: any Encoder) throws {
    var container = try container("contour", in: encoder)
    try container.encode(x, forKey: .x)
    try container.encode(y, forKey: .y)
    try container.encode(levels.map { Datum($0) }, forKey: .levels)
    try container.encode(contourName, forKey: .contourName)
    let columns = trajectories.enumerated().map { index, trajectory in
      Columns(
        name: trajectory.name, style: trajectory.style ?? .numbered(index),
        x: trajectory.points.map { Datum($0.x) }, y: trajectory.points.map { Datum($0.y) })
    }
    try container.encode(columns, forKey: .series)
    var grid = container.nestedContainer(keyedBy: ChartKeys.self, forKey: .grid)
    let (xScale, yScale) = scales
    func places(_ scale: AxisScale, _ count: Int) -> [Double] {
      (0..<count).map { scale.value(Double($0) / Double(count - 1)) }
    }
    // Half as fine as the picture's own, which is fine enough to draw the lines from.
    let (across, up) = (places(xScale, 61), places(yScale, 41))
    try grid.encode(across.map { Datum(Float($0)) }, forKey: .x)
    try grid.encode(up.map { Datum(Float($0)) }, forKey: .y)
    try grid.encode(up.map { y in across.map { x in Datum(Float(value(x, y))) } }, forKey: .values)
  }
}
