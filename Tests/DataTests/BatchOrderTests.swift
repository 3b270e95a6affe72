import Data
import Tensors
import Testing

@Suite struct BatchOrderTests {
  private func rows(_ order: BatchOrder) -> [[Int]] { (0..<order.batchCount).map { Array(order.batch($0)) } }

  @Test(arguments: 1...12, 1...13) func everyRowIsInOneBatch(count: Int, batchSize: Int) throws {
    let order = try BatchOrder(count: count, batchSize: batchSize, seed: 3)
    for epoch in 0..<3 {
      order.begin(epoch: epoch)
      let batches = rows(order)
      #expect(batches.flatMap { $0 }.sorted() == Array(0..<count))
      #expect(batches.dropLast().allSatisfy { $0.count == batchSize })
      #expect(batches.last?.count == (count - 1) % batchSize + 1)
    }
  }

  @Test(arguments: 1...12, 1...12) func theRestCanBeDropped(count: Int, batchSize: Int) throws {
    guard batchSize <= count else { return }
    let order = try BatchOrder(count: count, batchSize: batchSize, lastBatch: .drop, seed: 3)
    order.begin(epoch: 1)
    let batches = rows(order)
    #expect(batches.count == count / batchSize)
    #expect(batches.allSatisfy { $0.count == batchSize })
    #expect(Set(batches.flatMap { $0 }).count == count / batchSize * batchSize)
  }

  @Test func withoutASeedRowsStayInOrder() throws {
    let order = try BatchOrder(count: 5, batchSize: 2)
    #expect(rows(order) == [[0, 1], [2, 3], [4]])
    order.begin(epoch: 4)
    #expect(rows(order) == [[0, 1], [2, 3], [4]])
  }

  @Test func anEpochsOrderDependsOnSeedAndEpochAlone() throws {
    let long = try BatchOrder(count: 100, batchSize: 10, seed: 7)
    var orders: [[[Int]]] = []
    for epoch in 0..<5 {
      long.begin(epoch: epoch)
      orders.append(rows(long))
    }
    #expect(Set(orders).count == 5)
    let resumed = try BatchOrder(count: 100, batchSize: 10, seed: 7)
    resumed.begin(epoch: 3)
    #expect(rows(resumed) == orders[3])
    let other = try BatchOrder(count: 100, batchSize: 10, seed: 8)
    other.begin(epoch: 3)
    #expect(rows(other) != orders[3])
  }

  /// The bits are a promise: a later version that shuffles otherwise would make saved runs resume wrongly.
  @Test func anOrderThatMustNotChange() throws {
    let order = try BatchOrder(count: 8, batchSize: 8, seed: 1)
    order.begin(epoch: 0)
    #expect(rows(order) == [[6, 5, 2, 7, 3, 0, 1, 4]])
  }

  @Test func wrongSizesAreErrors() {
    #expect(throws: NormKitError(.invalidArgument, "BatchOrder: there must be a sample, got 0")) {
      try BatchOrder(count: 0, batchSize: 1)
    }
    #expect(throws: NormKitError(.invalidArgument, "BatchOrder: batchSize must be at least 1, got 0")) {
      try BatchOrder(count: 3, batchSize: 0)
    }
    let message = "BatchOrder: dropping the last batch leaves none: batchSize 4 exceeds the 3 samples"
    #expect(throws: NormKitError(.invalidArgument, message)) {
      try BatchOrder(count: 3, batchSize: 4, lastBatch: .drop)
    }
    #expect(throws: NormKitError.self) { try BatchOrder(count: .max, batchSize: 1) }
  }
}
