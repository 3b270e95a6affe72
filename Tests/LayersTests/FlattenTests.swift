import Layers
import TestSupport
import Tensors
import Testing

@Suite struct FlattenTests {
  @Test(arguments: [[7], [3, 5], [2, 3, 4], [1, 1, 1]])
  func agreesWithTheReference(sizes: [Int]) throws {
    for batch in [1, 6] { try checkLayer(Flatten(), inputShape: Shape(sizes), batchSize: batch) }
  }

  @Test func isAnotherViewOfTheSameNumbers() throws {
    #expect(try Flatten().outputShape(for: [2, 3, 4]) == [24])
    #expect(Flatten().parameters(for: [2, 3]).isEmpty)
    let x = randomFloats(2 * 24, seed: 1)
    let run = try ProbedModel([Flatten()], inputShape: [2, 3, 4], batchSize: 2).train(x, upstream: x)
    #expect(run.outputs == x && run.inputGradient == x)
  }

  @Test func aNetworkWithFlattenInItsMiddleIsTheSameFusedOrNot() throws {
    let layers: [any Layer] = [
      Dense(6), BatchNormalization(), Activation(.relu), Flatten(), Dense(5), BatchNormalization(), Flatten(),
      Activation(.gelu), Dense(2),
    ]
    let x = randomFloats(8 * 12, seed: 1)
    let dy = randomFloats(8 * 2, seed: 2)
    let plain = try ProbedModel(layers, inputShape: [3, 4], batchSize: 8, fusions: []).train(x, upstream: dy)
    let fused = try ProbedModel(layers, inputShape: [3, 4], batchSize: 8).train(x, upstream: dy)
    #expect(fused.mismatches(with: plain).isEmpty)
  }
}
