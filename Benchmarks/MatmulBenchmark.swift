import ArgumentParser
import KernelTable
import Kernels
import Routines
import Tensors
import Threads

/// Matrix products of square matrices and of the networks in the speed contract, against the processor's limit.
struct MatmulBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matmul", abstract: "GFLOP/s of matrix products, as a share of what multiply-adds in registers reach.",
    discussion: """
      One-thread figures divide by the processor time that the thread was given, so that other programs disturb little. \
      Figures for all threads divide by elapsed time, and need a quiet machine; the speed-up compares elapsed times.
      """)

  @Option(help: "Rows, columns and depth of a square product; repeatable. Default: the contract's shapes.")
  var size: [Int] = []
  @Option(help: "Instruction set: baseline, avx2 or avx512. Default: the best of this processor.")
  var table: String?
  @Option(help: "Seconds for each measurement; five are made of each kind.")
  var seconds = 0.05

  func validate() throws {
    guard size.allSatisfy({ $0 > 0 }) else { throw ValidationError("--size must be at least 1") }
    guard seconds > 0 else { throw ValidationError("--seconds must be positive") }
    if let table, Kernels.named(table) == nil { throw ValidationError("this processor has no kernels named \(table)") }
  }

  func run() throws {
    let kernels = table.flatMap { Kernels.named($0) } ?? Kernels.table
    let pool = WorkerPool.shared
    print("kernels: \(kernels.name), threads: \(pool.threadCount)")
    print("product                      1 thread   of limit   \(pool.threadCount) threads   speed-up     limit")
    let cases = size.isEmpty ? ProductCase.contract : size.map { ProductCase.square($0) }
    for product in cases { try measure(product, kernels: kernels, pool: pool) }
  }

  private func measure(_ product: ProductCase, kernels: KernelTable, pool: WorkerPool) throws {
    let alone = try Product(product.shape, kernels: kernels, pool: pool, workers: 1)
    let together = try Product(product.shape, kernels: kernels, pool: pool, workers: pool.threadCount)
    let calls = callsFilling(seconds) { alone.run() }
    let rounds = callsFilling(seconds / 2) { _ = kernels.matmul.registerMultiplyAdds(1000) }
    var limits: [Double] = []
    var rates: [Double] = []
    var shared: [Double] = []
    var speedUps: [Double] = []
    for _ in 0..<5 {
      var operations = 0
      let limit = Clock.threadCPU.seconds(calls: 1) { operations = kernels.matmul.registerMultiplyAdds(1000 * rounds) }
      limits.append(Double(operations) / limit)
      rates.append(product.operations / Clock.threadCPU.seconds(calls: calls) { alone.run() })
      let elapsedAlone = Clock.wall.seconds(calls: calls) { alone.run() }
      let elapsedTogether = Clock.wall.seconds(calls: calls) { together.run() }
      shared.append(product.operations / elapsedTogether)
      speedUps.append(elapsedAlone / elapsedTogether)
    }
    let share = median(zip(rates, limits).map { $0 / $1 })
    print(
      pad(product.name, 28), column(median(rates) / 1e9, 1), column(100 * share, 1) + " %",
      column(median(shared) / 1e9, 1),
      column(median(speedUps), 2), column(median(limits) / 1e9, 1))
  }
}
