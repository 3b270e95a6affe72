import Data
import Kernels
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing
import Threads
import Training

/// The promise: the same seed gives the same bits, whatever the thread count, on AVX2 as on AVX-512.
@Suite(.serialized) struct DeterminismTests {
  enum Net: CaseIterable, Sendable {
    case relu, sigmoid, dropout, residual

    var layers: [any Layer] {
      switch self {
      case .relu:
        [
          Dense(100, useBias: false), BatchNormalization(), Activation(.relu), Dense(100, useBias: false),
          BatchNormalization(), Activation(.relu), Dense(10),
        ]
      case .sigmoid: [Dense(100), BatchNormalization(), Activation(.sigmoid), Dense(10)]
      case .dropout:
        [
          Dense(100), Activation(.gelu), Dropout(0.4), Dense(70), Activation(.tanh), BatchNormalization.torch(),
          Dropout(0.2), Dense(10),
        ]
      case .residual:
        [
          Dense(96, useBias: false), BatchNormalization(), Activation(.relu),
          Residual(
            [
              Dense(100, useBias: false), BatchNormalization(), Activation(.relu), Dense(64, useBias: false),
              BatchNormalization(),
            ], shortcut: [Dense(64, useBias: false), BatchNormalization()], activation: .relu),
          Residual([Dense(64, useBias: false), BatchNormalization()], activation: .relu), Dense(10),
        ]
      }
    }
  }

  private static let data: Dataset? = try? Dataset(
    inputs: Tensor([2000, 64], randomFloats(2000 * 64, seed: 1)),
    targets: .labels(randomLabels(2000, classes: 10, seed: 2)))

  /// Every weight and running statistic after twenty steps, and the answers of the model.
  private func train(_ net: Net, batchSize: Int, threads: Int, table: String? = nil) throws -> [[Float]] {
    #expect(WorkerPool.shared.setThreadCount(threads))
    let model = try Sequential(inputShape: [64], seed: 3, layers: net.layers)
    if let table { model.table = try #require(Kernels.named(table)) }
    let trainer = try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy)
    let data = try #require(Self.data)
    var options = FitOptions(epochs: 20, batchSize: batchSize)
    options.lastBatch = .drop
    try trainer.fit(data, options: options) { $0.epoch * $0.batchCount + $0.batch >= 20 ? .stop : .proceed }
    #expect(trainer.iterations == 20)
    let probe = try Tensor([100, 64], randomFloats(6400, seed: 4))
    return try model.tensors.map { try model.tensor($0.name).values } + [model.predict(probe).values]
  }

  private func bits(_ tensors: [[Float]]) -> [[UInt32]] { tensors.map { $0.map(\.bitPattern) } }

  @Test(arguments: Net.allCases, [60, 128, 100, 1000])
  func theSameBitsOnAnyNumberOfThreads(net: Net, batchSize: Int) throws {
    defer { _ = WorkerPool.shared.setThreadCount(0) }
    let one = bits(try train(net, batchSize: batchSize, threads: 1))
    #expect(one.joined().contains { $0 != 0 } && one.joined().allSatisfy { Float(bitPattern: $0).isFinite })
    for threads in [2, 3] {
      let same = bits(try train(net, batchSize: batchSize, threads: threads)) == one
      #expect(same, "\(threads) threads")
    }
  }

  @Test(
    .enabled(if: Kernels.named("avx512") != nil), arguments: Net.allCases, [60, 128, 100, 1000])
  func theSameBitsOnAVX2AndAVX512(net: Net, batchSize: Int) throws {
    defer { _ = WorkerPool.shared.setThreadCount(0) }
    let narrow = bits(try train(net, batchSize: batchSize, threads: 1, table: "avx2"))
    let same = bits(try train(net, batchSize: batchSize, threads: 2, table: "avx512")) == narrow
    #expect(same)
  }

  /// Without fused multiply-add the bits differ, and after twenty steps no more than rounding makes them.
  @Test(arguments: Net.allCases)
  func theBaselineAgreesAtFirst(net: Net) throws {
    let data = try #require(Self.data).subset(0..<100)
    let losses = try ["baseline", Kernels.table.name].map { name in
      let model = try Sequential(inputShape: [64], seed: 3, layers: net.layers)
      model.table = try #require(Kernels.named(name))
      let trainer = try model.compile(optimizer: .sgd(learningRate: 0.01), loss: .sparseCategoricalCrossentropy)
      return try (0..<20).map { _ in try trainer.trainOnBatch(data).loss }
    }
    for (a, b) in zip(losses[0], losses[1]) { #expect(abs(a - b) <= 1e-5 * abs(b)) }
  }

  @Test func anotherSeedGivesOtherBits() throws {
    let weights = try [3, 4].map { (seed: UInt64) in
      let model = try Sequential(inputShape: [64], seed: seed, layers: Net.dropout.layers)
      return try model.tensor("dense/kernel").values
    }
    #expect(weights[0] != weights[1])
  }
}
