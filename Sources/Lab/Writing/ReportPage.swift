import Charts

extension Report {
  /// The experiment's page: the verdict first, then what it rests on.
  var page: Page {
    let setup = [(name: "claim", text: claim)] + outcome.setup.map { (name: $0.label, text: $0.text) }
    return Page(
      title: title, question: question,
      blocks: [.verdict(outcome.verdict)]
        + outcome.figures.map { .figure($0.chart, caption: $0.caption) }
        + outcome.tables.map { .table($0) }
        + [
          .heading("What was run"), .setup(setup), .link("All numbers", file: "result.json"),
          .link("What it took", file: "timing.json"),
        ]
        + outcome.figures.map { .link("The picture \($0.name)", file: $0.file) })
  }
}
