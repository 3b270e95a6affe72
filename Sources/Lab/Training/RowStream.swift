import Data
import NormKit

/// Batches of rows without end: in random order, each row once before any comes a second time.
struct RowStream {
  private let order: BatchOrder
  /// What is added to each row: where the part of a data set begins that they are drawn from.
  private let start: Int
  private var epoch = 0
  private var batch = 0

  /// `rows`: the part to draw from. Throws: where it is shorter than a batch; `outOfMemory`.
  init(_ rows: Range<Int>, batchSize: Int, seed: UInt64) throws {
    guard rows.count >= batchSize else {
      throw LabError("there are \(rows.count) images to train on, fewer than a batch of \(batchSize)")
    }
    order = try BatchOrder(count: rows.count, batchSize: batchSize, lastBatch: .drop, seed: seed)
    start = rows.lowerBound
    order.begin(epoch: 0)
  }

  mutating func next() -> [Int] {
    if batch == order.batchCount {
      epoch += 1
      batch = 0
      order.begin(epoch: epoch)
    }
    defer { batch += 1 }
    return order.batch(batch).map { $0 + start }
  }
}
