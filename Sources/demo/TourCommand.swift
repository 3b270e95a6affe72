import ArgumentParser
import Lab

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Trains the paper's net with and without batch norm, and shows which learns sooner.
struct Tour: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains the paper's net with and without batch norm, and shows which learns sooner.",
    discussion: "On the digits that come with the package it takes seconds; on MNIST (--data) some minutes.")

  @Option(help: ArgumentHelp("A folder with the four files of MNIST, unpacked or as .gz.", valueName: "dir"))
  var data: String?

  @Option(help: ArgumentHelp("Also write all numbers to this file.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Standard deviation of the kernels' start values.", valueName: "number"))
  var initialStd: Float = 0.3

  @Flag(help: "Two rates and two seeds only: to see that it works.")
  var quick = false

  func validate() throws {
    guard initialStd > 0, initialStd.isFinite else {
      throw ValidationError("--initial-std must be a number greater than 0, got \(initialStd)")
    }
  }

  func run() throws {
    let images = try data.map(ExperimentData.mnist) ?? ExperimentData.digits()
    var settings = data == nil ? SweepSettings.digits(quick: quick) : SweepSettings.mnist(quick: quick)
    settings.initialStandardDeviation = initialStd
    print(TourReport.introduction(images, settings).joined(separator: "\n"))
    // Shown before the work begins also where output is a pipe, which is written in blocks.
    fflush(nil)
    let progress = ProgressLine(.standardOutput)
    let result = try RateSweep(data: images, settings: settings).run(watch: progress.show)
    progress.clear()
    print(TourReport(data: images, settings: settings, result: result).lines.joined(separator: "\n"))
    if let json { try TourRecord(images, settings, result).write(to: json) }
  }
}
