/// One experiment's page: the two sentences first, then what they rest on.
struct ReportPage {
  private let report: Report

  init(_ report: Report) { self.report = report }

  var html: String {
    HTML.page(title: report.title, body: sections.joined(separator: "\n"))
  }

  private var sections: [String] {
    [
      "<h1>\(HTML.escaped(report.title))</h1>", HTML.paragraph(report.question, class: "question"), verdict,
      figures, tables, setup,
      """
      <footer>All numbers: <a href="result.json">result.json</a>; what it took: <a href="timing.json">timing.json</a>.
      \(report.outcome.figures.isEmpty ? "" : "Pictures: \(pictureLinks).")</footer>
      """,
    ]
  }

  private var verdict: String {
    let verdict = report.outcome.verdict
    return """
      <section class="verdict">
      <p><b>Claimed</b> \(HTML.escaped(verdict.claimed))</p>
      <p><b>Seen</b> \(HTML.escaped(verdict.seen))</p>
      <p><b>Finding</b> <strong>\(verdict.finding.rawValue)</strong></p>
      </section>
      """
  }

  private var figures: String {
    report.outcome.figures.map { figure in
      "<figure>\n\(figure.svg)\n<figcaption>\(HTML.escaped(figure.caption))</figcaption>\n</figure>"
    }.joined(separator: "\n")
  }

  private var pictureLinks: String {
    report.outcome.figures.map { "<a href=\"\($0.file)\">\(HTML.escaped($0.file))</a>" }.joined(separator: ", ")
  }

  private var tables: String {
    report.outcome.tables.map { table in
      "<h2>\(HTML.escaped(table.title))</h2>\n" + HTML.table(table.headings, table.rows)
        + table.notes.map { HTML.paragraph($0, class: "note") }.joined()
    }.joined(separator: "\n")
  }

  private var setup: String {
    let lines = report.outcome.setup.map {
      "<dt>\(HTML.escaped($0.label))</dt><dd>\(HTML.escaped($0.text))</dd>"
    }
    return "<h2>What was run</h2>\n<dl>\n<dt>claim</dt><dd>\(HTML.escaped(report.claim))</dd>\n"
      + lines.joined(separator: "\n") + "\n</dl>"
  }
}
