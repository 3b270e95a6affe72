import ArgumentParser
import KernelTable
import Kernels
import Routines
import Threads

/// Whether the algorithm that a plan chooses by its cost is the one that takes the least time.
struct ConvolutionChoice: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "choice",
    abstract: "Every algorithm of each convolution beside the one that a plan chooses.",
    discussion: """
      One thread's milliseconds for a batch of 64, the least of five; * marks the plan's choice. The last column is what \
      the choice takes over the fastest. A plan's choice is a function of the shape alone, so it cannot be the best on \
      every processor.
      """)

  @Option(help: "Part of a name: measure only the convolutions that contain it.")
  var only: String?
  @Option(help: "Instruction set: baseline, avx2 or avx512. Default: the best of this processor.")
  var table: String?

  func validate() throws {
    if let table, Kernels.named(table) == nil { throw ValidationError("this processor has no kernels named \(table)") }
  }

  func run() throws {
    let kernels = table.flatMap { Kernels.named($0) } ?? Kernels.table
    print("kernels: \(kernels.name), batch 64, 1 thread, ms")
    let names = ConvolutionAlgorithm.allCases.map { pad($0.rawValue, 13) }.joined(separator: " ")
    print(pad("convolution", 26), pad("direction", 14), names, "over the fastest")
    var (right, all, chosenTime, fastestTime) = (0, 0, 0.0, 0.0)
    for convolution in try ConvolutionCase.contract() where only.map({ convolution.name.contains($0) }) ?? true {
      for kind in ConvolutionKind.allCases where kind != .dataGradient || convolution.shape.channels > 3 {
        let times = try times(of: convolution.shape, kind, kernels)
        let choice = ConvolutionAlgorithm.choice(for: convolution.shape, kind)
        let cells = ConvolutionAlgorithm.allCases.map { algorithm in
          times[algorithm].map { column(1e3 * $0, 3) + (algorithm == choice ? "*" : " ") } ?? ""
        }
        guard let chosen = times[choice], let fastest = times.values.min() else { continue }
        print(
          pad(convolution.name, 26), pad(kind.rawValue, 14), cells.map { pad($0, 13) }.joined(separator: " "),
          column(100 * (chosen / fastest - 1), 1) + " %")
        all += 1
        // What is as fast to a twentieth may as well be chosen.
        if chosen <= 1.05 * fastest { right += 1 }
        (chosenTime, fastestTime) = (chosenTime + chosen, fastestTime + fastest)
      }
    }
    guard all > 0 else { return }
    let loss = 100 * (chosenTime / fastestTime - 1)
    print("the fastest, to 5 %, in \(right) of \(all); all choices together \(column(loss, 1)) % above the fastest")
  }

  private func times(
    of shape: ConvolutionShape, _ kind: ConvolutionKind, _ kernels: KernelTable
  ) throws -> [ConvolutionAlgorithm: Double] {
    var times: [ConvolutionAlgorithm: Double] = [:]
    for algorithm in ConvolutionAlgorithm.allCases where algorithm.canCompute(shape) {
      let product = try ConvolutionProduct(
        shape, kind, algorithm: algorithm, kernels: kernels, pool: .shared, workers: 1)
      let calls = callsFilling(0.03) { product.run() }
      times[algorithm] = (0..<5).map { _ in Clock.threadCPU.seconds(calls: calls) { product.run() } }.min()
    }
    return times
  }
}
