/// Rows of text under headings.
package struct Table: Sendable {
  package struct Column: Sendable {
    var heading: String
    /// Right-aligned, so that digits stand below each other.
    var isNumeric: Bool

    package static func text(_ heading: String) -> Column { Column(heading: heading, isNumeric: false) }
    package static func number(_ heading: String) -> Column { Column(heading: heading, isNumeric: true) }
  }

  package var caption: String
  package var columns: [Column]
  /// A cell a column; missing ones are empty, more than that are left out.
  package var rows: [[String]]

  package init(caption: String, columns: [Column], rows: [[String]] = []) {
    (self.caption, self.columns, self.rows) = (caption, columns, rows)
  }

  /// A table that scrolls inside its own box where it is wider than the page.
  var html: String {
    let name = Markup.escaped(caption)
    let headings = columns.map { "<th scope=\"col\"\(Self.style($0))>\(Markup.escaped($0.heading))</th>" }
    let body = rows.map { row in
      "<tr>"
        + columns.indices.map { index in
          let text = Markup.escaped(row.indices.contains(index) ? row[index] : "")
          return index == 0
            ? "<th scope=\"row\"\(Self.style(columns[0]))>\(text)</th>"
            : "<td\(Self.style(columns[index]))>\(text)</td>"
        }.joined() + "</tr>\n"
    }
    return """
      <p class="caption">\(name)</p>
      <div class="scroll" role="region" tabindex="0" aria-label="\(name)"><table>
      <thead><tr>\(headings.joined())</tr></thead>
      <tbody>
      \(body.joined())</tbody></table></div>

      """
  }

  private static func style(_ column: Column) -> String { column.isNumeric ? " class=\"number\"" : "" }
}
