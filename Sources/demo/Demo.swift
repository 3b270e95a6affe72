import ArgumentParser

/// The command line `swift run demo`: shows on real data what batch normalization does.
@main
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Shows on real data what batch normalization does.",
    subcommands: [Tour.self, ListCommand.self, RunCommand.self],
    defaultSubcommand: Tour.self)
}
