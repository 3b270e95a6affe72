import ArgumentParser
import Kernels
import Tensors
import Threads

/// Multiply-adds in registers: the limit of one core.
struct PeakWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peak", abstract: "Multiply and add in registers, as `make bench` asks.",
    discussion: "Its check: how many operations those are.")

  func run() throws {
    let multiplyAdds = Kernels.table.matmul.registerMultiplyAdds
    let rounds = 1_000_000_000 / multiplyAdds(1)
    Worker.check([Double(multiplyAdds(rounds))])
    try Worker.serve(warmUp: 3) { _ = multiplyAdds(rounds) }
  }
}

/// A copy that fits no cache: the limit of the memory.
struct CopyWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy", abstract: "Copy 256 MB, as `make bench` asks.",
    discussion: "Its check: how many bytes that moves, read and written.")

  @OptionGroup var options: WorkerOptions

  func run() throws {
    try options.apply()
    let (chunks, chunkBytes) = (256, 1 << 20)
    let source = try AlignedStorage(byteCount: chunks * chunkBytes, purpose: "source")
    let destination = try AlignedStorage(byteCount: chunks * chunkBytes, purpose: "destination")
    Worker.check([Double(2 * chunks * chunkBytes)])
    try Worker.serve(warmUp: 3) {
      WorkerPool.shared.run(chunks: chunks) { chunk, _ in
        let offset = chunk * chunkBytes
        (destination.base + offset).copyMemory(from: source.base + offset, byteCount: chunkBytes)
      }
    }
  }
}
