import Charts

extension Report {
  /// The experiment's page: the verdict first, then what it rests on.
  var page: Page {
    let setup = [(name: "claim", text: claim)] + outcome.setup.map { (name: $0.label, text: $0.text) }
    var blocks: [Page.Block] = [.verdict(outcome.verdict)]
    blocks += outcome.figures.map { .figure($0.chart, caption: $0.caption) }
    blocks += (outcome.tables + (times.map { [$0] } ?? [])).map { .table($0) }
    blocks += [
      .heading("What was run"), .setup(setup), .link("All numbers", file: "result.json"),
      .link("What it took", file: "timing.json"),
    ]
    blocks += outcome.figures.map { .link("The picture \($0.name)", file: $0.file) }
    return Page(title: title, question: question, blocks: blocks)
  }
}
