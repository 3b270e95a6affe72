import ArgumentParser
import Lab

/// Runs one experiment, or all.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs an experiment, or all, and writes a page about each.",
    discussion: """
      Without --data it trains on the digits that come with the package. Into --out, for each experiment, go a folder with \
      index.html, result.json (all numbers: the same for the same seeds), timing.json and the pictures as .svg; for `all` \
      also a front page.
      """)

  @Argument(help: "An experiment's name, as `demo list` gives them, or all.")
  var name: String

  @Option(help: ArgumentHelp("A folder with the four files of MNIST, unpacked or as .gz.", valueName: "dir"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "For perils: a folder with SVHN's train_32x32.mat and test_32x32.mat in place of digits over photographs.",
      valueName: "dir"))
  var second: String?

  @Option(help: ArgumentHelp("How many seeds; each experiment has a standard of its own.", valueName: "count"))
  var seeds: Int?

  @Option(help: ArgumentHelp("Where to write; nothing is written without.", valueName: "dir"))
  var out: String?

  @Option(help: ArgumentHelp("How many threads; as many as there are processors by default.", valueName: "count"))
  var threads: Int?

  @Flag(help: "Fewer steps: all experiments in some minutes.")
  var quick = false

  func validate() throws {
    if let seeds, !(1...100).contains(seeds) { throw ValidationError("--seeds must be in 1...100, got \(seeds)") }
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads must be in 1...256, got \(threads)")
    }
  }

  func run() throws {
    let chosen = name == "all" ? Experiments.all : [try Experiments.named(name)]
    if let second { try Experiments.checkSecondDomain(second, for: chosen) }
    if let threads { Context.useThreads(threads) }
    let progress = ProgressLine(.standardError)
    var context = Context(
      data: try data.map(ExperimentData.mnist) ?? ExperimentData.digits(), scale: quick ? .quick : .full,
      seedCount: seeds, secondFolder: second)
    var reports: [Report] = []
    for experiment in chosen {
      let place = chosen.count > 1 ? "\(reports.count + 1)/\(chosen.count) " : ""
      context.report = { progress.show("\(place)\(experiment.name): \($0)") }
      let report = try Report(running: experiment, context)
      progress.clear()
      if !reports.isEmpty { print() }
      print(report.lines.joined(separator: "\n"))
      if let out { try ReportFolder.write(report, to: chosen.count > 1 ? "\(out)/\(report.name)" : out) }
      reports.append(report)
    }
    if let out, chosen.count > 1 { try ReportFolder.writeFrontPage(reports, data: context.data.name, to: out) }
  }
}
