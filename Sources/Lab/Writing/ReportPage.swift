import Charts

extension Report {
  /// The experiment's page: the verdict first, then what it rests on.
  var page: Page {
    let setup = outcome.setup.map { (name: $0.label, text: $0.text) }
    var blocks: [Page.Block] = [.verdict(outcome.verdict)]
    blocks += outcome.figures.map { .figure($0.chart, caption: $0.caption) }
    blocks += (outcome.tables + (times.map { [$0] } ?? [])).map { .table($0) }
    let pictures = outcome.figures.enumerated().map { (text: "figure \($0 + 1)", file: $1.file) }
    blocks += [
      .heading("What was run"), .setup(setup), .heading("Files"),
      .links([(text: "all numbers", file: "result.json"), (text: "what it took", file: "timing.json")] + pictures),
    ]
    return Page(title: title, question: question, blocks: blocks)
  }
}
