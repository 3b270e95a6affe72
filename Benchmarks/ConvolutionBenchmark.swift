import ArgumentParser
import KernelTable
import Kernels
import Routines
import Threads

/// The convolutions of the networks in the speed contract, in all three directions, against the processor's limit.
struct ConvolutionBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conv",
    abstract: "GFLOP/s of convolutions, as a share of what multiply-adds in registers reach.",
    discussion: """
      Operations are those of the direct algorithm, so that a faster one shows as more than 100 %. One-thread figures \
      divide by the processor time of the thread, those for all threads by elapsed time.
      """)

  @Option(help: "Part of a name: measure only the convolutions that contain it.")
  var only: String?
  @Option(help: "Instruction set: baseline, avx2 or avx512. Default: the best of this processor.")
  var table: String?
  @Option(help: "Seconds for each measurement; five are made of each kind.")
  var seconds = 0.05

  func validate() throws {
    guard seconds > 0 else { throw ValidationError("--seconds must be positive") }
    if let table, Kernels.named(table) == nil { throw ValidationError("this processor has no kernels named \(table)") }
  }

  func run() throws {
    let kernels = table.flatMap { Kernels.named($0) } ?? Kernels.table
    let pool = WorkerPool.shared
    print("kernels: \(kernels.name), batch 64, threads: \(pool.threadCount)")
    print(
      pad("convolution", 26), pad("direction", 14), pad("algorithm", 14),
      "1 thread   of limit   \(pool.threadCount) threads   speed-up")
    for convolution in try ConvolutionCase.contract() where only.map({ convolution.name.contains($0) }) ?? true {
      for kind in ConvolutionKind.allCases where kind != .dataGradient || convolution.shape.channels > 3 {
        try measure(convolution, kind, kernels: kernels, pool: pool)
      }
    }
  }

  private func measure(
    _ convolution: ConvolutionCase, _ kind: ConvolutionKind, kernels: KernelTable, pool: WorkerPool
  ) throws {
    let shape = convolution.shape
    let alone = try ConvolutionProduct(shape, kind, kernels: kernels, pool: pool, workers: 1)
    let together = try ConvolutionProduct(shape, kind, kernels: kernels, pool: pool, workers: pool.threadCount)
    let calls = callsFilling(seconds) { alone.run() }
    let rounds = callsFilling(seconds / 2) { _ = kernels.matmul.registerMultiplyAdds(1000) }
    let operations = 2 * Double(shape.multiplyAdds)
    var shares: [Double] = []
    var rates: [Double] = []
    var shared: [Double] = []
    var speedUps: [Double] = []
    for _ in 0..<5 {
      var done = 0
      let limit = Clock.threadCPU.seconds(calls: 1) { done = kernels.matmul.registerMultiplyAdds(1000 * rounds) }
      rates.append(operations / Clock.threadCPU.seconds(calls: calls) { alone.run() })
      shares.append(rates[rates.count - 1] * limit / Double(done))
      let elapsedAlone = Clock.wall.seconds(calls: calls) { alone.run() }
      let elapsedTogether = Clock.wall.seconds(calls: calls) { together.run() }
      shared.append(operations / elapsedTogether)
      speedUps.append(elapsedAlone / elapsedTogether)
    }
    print(
      pad(convolution.name, 26), pad(kind.rawValue, 14),
      pad("\(ConvolutionAlgorithm.choice(for: shape, kind))", 14), column(median(rates) / 1e9, 1),
      column(100 * median(shares), 1) + " %", column(median(shared) / 1e9, 1), column(median(speedUps), 2))
  }
}
