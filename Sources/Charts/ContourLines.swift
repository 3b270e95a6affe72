/// Lines along which a function of two numbers has one value: marching squares over a grid.
struct ContourLines {
  let columns: Int
  let rows: Int
  /// Values at the grid's points, row by row.
  let values: [Double]

  /// A grid of `columns` × `rows` points over 0…1 × 0…1.
  init(columns: Int, rows: Int, _ value: (_ across: Double, _ up: Double) -> Double) {
    (self.columns, self.rows) = (columns, rows)
    values = (0..<rows).flatMap { row in
      (0..<columns).map { column in
        value(Double(column) / Double(columns - 1), Double(row) / Double(rows - 1))
      }
    }
  }

  /// Pieces of the line at `level`, as pairs of points in 0…1 × 0…1; none in cells with a corner that has no number.
  func segments(at level: Double) -> [(Position, Position)] {
    var segments: [(Position, Position)] = []
    for row in 0..<(rows - 1) {
      for column in 0..<(columns - 1) { appendCell(column, row, level, &segments) }
    }
    return segments
  }

  private func appendCell(_ column: Int, _ row: Int, _ level: Double, _ segments: inout [(Position, Position)]) {
    let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    let heights = corners.map { values[$0.1 * columns + $0.0] - level }
    guard heights.allSatisfy(\.isFinite) else { return }
    var crossings: [Position] = []
    for edge in 0..<4 {
      let next = (edge + 1) % 4
      guard (heights[edge] < 0) != (heights[next] < 0) else { continue }
      let part = heights[edge] / (heights[edge] - heights[next])
      let (from, to) = (corners[edge], corners[next])
      crossings.append(
        Position(
          x: (Double(from.0) + part * Double(to.0 - from.0)) / Double(columns - 1),
          y: (Double(from.1) + part * Double(to.1 - from.1)) / Double(rows - 1)))
    }
    // Two crossings, or four in a saddle: there the value in the middle decides which corners belong together.
    if crossings.count == 2 { segments.append((crossings[0], crossings[1])) }
    guard crossings.count == 4 else { return }
    let isMiddleBelow = heights.reduce(0, +) < 0
    if isMiddleBelow == (heights[0] < 0) {
      segments += [(crossings[0], crossings[1]), (crossings[2], crossings[3])]
    } else {
      segments += [(crossings[3], crossings[0]), (crossings[1], crossings[2])]
    }
  }
}
