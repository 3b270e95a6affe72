import Execution
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing

/// Each fusion changes how often memory is read, never what is computed.
@Suite struct FusionTests {
  /// Nets in which every fusion finds something to do.
  private static let classics: [[any Layer]] = [
    [
      Dense(40, useBias: false), BatchNormalization(), Activation(.relu), Dense(30, useBias: false),
      BatchNormalization(), Activation(.relu), Dense(5),
    ],
    [Dense(40), BatchNormalization(), Activation(.sigmoid), Dense(30), BatchNormalization(), Dense(5)],
    [Dense(40), Activation(.tanh), BatchNormalization(), Dense(30), Activation(.gelu), Dense(5)],
    [
      BatchNormalization(), Dense(40), BatchNormalization(), Activation(.gelu), Dropout(0.3), Dense(30),
      BatchNormalization(), Activation(.leakyRelu(negativeSlope: 0.1)), Dropout(0.3), Dense(5), Activation(.softmax),
    ],
  ]

  private func train(_ layers: [any Layer], batch: Int, fusions: [Fusion]) throws -> ProbedModel.Run {
    let probed = try ProbedModel(layers, inputShape: [20], batchSize: batch, fusions: fusions)
    try probed.randomize(seed: 9)
    return try probed.train(randomFloats(batch * 20, seed: 10), upstream: randomFloats(batch * 5, seed: 11))
  }

  @Test(arguments: classics.indices, [2, 60, 100, 333])
  func everySubsetGivesTheSame(index: Int, batch: Int) throws {
    let layers = Self.classics[index]
    let plain = try train(layers, batch: batch, fusions: [])
    for subset in 0..<(1 << Fusion.all.count) {
      let fusions = Fusion.all.indices.filter { subset >> $0 & 1 == 1 }.map { Fusion.all[$0] }
      let run = try train(layers, batch: batch, fusions: fusions)
      #expect(run.mismatches(with: plain).isEmpty, "net \(index), batch \(batch): \(fusions.map(\.name))")
    }
  }

  /// A fused step sums the same blocks in the same order as the step alone.
  @Test(arguments: classics.indices, [2, 60, 100, 333])
  func bitsAreTheSameWhereBlocksAre(index: Int, batch: Int) throws {
    let layers = Self.classics[index]
    let plain = try train(layers, batch: batch, fusions: [])
    for fusion in [Fusion.activationIntoMatmul, .momentsIntoMatmul, .reductionIntoMatmul] {
      let run = try train(layers, batch: batch, fusions: [fusion])
      #expect(run.isIdentical(to: plain), "net \(index), batch \(batch): \(fusion.name)")
    }
  }

  @Test(arguments: 0..<60)
  func randomNetworksAreTheSameFusedOrNot(seed: Int) throws {
    let network = RandomNetwork(seed: seed)
    let plain = try network.train(fusions: [])
    let wrong = try network.train(fusions: Fusion.all).mismatches(with: plain)
    #expect(wrong.isEmpty, "\(network): \(wrong)")
  }

  @Test func eachFusionFindsItsPlace() throws {
    // Steps of training for Dense, BN, ReLU, Dense, BN, ReLU, Dense with a loss; less with each fusion.
    let model = try Sequential(inputShape: [20], layers: Self.classics[0])
    let program = try model.program(.training, batchSize: 60, loss: .sparseSoftmaxCrossEntropy)
    var count = program.steps.count
    var current = program
    for fusion in Fusion.all where fusion.name != Fusion.activationIntoMatmul.name {
      current = current.fused(by: [fusion])
      #expect(current.steps.count < count, "\(fusion.name)")
      count = current.steps.count
    }
    let plain = try Sequential(inputShape: [20], layers: [Dense(8), Activation(.relu), Dense(5)])
      .program(.training, batchSize: 60, loss: .sparseSoftmaxCrossEntropy)
    #expect(plain.fused(by: [.activationIntoMatmul]).steps.count < plain.steps.count)
    // What is left of a batch norm between products: two steps over channels, no pass over the batch.
    let passes = current.steps.count { step in
      switch step {
      case .map, .moments, .reduceGradient: true
      default: false
      }
    }
    #expect(passes <= 1, "only the bias of the last layer sums by itself")
  }

  @Test func whatTheModelAnswersIsNeverFusedAway() throws {
    for last: any Layer in [BatchNormalization(), Activation(.relu), Dense(3)] {
      let layers: [any Layer] = [Dense(6), BatchNormalization(), last]
      let batch = 9
      let make = { (fusions: [Fusion]) in
        let probed = try ProbedModel(layers, inputShape: [4], batchSize: batch, fusions: fusions)
        try probed.randomize(seed: 2)
        return probed
      }
      let x = randomFloats(batch * 4, seed: 1)
      #expect(mismatch(try make(Fusion.all).infer(x), try make([]).infer(x)) == nil)
      #expect(
        mismatch(try make(Fusion.all).infer(x, statistics: .batch), try make([]).infer(x, statistics: .batch)) == nil)
    }
  }
}
