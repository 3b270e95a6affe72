import Execution
import KernelTable
import Tensors
import Threads

/// Holds gradients within bounds before the optimizer sees them.
final class GradientClipping {
  private let rule: Optimizer.Clipping
  private let store: ParameterStore
  /// Room for one sum of squares a piece of the longest run of gradients.
  private let sums: AlignedStorage

  init(_ rule: Optimizer.Clipping, store: ParameterStore) throws(NormKitError) {
    self.rule = rule
    self.store = store
    let pieces = store.weightCount / Self.piece + 1
    sums = try AlignedStorage(byteCount: pieces * MemoryLayout<Double>.stride, purpose: "the gradients' norm")
  }

  /// Numbers in a piece of work: whole cache lines, so that no two threads write one line.
  private static let piece = 16384

  /// Clips the gradients in `ranges`, which hold whole tensors; the numbers between tensors are 0. Allocates nothing.
  func apply(over ranges: [Range<Int>], table: KernelTable) {
    switch rule {
    case .value(let limit):
      for range in ranges { scale(range, by: 1, limit: limit, table) }
    case .globalNorm(let limit):
      var total = 0.0
      for range in ranges { total += sumOfSquares(range, table) }
      for range in ranges { shorten(range, total.squareRoot(), to: limit, table) }
    case .norm(let limit):
      for entry in store.entries where entry.declaration.role == .weight {
        let range = entry.offset..<entry.offset + entry.shape.count
        shorten(range, sumOfSquares(range, table).squareRoot(), to: limit, table)
      }
    }
  }

  private func shorten(_ range: Range<Int>, _ norm: Double, to limit: Float, _ table: KernelTable) {
    guard norm > Double(limit) || norm.isNaN else { return }
    scale(range, by: Float(Double(limit) / norm), limit: .infinity, table)
  }

  private func sumOfSquares(_ range: Range<Int>, _ table: KernelTable) -> Double {
    let sums = sums.base.assumingMemoryBound(to: Double.self)
    let pieces = forEachPiece(of: range) { index, start, count in
      sums[index] = table.update.sumOfSquares(count, self.store.gradients.floats + start)
    }
    var sum = 0.0
    for index in 0..<pieces { sum += sums[index] }
    return sum
  }

  private func scale(_ range: Range<Int>, by factor: Float, limit: Float, _ table: KernelTable) {
    forEachPiece(of: range) { _, start, count in
      table.update.scaleAndClip(count, self.store.gradients.floats + start, factor, limit)
    }
  }

  /// Returns how many pieces there are.
  @discardableResult
  private func forEachPiece(of range: Range<Int>, _ body: (_ index: Int, _ start: Int, _ count: Int) -> Void) -> Int {
    let pieces = (range.count + Self.piece - 1) / Self.piece
    WorkerPool.shared.run(chunks: pieces, limit: WorkerPool.shared.threadCount) { chunk, _ in
      let start = range.lowerBound + chunk * Self.piece
      body(chunk, start, min(Self.piece, range.upperBound - start))
    }
    return pieces
  }
}
