import Layers
import Reference
import TestSupport
import Tensors
import Testing
import Threads

@Suite struct DropoutTests {
  private func masks(
    _ rate: Float, channels: Int = 100, batch: Int = 50, seed: UInt64 = 1, step: UInt64 = 0
  ) throws -> ProbedModel.Run {
    let ones = [Float](repeating: 1, count: channels * batch)
    return try ProbedModel([Dropout(rate)], inputShape: [channels], batchSize: batch, seed: seed)
      .train(ones, upstream: ones, step: step)
  }

  @Test(arguments: [0.1, 0.5, 0.9] as [Float])
  func dropsItsShareAndKeepsTheMean(rate: Float) throws {
    let outputs = try masks(rate, channels: 200, batch: 200).outputs
    #expect(outputs.allSatisfy { $0 == 0 || abs($0 - 1 / (1 - rate)) < 1e-6 })
    let dropped = Double(outputs.count { $0 == 0 })
    let count = Double(outputs.count)
    let deviation = (Double(rate * (1 - rate)) * count).squareRoot()
    #expect(abs(dropped - Double(rate) * count) < 4 * deviation)
  }

  @Test func aMaskIsDecidedBySeedAndStep() throws {
    let first = try masks(0.5).outputs
    #expect(try masks(0.5).outputs == first)
    #expect(try masks(0.5, step: 1).outputs != first)
    #expect(try masks(0.5, seed: 2).outputs != first)
  }

  @Test func neighbouringMasksAreIndependent() throws {
    // Equal shares of 00, 01, 10, 11 between steps, and between the layers of one step.
    let ones = [Float](repeating: 1, count: 40_000)
    let a = try masks(0.5, channels: 200, batch: 200).outputs
    let b = try masks(0.5, channels: 200, batch: 200, step: 1).outputs
    let both = Double(zip(a, b).count { $0 != 0 && $1 != 0 })
    #expect(abs(both - 10_000) < 4 * (40_000 * 0.25 * 0.75).squareRoot())
    let twice = try ProbedModel([Dropout(0.5), Dropout(0.5)], inputShape: [200], batchSize: 200)
      .train(ones, upstream: ones)
    #expect(abs(Double(twice.outputs.count { $0 != 0 }) - 10_000) < 4 * (40_000 * 0.25 * 0.75).squareRoot())
    #expect(mismatch(twice.inputGradient, twice.outputs, tolerance: 0) == nil)
  }

  @Test(arguments: [1, 3, 4, 17, 1000])
  func backwardDropsTheSame(channels: Int) throws {
    let count = channels * 50
    let x = randomFloats(count, seed: 3).map { $0 + 10 }
    let dy = randomFloats(count, seed: 4)
    let run = try ProbedModel([Dropout(0.3)], inputShape: [channels], batchSize: 50).train(x, upstream: dy)
    let mask = run.outputs.map { $0 == 0 ? 0 : 1 / Double(1 - Float(0.3)) }
    let reference = MaskLayerReference(mask)
    let matrix = { LayerMatrix(rows: 50, channels: channels, $0) }
    #expect(mismatch(run.outputs, reference.forward(matrix(x.doubles)).values) == nil)
    let gradient = reference.backward(matrix(x.doubles), upstream: matrix(dy.doubles)).input
    #expect(mismatch(run.inputGradient, gradient.values) == nil)
  }

  @Test func aNumberIsDroppedByItsPlaceAlone() throws {
    // 80,000 numbers are five pieces of work, 800 are one.
    let long = try masks(0.4, batch: 800).outputs
    let short = try masks(0.4, batch: 8).outputs
    #expect(mismatch(Array(long.prefix(800)), short, tolerance: 0) == nil)
    defer { _ = WorkerPool.shared.setThreadCount(0) }
    for threads in [1, 2, 3] {
      #expect(WorkerPool.shared.setThreadCount(threads))
      let same = sameBits(try masks(0.4, batch: 800).outputs, long)
      #expect(same, "\(threads) threads")
    }
  }

  @Test func doesNothingOutsideTrainingOrAtRateZero() throws {
    try checkLayer(Dropout(0), inputShape: [17], batchSize: 9)
    let x = randomFloats(9 * 17, seed: 1)
    let probed = try ProbedModel([Dropout(0.5)], inputShape: [17], batchSize: 9)
    #expect(try probed.infer(x) == x)
    #expect(try probed.infer(x, statistics: .batch) == x)
  }

  @Test func aNaNIsDroppedOrStays() throws {
    let x = [Float](repeating: .nan, count: 500)
    let run = try ProbedModel([Dropout(0.5)], inputShape: [10], batchSize: 50).train(x, upstream: x)
    #expect(run.outputs.allSatisfy { $0.isNaN || $0 == 0 } && run.outputs.contains { $0.isNaN })
  }

  @Test func fusedAndPlainAgree() throws {
    let layers: [any Layer] = [
      Dense(20), BatchNormalization(), Activation(.relu), Dropout(0.4), Dense(9), Dropout(0.2), Activation(.tanh),
      Dropout(0.1), Dense(3),
    ]
    let x = randomFloats(60 * 11, seed: 1)
    let dy = randomFloats(60 * 3, seed: 2)
    let plain = try ProbedModel(layers, inputShape: [11], batchSize: 60, fusions: []).train(x, upstream: dy)
    let fused = try ProbedModel(layers, inputShape: [11], batchSize: 60).train(x, upstream: dy)
    #expect(fused.mismatches(with: plain).isEmpty)
  }

  @Test func errorsSayWhatWasExpected() {
    for rate in [-0.1, 1, Float.nan] {
      expectError(.invalidArgument, "Dropout: rate must be at least 0 and less than 1, got \(rate)") {
        _ = try Dropout(rate).outputShape(for: [4])
      }
    }
  }
}
