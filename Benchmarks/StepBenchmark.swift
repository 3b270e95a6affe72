import ArgumentParser
import Data
import Layers
import Models
import Tensors
import Threads
import Training

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The training steps of the speed contract, timed on request: NormKit's side of `Benchmarks/compare.py`.
struct StepBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Microseconds of a training step; answers `run SECONDS` lines, as the peers do.",
    discussion: """
      Prints "ready" after a warm-up. For each line "run SECONDS" it trains for that long on one batch and prints \
      "median_us MICROSECONDS steps COUNT". Ends with the input.
      """)

  /// Networks of the contract: Dense (no bias) → BatchNormalization → activation, thrice or twice, then Dense.
  enum Workload: String, ExpressibleByArgument, CaseIterable {
    /// 784–100–100–100–10, sigmoid, batch 60: the paper's §4.1.
    case mlp100
    /// 784–512–512–10, ReLU, batch 128.
    case mlp512

    var hidden: [Int] { self == .mlp100 ? [100, 100, 100] : [512, 512] }
    var activation: Activation.Function { self == .mlp100 ? .sigmoid : .relu }
    var batchSize: Int { self == .mlp100 ? 60 : 128 }
  }

  @Argument(help: "mlp100 or mlp512.")
  var workload: Workload
  @Option(help: "Threads to use. Default: all cores.")
  var threads: Int?

  private static let inputs = 784
  private static let classes = 10
  private static let warmUp = 50

  func run() throws {
    if let threads, !WorkerPool.shared.setThreadCount(threads) {
      throw ValidationError("--threads must be in 0...\(WorkerPool.maximumThreadCount), got \(threads)")
    }
    let trainer = try makeTrainer()
    let batch = try makeBatch()
    for _ in 0..<Self.warmUp { try trainer.trainOnBatch(batch) }
    answer("ready")
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, words[0] == "run", let seconds = Double(words[1]) else {
        throw ValidationError("expected \"run SECONDS\", got \"\(line)\"")
      }
      let times = try steps(trainer, batch, seconds: seconds)
      answer("median_us \(median(times) * 1e6) steps \(times.count)")
    }
  }

  /// A whole line at once, past any buffer, for whoever waits at the other end of the pipe.
  private func answer(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    write(STDOUT_FILENO, bytes, bytes.count)
  }

  private func makeTrainer() throws -> Trainer {
    var layers: [any Layer] = []
    for units in workload.hidden {
      layers += [Dense(units, useBias: false), BatchNormalization(), Activation(workload.activation)]
    }
    let model = try Sequential(inputShape: [Self.inputs], layers: layers + [Dense(Self.classes)])
    return try model.compile(
      optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: .sparseCategoricalCrossentropy)
  }

  private func makeBatch() throws -> Dataset {
    var random = Random(seed: 1)
    let count = workload.batchSize
    let inputs = try Tensor([count, Self.inputs], (0..<count * Self.inputs).map { _ in random.normal() })
    return try Dataset(
      inputs: inputs, targets: .labels((0..<count).map { _ in Int32(random.integer(below: Self.classes)) }))
  }

  private func steps(_ trainer: Trainer, _ batch: Dataset, seconds: Double) throws -> [Double] {
    var times: [Double] = []
    let end = Clock.wall.now + seconds
    repeat {
      let start = Clock.wall.now
      try trainer.trainOnBatch(batch)
      times.append(Clock.wall.now - start)
    } while Clock.wall.now < end
    return times
  }
}
