import Foundation
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing

/// Several threads may ask one model at the same time.
@Suite struct ConcurrentPredictTests {
  /// Differences that threads found, and the model that they share.
  private final class Shared: @unchecked Sendable {
    let model: Sequential
    let inputs: Tensor
    private let lock = NSLock()
    private(set) var wrong: [String] = []
    private(set) var answers = 0

    init(_ model: Sequential, _ inputs: Tensor) {
      self.model = model
      self.inputs = inputs
    }

    func check(_ answer: [Float], _ expected: [Float], _ what: String) {
      lock.withLock {
        answers += 1
        if !sameBits(answer, expected) { wrong.append(what) }
      }
    }
  }

  private func makeModel() throws -> Sequential {
    try Sequential(
      inputShape: [20], seed: 3,
      layers: [
        Dense(33, useBias: false), BatchNormalization(), Activation(.relu), Dense(17), BatchNormalization(),
        Activation(.sigmoid), Dense(4),
      ])
  }

  @Test func eightThreadsGetTheBitsOfOne() throws {
    let inputs = try Tensor([30, 20], randomFloats(600, seed: 1))
    let expected = try makeModel().predict(inputs).values
    let shared = Shared(try makeModel(), inputs)
    let threads = (0..<8).map { index in
      Thread {
        for round in 0..<60 {
          let batchSize = [1, 2, 8, 9, 30][(index + round) % 5]
          let answer = (try? shared.model.predict(shared.inputs, batchSize: batchSize).values) ?? []
          shared.check(answer, expected, "thread \(index), batches of \(batchSize)")
        }
      }
    }
    for thread in threads { thread.start() }
    while threads.contains(where: { !$0.isFinished }) { usleep(1000) }
    #expect(shared.answers == 480)
    #expect(shared.wrong == [])
  }
}
