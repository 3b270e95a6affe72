import ArgumentParser
import Kernels
import Tensors
import Threads

/// One square matrix product, on request.
struct ProductWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "product", abstract: "Multiply two square matrices, as `make bench` asks.",
    discussion: "Its check: the first row's first three elements.")

  @Argument(help: "Rows, columns and depth.")
  var size: Int
  @OptionGroup var options: WorkerOptions

  func validate() throws {
    guard size >= 3 else { throw ValidationError("the size must be at least 3, got \(size)") }
  }

  func run() throws {
    try options.apply()
    let pool = WorkerPool.shared
    let product = try Product(
      ProductCase.square(size).shape, kernels: Kernels.table, pool: pool, workers: pool.threadCount)
    product.run()
    Worker.check((0..<3).map { Double(product.output[$0]) })
    try Worker.serve(warmUp: 10) { product.run() }
  }
}
