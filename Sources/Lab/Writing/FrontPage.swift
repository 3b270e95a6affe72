import Archive

/// The page that leads to the experiments, with the table of all claims.
struct FrontPage {
  private let reports: [Report]
  private let data: String

  init(_ reports: [Report], data: String) {
    self.reports = reports
    self.data = data
  }

  var html: String {
    let rows = reports.map { report in
      let verdict = report.outcome.verdict
      let cells = [verdict.claimed, verdict.number, verdict.reference, verdict.finding.rawValue]
      return "<tr><th scope=\"row\"><a href=\"\(report.name)/index.html\">\(HTML.escaped(report.title))</a></th>"
        + cells.map { "<td>\(HTML.escaped($0))</td>" }.joined() + "</tr>"
    }
    let head = ["", "Claim", "Our number", "The reference's", "Finding"].map { "<th scope=\"col\">\($0)</th>" }
    return HTML.page(
      title: "Batch normalization: what it does, measured",
      body: """
        <h1>Batch normalization: what it does, measured</h1>
        \(HTML.paragraph("Every claim made of it, run with and without from the same start, on \(data).", class: "question"))
        <div class="scroll"><table class="text">
        <thead><tr>\(head.joined())</tr></thead>
        <tbody>
        \(rows.joined(separator: "\n"))
        </tbody>
        </table></div>
        """)
  }

  /// The same as JSON.
  func json() throws -> String {
    let entries = try reports.map { report -> JSONValue in
      .object([
        "name": .string(report.name), "title": .string(report.title),
        "verdict": try JSONValue(encoding: report.outcome.verdict),
      ])
    }
    return JSONValue.object(["data": .string(data), "experiments": .array(entries)]).indentedText
  }
}
