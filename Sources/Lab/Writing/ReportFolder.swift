/// Writes reports where people look at them: a folder for each experiment, and a front page for several.
package enum ReportFolder {
  /// Writes result.json, timing.json, index.html and the figures into `folder`, which is made if it is not there.
  package static func write(_ report: Report, to folder: String) throws {
    try FileSystem.makeFolder(folder)
    try FileSystem.write(report.resultJSON(), to: folder + "/result.json")
    try FileSystem.write(report.timingJSON(), to: folder + "/timing.json")
    for figure in report.outcome.figures { try FileSystem.write(figure.svg, to: folder + "/" + figure.file) }
    try FileSystem.write(ReportPage(report).html, to: folder + "/index.html")
  }

  /// Writes index.html and summary.json, which name every report and lead to its folder, each called as its experiment.
  package static func writeFrontPage(_ reports: [Report], data: String, to folder: String) throws {
    try FileSystem.makeFolder(folder)
    try FileSystem.write(FrontPage(reports, data: data).html, to: folder + "/index.html")
    try FileSystem.write(FrontPage(reports, data: data).json(), to: folder + "/summary.json")
  }
}
