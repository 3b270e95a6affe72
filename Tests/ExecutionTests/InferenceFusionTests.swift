import Execution
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing

/// Outside training batch norm is folded into weights; the answers stay the same within 1e-5 of the largest.
@Suite struct InferenceFusionTests {
  private static let net: [any Layer] = [
    Dense(40, useBias: false), BatchNormalization(), Activation(.relu), Dense(130), BatchNormalization(),
    Activation(.sigmoid), Dense(24), BatchNormalization(center: false, scale: false), Dense(5),
  ]

  private func model(_ layers: [any Layer], fusions: [Fusion], batch: Int = 7) throws -> ProbedModel {
    let probed = try ProbedModel(layers, inputShape: [20], batchSize: batch, fusions: fusions)
    try probed.randomize(seed: 5)
    return probed
  }

  @Test(arguments: [1, 2, 5, 8, 9, 60, 200], Fusion.inference.indices)
  func eachFusionOnAndOff(batch: Int, index: Int) throws {
    let inputs = randomFloats(batch * 20, seed: 6)
    let plain = try model(Self.net, fusions: [], batch: batch).infer(inputs)
    let fused = try model(Self.net, fusions: [Fusion.inference[index]], batch: batch).infer(inputs)
    #expect(mismatch(fused, plain, tolerance: 1e-5) == nil)
    let all = try model(Self.net, fusions: Fusion.all, batch: batch).infer(inputs)
    #expect(mismatch(all, plain, tolerance: 1e-5) == nil)
  }

  @Test(arguments: 0..<60)
  func randomNetworksAnswerTheSame(seed: Int) throws {
    let network = RandomNetwork(seed: seed)
    let inputs = randomFloats(network.batchSize * network.inputShape.count, seed: seed)
    let plain = try network.probed(fusions: []).infer(inputs)
    let fused = try network.probed(fusions: Fusion.all).infer(inputs)
    #expect(mismatch(fused, plain) == nil, "\(network)")
  }

  /// What is left to run of Dense → BatchNormalization → activation is one step.
  @Test func nothingOfTheNormalizationIsLeft() throws {
    let program = try model(Self.net, fusions: []).model.program(.inference(.running), batchSize: 1)
    let fused = program.fused(by: Fusion.all)
    #expect(fused.steps.count == 4)
    #expect(fused.preparation.count == 3)
    let byBatch = try model(Self.net, fusions: []).model.program(.inference(.batch), batchSize: 4)
    #expect(byBatch.fused(by: Fusion.inference).steps.count == byBatch.steps.count)
    let training = try model(Self.net, fusions: []).model.program(.training, batchSize: 4)
    #expect(training.fused(by: Fusion.inference).steps.count == training.steps.count)
  }

  /// A batch norm that cannot be folded still takes its parameters from the statistics only once.
  @Test func statisticsAreReadBeforehand() throws {
    let layers: [any Layer] = [BatchNormalization(), Activation(.tanh), BatchNormalization(), Dense(5)]
    let program = try model(layers, fusions: []).model.program(.inference(.running), batchSize: 3)
    #expect(program.fused(by: [.statisticsBeforehand]).preparation.count == 2)
  }

  /// The copies follow the weights, the statistics and a layer's configuration.
  @Test(arguments: [1, 20])
  func copiesFollowWhatTheyAreMadeFrom(batch: Int) throws {
    let inputs = randomFloats(batch * 20, seed: 6)
    let probed = try model(Self.net, fusions: Fusion.all, batch: batch)
    var before = try probed.infer(inputs)
    for name in ["dense/kernel", "batch_normalization/moving_variance", "batch_normalization_1/beta", "dense_2/bias"] {
      let known = try probed.model.tensor(name)
      try probed.model.setTensor(name, Tensor(known.shape, known.values.map { $0 + 0.5 }))
      let after = try probed.infer(inputs)
      #expect(after != before, "\(name)")
      before = after
    }
    try probed.model.configure("batch_normalization", as: BatchNormalization.self) { $0.epsilon = 3 }
    #expect(try probed.infer(inputs) != before)
    before = try probed.infer(inputs)
    probed.model.initializeParameters()
    #expect(try probed.infer(inputs) != before)
  }

  /// A training run moves the running statistics, so that the next answer is another.
  @Test func copiesFollowTraining() throws {
    let probed = try model(Self.net, fusions: Fusion.all, batch: 20)
    let inputs = randomFloats(400, seed: 6)
    let before = try probed.infer(inputs)
    _ = try probed.train(inputs, upstream: randomFloats(100, seed: 7))
    #expect(try probed.infer(inputs) != before)
  }

  /// The same bits in batches of any size, thin products and packed ones.
  @Test func bitsDoNotDependOnTheBatch() throws {
    let probed = try model(Self.net, fusions: Fusion.all, batch: 40)
    let inputs = try Tensor([40, 20], randomFloats(800, seed: 8))
    let whole = try probed.model.predict(inputs, batchSize: 40).values
    for batch in [1, 2, 3, 8, 9, 39] {
      #expect(sameBits(try probed.model.predict(inputs, batchSize: batch).values, whole), "\(batch)")
    }
  }
}
