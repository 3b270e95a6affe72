package import Tensors

/// What to do with the rows that are left when the batch size does not divide their number.
public enum LastBatchPolicy: Sendable, Hashable {
  /// They make a smaller last batch, as in Keras.
  case keep
  /// They are left out of the epoch: with shuffling, others in each.
  case drop
}

/// Which rows make which batch of an epoch: a function of count, batch size, policy, seed and epoch alone.
///
/// It holds one index a row and reuses it, so that a new epoch allocates nothing. Not safe to share between threads.
package final class BatchOrder {
  package let count: Int
  package let batchSize: Int
  package let lastBatch: LastBatchPolicy
  /// The key of the shuffling; nil keeps the rows in order.
  package let seed: UInt64?
  /// Batches in an epoch.
  package let batchCount: Int

  private let storage: AlignedStorage
  private var rows: UnsafeMutableBufferPointer<Int> {
    UnsafeMutableBufferPointer(start: storage.base.assumingMemoryBound(to: Int.self), count: count)
  }

  /// The rows in order; call `begin(epoch:)` to shuffle.
  ///
  /// Throws: `invalidArgument` when there are no rows, the batch size is below 1, or dropping leaves no batch at all;
  /// `outOfMemory`.
  package init(
    count: Int, batchSize: Int, lastBatch: LastBatchPolicy = .keep, seed: UInt64? = nil
  ) throws(NormKitError) {
    guard count >= 1 else { throw NormKitError(.invalidArgument, "BatchOrder: there must be a sample, got \(count)") }
    guard batchSize >= 1 else {
      throw NormKitError(.invalidArgument, "BatchOrder: batchSize must be at least 1, got \(batchSize)")
    }
    let whole = count / batchSize
    guard lastBatch == .keep || whole >= 1 else {
      throw NormKitError(
        .invalidArgument,
        "BatchOrder: dropping the last batch leaves none: batchSize \(batchSize) exceeds the \(count) samples")
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Int>.stride)
    guard !overflow else { throw NormKitError(.outOfMemory, "order of \(count) rows overflows the address space") }
    self.count = count
    self.batchSize = batchSize
    self.lastBatch = lastBatch
    self.seed = seed
    batchCount = lastBatch == .keep && count % batchSize != 0 ? whole + 1 : whole
    storage = try AlignedStorage(byteCount: bytes, purpose: "order of \(count) rows")
    putInOrder()
  }

  /// Puts the rows into the order of an epoch, whatever order they were in. Allocates nothing.
  package func begin(epoch: Int) {
    guard let seed else { return }
    putInOrder()
    var random = Random(seed: seed, stream: Random.stream(.shuffling, index: epoch))
    random.shuffle(rows)
  }

  /// The rows of batch `index` in 0..<batchCount; valid until the next `begin` and while this object lives.
  package func batch(_ index: Int) -> UnsafeBufferPointer<Int> {
    let start = index * batchSize
    return UnsafeBufferPointer(rebasing: rows[start..<min(start + batchSize, count)])
  }

  private func putInOrder() {
    for row in 0..<count { rows[row] = row }
  }
}
