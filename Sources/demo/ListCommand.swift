import ArgumentParser
import Lab

/// Names the experiments.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Names the experiments.")

  func run() {
    let width = Experiments.all.map(\.name.count).max() ?? 0
    for experiment in Experiments.all {
      print(experiment.name + String(repeating: " ", count: width + 3 - experiment.name.count) + experiment.question)
    }
  }
}
