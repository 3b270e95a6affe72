import ArgumentParser
import Execution
import Layers
import Models
import Tensors

/// Batch normalization by itself, on request.
struct NormalizationWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "normalization",
    abstract: "Batch normalization alone, forward in training and backward, as `make bench` asks.",
    discussion: "Its check: the first row's first three outputs and input gradients.")

  @Argument(help: "Values of a channel.")
  var rows: Int
  @Argument(help: "Channels.")
  var channels: Int
  @OptionGroup var options: WorkerOptions

  func validate() throws {
    guard rows >= 1, channels >= 3 else {
      throw ValidationError("at least 1 row and 3 channels are needed, got \(rows) and \(channels)")
    }
  }

  func run() throws {
    try options.apply()
    let model = try Sequential(inputShape: [channels], layers: [WantedGradient(), BatchNormalization()])
    // Looked into: input, output and their gradients stay where they are between runs.
    let program = try model.program(.training, batchSize: rows, observes: true).fused(by: model.fusions)
    let plan = try Plan(program: program, store: model.store, table: model.table)
    guard let x = program.observations.first(where: { $0.role == .normalizationInput })?.gradient,
      let dy = program.observations.first(where: { $0.role == .normalizationOutput })?.gradient
    else { throw ValidationError("the program keeps no gradients") }
    _ = plan.input.update(from: SharedNumbers.uniform(tensor: 0, count: rows * channels))
    _ = UnsafeMutableBufferPointer(mutating: plan.values(of: dy)).update(
      from: SharedNumbers.uniform(tensor: 1, count: rows * channels))
    plan.run()
    Worker.check((Array(plan.output.prefix(3)) + Array(plan.values(of: x).prefix(3))).map(Double.init))
    try Worker.serve(warmUp: 10) { plan.run() }
  }
}

/// Stands before a layer whose input's gradient is wanted, though nothing before it learns.
private struct WantedGradient: Layer {
  static let kind = "wanted_gradient"
  var name: String?

  func outputShape(for input: Shape) throws(NormKitError) -> Shape { input }
  func lower(into lowering: inout Lowering) throws(NormKitError) { lowering.markLearned() }
}
