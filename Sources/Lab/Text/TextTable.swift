/// A table of plain text: columns padded to their widest cell, the first to the left, the others to the right.
package struct TextTable {
  private var rows: [[String]]

  package init(_ headings: [String]) { rows = [headings] }

  package mutating func append(_ row: [String]) { rows.append(row) }

  /// One line a row, indented by two spaces.
  package var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.compactMap { column < $0.count ? $0[column].count : nil }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }
      return trimmed("  " + cells.joined(separator: "   "))
    }
  }

  private func trimmed(_ line: String) -> String {
    String(line.prefix(upTo: line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex))
  }
}
