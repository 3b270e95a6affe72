import Archive
import Charts

/// Writes reports where people look at them: a folder for each experiment, and a front page for several.
package enum ReportFolder {
  /// Writes result.json, timing.json, index.html and the figures into `folder`, which is made if it is not there.
  package static func write(_ report: Report, to folder: String) throws {
    try FileSystem.makeFolder(folder)
    try FileSystem.write(report.resultJSON(), to: folder + "/result.json")
    try FileSystem.write(report.timingJSON(), to: folder + "/timing.json")
    for figure in report.outcome.figures { try FileSystem.write(figure.chart.svg, to: folder + "/" + figure.file) }
    try FileSystem.write(report.page.html, to: folder + "/index.html")
  }

  /// Writes index.html and summary.json, which name every report and lead to its folder, each called as its experiment.
  package static func writeFrontPage(_ reports: [Report], data: String, to folder: String) throws {
    try FileSystem.makeFolder(folder)
    let front = FrontPage(
      title: "Batch normalization: what it does, measured",
      introduction: ["Each claim made of it, run with and without from the same start, on \(data)."],
      entries: reports.map { report in
        FrontPage.Entry(
          title: report.title, question: report.question, verdict: report.outcome.verdict,
          file: "\(report.name)/index.html")
      })
    try FileSystem.write(front.html, to: folder + "/index.html")
    let entries = reports.map { report in
      JSONValue.object([
        "name": .string(report.name), "title": .string(report.title), "verdict": report.outcome.verdict.json,
      ])
    }
    let summary = JSONValue.object(["data": .string(data), "experiments": .array(entries)])
    try FileSystem.write(summary.indentedText, to: folder + "/summary.json")
  }
}
