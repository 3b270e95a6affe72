/// The frame of a page that needs nothing from outside: styles inside, no script.
enum HTML {
  /// A whole page.
  static func page(title: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>\(escaped(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <main>
    \(body)
    </main>
    </body>
    </html>

    """
  }

  /// A table whose first column is names.
  static func table(_ headings: [String], _ rows: [[String]]) -> String {
    let head = headings.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
    let body = rows.map { row in
      let cells = row.enumerated().map { column, cell in
        column == 0 ? "<th scope=\"row\">\(escaped(cell))</th>" : "<td>\(escaped(cell))</td>"
      }
      return "<tr>" + cells.joined() + "</tr>"
    }
    return """
      <div class="scroll"><table>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  static func paragraph(_ text: String, class name: String? = nil) -> String {
    "<p\(name.map { " class=\"\($0)\"" } ?? "")>\(escaped(text))</p>"
  }

  /// The text with what HTML takes for its own written out.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  private static let style = """
    :root { color-scheme: light; }
    body { margin: 0; background: #fff; color: #1a1a1a; font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: 1rem 0 .5rem; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
    .question { font-size: 1.1rem; margin: 0 0 1rem; }
    .verdict { border: 1px solid #999; border-left: .5rem solid #1a1a1a; padding: .5rem 1rem; }
    .verdict p { margin: .3rem 0; }
    .verdict b { display: inline-block; min-width: 5.5rem; }
    figure { margin: 1.5rem 0; }
    figure svg { display: block; max-width: 100%; height: auto; }
    figcaption, .note { color: #444; font-size: .9rem; margin: .4rem 0; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
    dt { font-weight: 600; }
    dd { margin: 0; overflow-wrap: anywhere; }
    @media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dd { margin: 0 0 .4rem 1rem; } }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
    th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #ddd; vertical-align: top; }
    th:first-child, table.text th, table.text td { text-align: left; }
    thead th { border-bottom: 2px solid #1a1a1a; }
    tbody th { font-weight: 400; }
    a { color: #0b4f9e; }
    footer { margin: 2rem 0 1rem; color: #444; font-size: .9rem; }
    """
}
