import Execution
import Layers
import Models
import TestSupport
import Tensors
import Testing

/// Pooling that applies the batch norm and the activation before it itself, and its gradient that sums for them.
@Suite struct PoolingFusionTests {
  private static let images: Shape = [12, 10, 3]

  /// Nets over images in which pooling follows a batch norm.
  private static let nets: [[any Layer]] = [
    [
      Conv2D(5, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(), Activation(.relu), MaxPooling2D(),
      Conv2D(18, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(),
      Activation(.leakyRelu(negativeSlope: 0.1)), AveragePooling2D(), Flatten(), Dense(4),
    ],
    [
      Conv2D(4, kernelSize: 3), BatchNormalization(), MaxPooling2D(3, strides: 2, padding: .same), BatchNormalization(),
      Activation(.relu), GlobalAveragePooling2D(), Dense(4),
    ],
    [
      BatchNormalization(), Activation(.relu), MaxPooling2D(WindowSize(3, 2)), BatchNormalization(), Activation(.gelu),
      AveragePooling2D(2), Flatten(), Dense(4),
    ],
  ]

  private func train(_ net: Int, batch: Int, _ fusions: [Fusion]) throws -> ProbedModel.Run {
    let probed = try ProbedModel(Self.nets[net], inputShape: Self.images, batchSize: batch, fusions: fusions)
    try probed.randomize(seed: 5)
    return try probed.train(
      randomFloats(batch * Self.images.count, seed: 6), upstream: randomFloats(batch * 4, seed: 7))
  }

  @Test(arguments: nets.indices, [1, 2, 9])
  func eachOfThemOnOrOffGivesTheSame(net: Int, batch: Int) throws {
    let plain = try train(net, batch: batch, [])
    let mine = [Fusion.normalizationIntoPooling, .reductionIntoPooling]
    let others = Fusion.all.filter { fusion in !mine.contains { $0.name == fusion.name } }
    for subset in 0..<4 {
      let chosen = mine.indices.filter { subset >> $0 & 1 == 1 }.map { mine[$0] }
      for fusions in [chosen, [.activationIntoNormalization] + chosen, others + chosen] {
        let wrong = try train(net, batch: batch, fusions).mismatches(with: plain)
        #expect(wrong.isEmpty, "net \(net), batch \(batch), \(fusions.map(\.name)): \(wrong)")
      }
    }
  }

  @Test func nothingIsLeftBetweenConvolutionAndPooling() throws {
    let model = try Sequential(inputShape: Self.images, layers: Self.nets[0])
    let program = try model.program(.training, batchSize: 9, loss: .sparseSoftmaxCrossEntropy)
    let fused = program.fused(by: Fusion.all)
    let passes = fused.steps.filter { step in
      switch step {
      case .map, .moments: true
      default: false
      }
    }
    #expect(passes.isEmpty, "\(passes)")
    for step in fused.steps {
      if case .pool(let pool) = step { #expect(pool.source.transform != .none) }
      if case .poolGradient(let pool) = step { #expect(pool.sums != nil) }
    }
    // Overlapping windows are added image by image, the blocks of sums are smaller or larger.
    let overlapping = try Sequential(
      inputShape: Self.images, layers: [BatchNormalization(), MaxPooling2D(3, strides: 2), Flatten(), Dense(4)]
    ).program(.training, batchSize: 9, loss: .sparseSoftmaxCrossEntropy).fused(by: Fusion.all)
    for case .poolGradient(let pool) in overlapping.steps { #expect(pool.sums == nil) }
  }

  @Test func aDearActivationIsStored() throws {
    let model = try Sequential(
      inputShape: Self.images,
      layers: [Conv2D(4, kernelSize: 3), BatchNormalization(), Activation(.gelu), MaxPooling2D(), Flatten(), Dense(4)])
    let fused = try model.program(.training, batchSize: 3, loss: .sparseSoftmaxCrossEntropy).fused(by: Fusion.all)
    for case .pool(let pool) in fused.steps { #expect(pool.source.transform == .none) }
  }
}
