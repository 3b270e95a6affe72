/// Rows of text under headings.
package struct Table: Sendable {
  package struct Column: Sendable {
    package var heading: String
    /// Right-aligned, so that digits stand below each other.
    var isNumeric: Bool

    package static func text(_ heading: String) -> Column { Column(heading: heading, isNumeric: false) }
    package static func number(_ heading: String) -> Column { Column(heading: heading, isNumeric: true) }
  }

  package var caption: String
  package var columns: [Column]
  /// A cell a column; missing ones are empty, more than that are left out.
  package var rows: [[String]]
  /// What a reader must know to read it, such as what brackets mean; under the table.
  package var notes: [String]

  package init(caption: String, columns: [Column], rows: [[String]] = [], notes: [String] = []) {
    (self.caption, self.columns, self.rows, self.notes) = (caption, columns, rows, notes)
  }

  /// A table that scrolls inside its own box where it is wider than the page.
  var html: String {
    let name = Markup.escaped(caption)
    let headings = columns.map { "<th scope=\"col\"\(Self.style($0))>\(Markup.prose($0.heading))</th>" }
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
      <p class="caption">\(Markup.prose(caption))</p>
      <div class="scroll" role="region" tabindex="0" aria-label="\(name)"><table>
      <thead><tr>\(headings.joined())</tr></thead>
      <tbody>
      \(body.joined())</tbody></table></div>
      \(notes.map { "<p class=\"note\">\(Markup.prose($0))</p>\n" }.joined())
      """
  }

  private static func style(_ column: Column) -> String { column.isNumeric ? " class=\"number\"" : "" }
}
