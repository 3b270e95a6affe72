import ArgumentParser

/// Measures NormKit: `swift run -c release benchmarks <subject>`.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks", abstract: "Measure NormKit's parts, each against its limit.",
    subcommands: [
      MatmulBenchmark.self, ConvolutionBenchmark.self, ConvolutionChoice.self, TrainWorker.self, InferWorker.self,
      ProductWorker.self,
      NormalizationWorker.self, PeakWorker.self, CopyWorker.self,
    ])
}
