import Data
import TestSupport
import Tensors
import Testing

/// Sample weights follow their samples everywhere.
@Suite struct DatasetWeightsTests {
  private func samples(_ count: Int) throws -> Dataset {
    try Dataset(
      inputs: Tensor([count, 2], (0..<count * 2).map { Float($0) }), targets: .labels((0..<Int32(count)).map { $0 }))
  }

  private func weighted(_ count: Int) throws -> Dataset {
    try samples(count).weighted(by: (0..<count).map { Float($0) / 2 })
  }

  private func weights(_ data: Dataset) -> [Float] {
    guard let pointer = data.weightPointer else { return [] }
    return Array(UnsafeBufferPointer(start: pointer, count: data.count))
  }

  @Test func followTheirSamples() throws {
    let data = try weighted(6)
    #expect(weights(data) == [0, 0.5, 1, 1.5, 2, 2.5])
    #expect(weights(try data.subset(2..<4)) == [1, 1.5])
    #expect(weights(try data.subset([5, 0, 5])) == [2.5, 0, 2.5])
    #expect(weights(try data.reshapingSamples(to: [2, 1])) == weights(data))
    let parts = try data.split(testFraction: 0.5, seed: 1)
    for part in [parts.train, parts.test] {
      let labels = try #require(part.labelPointer)
      #expect(weights(part) == (0..<part.count).map { Float(labels[$0]) / 2 })
    }
    #expect(try samples(3).weightPointer == nil)
  }

  @Test func gathersThem() throws {
    var (inputs, gathered) = ([Float](repeating: 0, count: 4), [Float](repeating: .nan, count: 2))
    try [4, 1].withUnsafeBufferPointer { rows in
      try weighted(5).gather(rows: rows, inputs: &inputs, labels: nil, values: nil, weights: &gathered)
      #expect(gathered == [2, 0.5])
      try samples(5).gather(rows: rows, inputs: &inputs, labels: nil, values: nil, weights: &gathered)
      #expect(gathered == [1, 1])
    }
  }

  @Test func errorsSayWhatWasExpected() throws {
    let data = try samples(3)
    expectError(.shape, "Dataset.weighted: expected 3 weights, one for each sample, got 2") {
      _ = try data.weighted(by: [1, 2])
    }
    for wrong in [-1, Float.nan, .infinity] {
      expectError(.invalidArgument, "Dataset.weighted: weights must be finite and at least 0, got \(wrong) in row 1") {
        _ = try data.weighted(by: [1, wrong, 1])
      }
    }
  }
}
