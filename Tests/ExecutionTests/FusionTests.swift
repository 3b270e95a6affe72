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
    residualNet,
    [
      Residual([BatchNormalization(), Activation(.relu), Dense(20)]), Residual([Dense(20), Activation(.sigmoid)]),
      Residual(
        [Dropout(0.3)], shortcut: [Dense(20, useBias: false), BatchNormalization(), Activation(.relu)],
        activation: .tanh),
      Residual([Dense(5, useBias: false), BatchNormalization()], shortcut: [Dense(5)], activation: .relu),
    ],
  ]

  /// Two residual blocks, with and without a projection.
  private static let residualNet: [any Layer] = [
    Dense(30, useBias: false), BatchNormalization(), Activation(.relu),
    Residual(
      [
        Dense(40, useBias: false), BatchNormalization(), Activation(.relu), Dense(24, useBias: false),
        BatchNormalization(),
      ], shortcut: [Dense(24, useBias: false), BatchNormalization()], activation: .relu),
    Residual(
      [
        Dense(40, useBias: false), BatchNormalization(), Activation(.relu), Dense(24, useBias: false),
        BatchNormalization(),
      ], activation: .relu),
    Dense(5),
  ]

  /// The same for images of [6, 5, 3].
  private static let convolutionalNet: [any Layer] = [
    Conv2D(6, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(), Activation(.relu),
    Residual(
      [
        Conv2D(6, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(), Activation(.relu),
        Conv2D(6, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(),
      ], activation: .relu),
    Residual(
      [
        Conv2D(8, kernelSize: 3, strides: 2, padding: .same, useBias: false), BatchNormalization(), Activation(.relu),
        Conv2D(8, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(),
      ], shortcut: [Conv2D(8, kernelSize: 1, strides: 2, useBias: false), BatchNormalization()], activation: .relu),
    Residual(
      [
        Conv2D(8, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(), Activation(.relu),
        Conv2D(8, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(),
      ], activation: .relu), Flatten(), Dense(5),
  ]

  @Test func everyChoiceGivesTheSameForImages() throws {
    let batch = 7
    func train(_ fusions: [Fusion]) throws -> ProbedModel.Run {
      let probed = try ProbedModel(
        Self.convolutionalNet, inputShape: [6, 5, 3], batchSize: batch, fusions: fusions)
      try probed.randomize(seed: 12)
      return try probed.train(randomFloats(batch * 90, seed: 13), upstream: randomFloats(batch * 5, seed: 14))
    }
    let plain = try train([])
    for fusions in Self.subsets {
      #expect(try train(fusions).mismatches(with: plain).isEmpty, "\(fusions.map(\.name))")
    }
  }

  @Test func aResidualBlockOfConvolutionsHasOnePass() throws {
    let model = try Sequential(inputShape: [6, 5, 3], layers: Self.convolutionalNet)
    let program = try model.program(.training, batchSize: 7, loss: .sparseSoftmaxCrossEntropy).fused(by: Fusion.all)
    #expect(program.forward.count(where: \.isPass) == 4, "three sums, and what the first block and its sum read")
    #expect(program.backward.count(where: \.isPass) == 2, "the last bias, and the gradient that comes through Flatten")
  }

  /// Every fusion alone, every pair, all but each one or two, and some at random: all subsets would be too many.
  private static let subsets: [[Fusion]] = {
    let all = fusions.indices
    var chosen: Set<Set<Int>> = [[], Set(all)]
    for first in all {
      for second in all {
        chosen.insert([first, second])
        chosen.insert(Set(all).subtracting([first, second]))
      }
    }
    var random = Random(seed: 5)
    for _ in 0..<30 { chosen.insert(Set(all.filter { _ in random.integer(below: 2) == 0 })) }
    return chosen.map { subset in subset.sorted().map { fusions[$0] } }
  }()

  /// The fusions that change training.
  private static let fusions = Array(Fusion.all.dropFirst(Fusion.inference.count))

  private func train(_ layers: [any Layer], batch: Int, fusions: [Fusion]) throws -> ProbedModel.Run {
    let probed = try ProbedModel(layers, inputShape: [20], batchSize: batch, fusions: fusions)
    try probed.randomize(seed: 9)
    return try probed.train(randomFloats(batch * 20, seed: 10), upstream: randomFloats(batch * 5, seed: 11))
  }

  @Test(arguments: classics.indices, [2, 60, 100, 333])
  func everyChoiceGivesTheSame(index: Int, batch: Int) throws {
    let layers = Self.classics[index]
    let plain = try train(layers, batch: batch, fusions: [])
    for fusions in Self.subsets {
      let run = try train(layers, batch: batch, fusions: fusions)
      #expect(run.mismatches(with: plain).isEmpty, "net \(index), batch \(batch): \(fusions.map(\.name))")
    }
  }

  /// A fused step sums the same blocks in the same order as the step alone.
  @Test(arguments: classics.indices, [2, 60, 100, 333])
  func bitsAreTheSameWhereBlocksAre(index: Int, batch: Int) throws {
    let layers = Self.classics[index]
    let plain = try train(layers, batch: batch, fusions: [])
    for fusion in [
      Fusion.activationIntoMatmul, .momentsIntoMatmul, .reductionIntoMatmul, .activationIntoSum, .normalizationIntoSum,
      .gradientOfSum, .reductionsTogether,
    ] {
      let run = try train(layers, batch: batch, fusions: [fusion])
      #expect(run.isIdentical(to: plain), "net \(index), batch \(batch): \(fusion.name)")
    }
  }

  @Test(arguments: 0..<60)
  func randomNetworksAreTheSameFusedOrNot(seed: Int) throws {
    let network = RandomNetwork(seed: seed)
    let plain = try network.train(fusions: [])
    let wrong = try network.train(fusions: Fusion.all).mismatches(with: plain, leastShare: 0.1)
    #expect(wrong.isEmpty, "\(network): \(wrong)")
  }

  @Test func eachFusionFindsItsPlace() throws {
    // Steps of training with a loss: less with each fusion.
    let model = try Sequential(inputShape: [20], layers: Self.residualNet)
    let program = try model.program(.training, batchSize: 60, loss: .sparseSoftmaxCrossEntropy)
    var count = program.steps.count
    var current = program
    // Pooling's have tests of their own.
    for fusion in Self.fusions
    where fusion.name != Fusion.activationIntoMatmul.name && !fusion.name.hasSuffix("pooling") {
      current = current.fused(by: [fusion])
      #expect(current.steps.count < count, "\(fusion.name)")
      count = current.steps.count
    }
    let plain = try Sequential(inputShape: [20], layers: [Dense(8), Activation(.relu), Dense(5)])
      .program(.training, batchSize: 60, loss: .sparseSoftmaxCrossEntropy)
    #expect(plain.fused(by: [.activationIntoMatmul]).steps.count < plain.steps.count)
    // What is left between products: of a batch norm two steps over channels, of a residual block its sum.
    #expect(current.forward.count(where: \.isPass) == 3, "the two sums, and what both paths of the first block read")
    #expect(current.backward.count(where: \.isPass) <= 1, "only the bias of the last layer sums by itself")
  }

  @Test func theEnvironmentTurnsAllOfThemOff() {
    #expect(Fusion.chosen(by: "none").isEmpty)
    #expect(Fusion.chosen(by: nil).map(\.name) == Fusion.all.map(\.name))
    #expect(Fusion.chosen(by: "some").count == Fusion.all.count)
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

extension Step {
  /// Whether the step goes over a batch for something else than a product.
  fileprivate var isPass: Bool {
    switch self {
    case .map, .add, .moments, .reduceGradient: true
    default: false
    }
  }
}
