import ArgumentParser
import Data
import Models
import Tensors
import Training

/// Training steps of one network, on request.
struct TrainWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train one of the contract's networks step by step, as `make bench` asks.",
    discussion: "Its check: the losses of the first three steps.")

  @Argument(help: "The network.")
  var network: Network
  @Flag(help: "Leave batch normalization out.")
  var plain = false
  @OptionGroup var options: WorkerOptions

  func run() throws {
    try options.apply()
    let model = try network.model(normalized: !plain)
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: .sparseCategoricalCrossentropy)
    let batch = try network.batch()
    Worker.check(try (0..<3).map { _ in try trainer.trainOnBatch(batch).loss })
    try Worker.serve(warmUp: 10) { try trainer.trainOnBatch(batch) }
  }
}

/// A network's answers, on request.
struct InferWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer", abstract: "Ask one of the contract's networks, as `make bench` asks.",
    discussion: "Its check: the first sample's outputs.")

  @Argument(help: "The network.")
  var network: Network
  @Option(help: "Samples at once.")
  var batch = 1
  @OptionGroup var options: WorkerOptions

  func validate() throws {
    guard batch >= 1 else { throw ValidationError("--batch must be at least 1, got \(batch)") }
  }

  func run() throws {
    try options.apply()
    let model = try network.model()
    let inputs = try network.inputs(batch)
    Worker.check(try model.predict(inputs).values.prefix(Network.classes).map(Double.init))
    try Worker.serve(warmUp: 10) { _ = try model.predict(inputs, batchSize: batch) }
  }
}
