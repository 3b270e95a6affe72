import Data
import Execution
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing
import Training

/// Population statistics found anew: over all samples layer by layer, or as the paper prints it.
@Suite struct RecalibrationTests {
  private static let statistics = ["moving_mean", "moving_variance"]

  private func model() throws -> Sequential {
    let model = try Sequential(
      inputShape: [6], seed: 3,
      layers: [
        Dense(8, useBias: false), BatchNormalization(name: "first"), Activation(.relu), Dense(5),
        BatchNormalization(name: "second"), Activation(.tanh), Dense(2),
      ])
    let trainer = try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
    let data = try Dataset(
      inputs: Tensor([64, 6], randomFloats(64 * 6, seed: 5, mean: 0.5)),
      targets: .values(Tensor([64, 2], randomFloats(128, seed: 6))))
    for _ in 0..<5 { try trainer.trainOnBatch(data) }
    return model
  }

  private func data(_ count: Int = 300) throws -> Dataset {
    try Dataset(inputs: Tensor([count, 6], randomFloats(count * 6, seed: 9, mean: 2, deviation: 1.5)))
  }

  private func statistics(_ model: Sequential, set: String = "") throws -> [[Double]] {
    try ["first", "second"].flatMap { layer in
      try Self.statistics.map { try model.tensor("\(layer)/\($0)\(set)").values.doubles }
    }
  }

  /// What plain loops in Double find, layer by layer.
  private func expectedSequential(_ model: Sequential, _ data: Dataset) throws -> [[Double]] {
    let x = LayerMatrix(
      rows: data.count, channels: 6,
      UnsafeBufferPointer(start: data.inputPointer, count: data.count * 6).map(Double.init))
    func numbers(_ name: String) throws -> [Double] { try model.tensor(name).values.doubles }
    let first = DenseLayerReference(units: 8, parameters: ["kernel": try numbers("dense/kernel")]).forward(x)
    let firstStatistics = BatchNormalizationLayerReference.Statistics(of: first)
    let normalized = BatchNormalizationLayerReference(
      parameters: ["gamma": try numbers("first/gamma"), "beta": try numbers("first/beta")], epsilon: 1e-3,
      statistics: firstStatistics
    ).forward(first).mapped { value, _ in max(value, 0) }
    let second = DenseLayerReference(
      units: 5, parameters: ["kernel": try numbers("dense_1/kernel"), "bias": try numbers("dense_1/bias")]
    ).forward(normalized)
    let secondStatistics = BatchNormalizationLayerReference.Statistics(of: second)
    return [
      firstStatistics.mean, firstStatistics.variance, secondStatistics.mean, secondStatistics.variance,
    ]
  }

  @Test(arguments: [1, 7, 100, 300, 1000])
  func sequentialPoolsAllSamplesWhateverTheBatches(batchSize: Int) throws {
    let (model, data) = (try model(), try data())
    let expected = try expectedSequential(model, data)
    try model.recalibrate(data, batchSize: batchSize)
    for (found, wanted) in zip(try statistics(model), expected) {
      #expect(mismatch(found.map { Float($0) }, wanted, tolerance: 1e-6) == nil)
    }
  }

  @Test func sequentialKeepsUnbiasedVariancesWhereTheLayerDoes() throws {
    let model = try Sequential(inputShape: [1], layers: [BatchNormalization.torch()])
    try model.recalibrate(Dataset(inputs: Tensor([4, 1], [1, 2, 3, 6])))
    #expect(try model.tensor("batch_normalization/moving_mean").values == [3])
    #expect(abs(try model.tensor("batch_normalization/moving_variance").values[0] - 14.0 / 3) < 1e-6)
  }

  @Test func algorithm2IsThePapersOnAWorkedExample() throws {
    let model = try Sequential(inputShape: [1], layers: [BatchNormalization()])
    // Batches {1, 3} and {4, 10}; 9 does not fill one. E[x] = (2 + 7)/2; Var = 2/1 · (1 + 9)/2.
    try model.recalibrate(Dataset(inputs: Tensor([5, 1], [1, 3, 4, 10, 9])), mode: .alg2, batchSize: 2)
    #expect(try model.tensor("batch_normalization/moving_mean").values == [4.5])
    #expect(try model.tensor("batch_normalization/moving_variance").values == [10])
  }

  @Test func algorithm2DependsOnTheBatches() throws {
    let (model, data) = (try model(), try data())
    try model.recalibrate(data, mode: .alg2, batchSize: 10)
    let small = try statistics(model)
    try model.recalibrate(data, mode: .alg2, batchSize: 150)
    // The first layer's means are those of all samples either way; the second sees what batch statistics made.
    #expect(mismatch(small[0].map { Float($0) }, try statistics(model)[0], tolerance: 1e-6) == nil)
    #expect(mismatch(small[2].map { Float($0) }, try statistics(model)[2], tolerance: 1e-4) != nil)
  }

  @Test(arguments: [Recalibration.sequential, .alg2])
  func cancellingLeavesTheModelAsItWas(mode: Recalibration) throws {
    let model = try model()
    let before = try statistics(model)
    let updates = model.statisticsUpdates(of: "first")
    for stop in [1, 5] {
      let text = "Sequential.recalibrate: cancelled after batch \(stop) of \(mode == .alg2 ? 6 : 12)"
      expectError(.cancelled, text) {
        try model.recalibrate(data(), mode: mode, batchSize: 50) { $0.batch == stop ? .cancel : .proceed }
      }
      #expect(try statistics(model) == before)
      #expect(model.statisticsUpdates(of: "first") == updates)
    }
  }

  @Test func adaptationWritesANamedSetAlone() throws {
    let (model, data) = (try model(), try data())
    let before = try statistics(model)
    try model.addStatisticsSet("bright")
    #expect(model.statisticsSets == ["bright"])
    #expect(try statistics(model, set: ".bright") == before)
    let expected = try expectedSequential(model, data)
    try model.recalibrate(data, into: "bright")
    #expect(try statistics(model) == before)
    for (found, wanted) in zip(try statistics(model, set: ".bright"), expected) {
      #expect(mismatch(found.map { Float($0) }, wanted, tolerance: 1e-6) == nil)
    }
    #expect(model.statisticsSet == nil)
    let inputs = try Tensor([300, 6], Array(UnsafeBufferPointer(start: data.inputPointer, count: 1800)))
    let plain = try model.predict(inputs).values
    try model.useStatisticsSet("bright")
    #expect(try model.predict(inputs).values != plain)
    try model.useStatisticsSet(nil)
    #expect(try model.predict(inputs).values == plain)
  }

  @Test(arguments: [Recalibration.sequential, .alg2])
  func eachSetTakesItsOwnSamples(mode: Recalibration) throws {
    let (mixed, apart) = (try model(), try model())
    for model in [mixed, apart] { for name in ["a", "b"] { try model.addStatisticsSet(name) } }
    let data = try data()
    let numbers = (0..<300).map { Int32([0, 2, 2, 0, 2][$0 % 5]) }
    let before = try statistics(mixed, set: ".a")
    var calls = 0
    try mixed.recalibrate(data.inStatisticsSets(numbers), mode: mode, batchSize: 50) { now in
      calls += 1
      #expect(now.batch == calls && now.batchCount == (mode == .alg2 ? 5 : 14))
      return .proceed
    }
    #expect(calls == (mode == .alg2 ? 5 : 14))
    // 120 samples are of no set, 180 of b.
    try apart.recalibrate(data.subset((0..<300).filter { numbers[$0] == 0 }), mode: mode, batchSize: 50)
    try apart.recalibrate(data.subset((0..<300).filter { numbers[$0] == 2 }), mode: mode, batchSize: 50, into: "b")
    for set in ["", ".a", ".b"] { #expect(try statistics(mixed, set: set) == statistics(apart, set: set)) }
    #expect(try statistics(mixed, set: ".a") == before)
    #expect(mixed.statisticsSet == nil)
    // A set that is named is written by all of them.
    try mixed.recalibrate(data.inStatisticsSets(numbers), mode: mode, batchSize: 50, into: "a")
    try apart.recalibrate(data, mode: mode, batchSize: 50, into: "a")
    #expect(try statistics(mixed, set: ".a") == statistics(apart, set: ".a"))
    expectError(
      .invalidArgument, "Sequential.recalibrate: numbers of statistics sets must be 0...2, got 3 in row 0"
    ) { try mixed.recalibrate(data.inStatisticsSets([Int32](repeating: 3, count: 300))) }
  }

  @Test(arguments: [Recalibration.sequential, .alg2])
  func maskedRowsDoNotCount(mode: Recalibration) throws {
    func model() throws -> Sequential {
      try Sequential(
        inputShape: [3, 2], seed: 4,
        layers: [
          Dense(4), BatchNormalization(name: "first"), Activation(.relu), Dense(5), BatchNormalization(name: "second"),
        ])
    }
    // Samples of three rows, of which the last is padding, against samples of two.
    let (padded, short) = (randomFloats(60 * 6, seed: 1), 0..<60)
    let mask = try Tensor([60, 3], (0..<180).map { $0 % 3 == 2 ? 0 : 1 })
    let masked = try Dataset(inputs: Tensor([60, 3, 2], padded)).masked(by: mask)
    let whole = try Dataset(inputs: Tensor([60, 2, 2], short.flatMap { padded[($0 * 6)..<($0 * 6 + 4)] }))
    let (first, second) = (try model(), try Sequential(inputShape: [2, 2], seed: 4, layers: model().layers))
    for info in second.tensors { try second.setTensor(info.name, first.tensor(info.name)) }
    let before = try statistics(first)
    try first.recalibrate(masked, mode: mode, batchSize: 20)
    try second.recalibrate(whole, mode: mode, batchSize: 20)
    #expect(try statistics(first) != before)
    for (found, wanted) in zip(try statistics(first), try statistics(second)) {
      #expect(mismatch(found.map { Float($0) }, wanted, tolerance: 1e-6) == nil)
    }
    let after = try statistics(first)
    let nothing = try Dataset(inputs: Tensor([2, 3, 2], [Float](repeating: 1, count: 12)))
      .masked(by: Tensor([2, 3], [Float](repeating: 0, count: 6)))
    let text = "Sequential.recalibrate: the mask leaves no row to take statistics of"
    expectError(.invalidArgument, text + (mode == .alg2 ? " in batch 1" : "")) {
      try first.recalibrate(nothing, mode: mode)
    }
    #expect(try statistics(first) == after)
    let flat = try Sequential(inputShape: [3, 2], layers: [Flatten(), Dense(2), BatchNormalization(name: "norm")])
    let other =
      mode == .alg2
      ? "norm: the mask is for 3 rows a sample, here a sample has 1"
      : "Sequential.recalibrate: the mask is for 3 rows a sample, at norm a sample has 1"
    expectError(.shape, other) { try flat.recalibrate(masked, mode: mode) }
  }

  @Test func trainingFollowsTheChosenSet() throws {
    let model = try model()
    try model.addStatisticsSet("bright")
    try model.useStatisticsSet("bright")
    let before = try statistics(model)
    let trainer = try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
    let samples = try Dataset(
      inputs: Tensor([20, 6], randomFloats(120, seed: 1)), targets: .values(Tensor([20, 2], randomFloats(40, seed: 2))))
    try trainer.trainOnBatch(samples)
    #expect(try statistics(model) == before)
    #expect(try statistics(model, set: ".bright") != before)
    #expect(model.statisticsUpdates(of: "first") == 5)
    #expect(model.statisticsUpdates(of: "first", set: "bright") == 6)
  }

  @Test func mistakesAreNamed() throws {
    let model = try model()
    let text = "Sequential.recalibrate: expected at least one sample of shape [6], got 2 of [3]"
    expectError(.shape, text) { try model.recalibrate(Dataset(inputs: Tensor([2, 3], [1, 2, 3, 4, 5, 6]))) }
    expectError(.invalidArgument, "Sequential.recalibrate: batchSize must be at least 1, got 0") {
      try model.recalibrate(data(), batchSize: 0)
    }
    expectError(.invalidArgument, "Sequential.recalibrate: no statistics set is called night; there is none") {
      try model.recalibrate(data(), into: "night")
    }
    expectError(.invalidArgument, "Sequential.addStatisticsSet: the model has no batch normalization") {
      try Sequential(inputShape: [2], layers: [Dense(2)]).addStatisticsSet("a")
    }
    try model.addStatisticsSet("a")
    expectError(.invalidArgument, "BatchNormalization: two sets are called a") { try model.addStatisticsSet("a") }
    expectError(.invalidArgument, "Sequential.useStatisticsSet: no statistics set is called b; there is a") {
      try model.useStatisticsSet("b")
    }
    var layer = BatchNormalization()
    layer.affinePerSet = true
    let separate = try Sequential(inputShape: [2], layers: [layer])
    let own =
      "Sequential.addStatisticsSet: batch_normalization has γ and β for each set, which must be named before the model "
      + "is made"
    expectError(.state, own) { try separate.addStatisticsSet("a") }
  }

  /// A shared average of batches of one domain each misses (mA − mB)²/4 of the mixture's variance; a set for each domain,
  /// or recalibration over both, does not.
  @Test func sharedAveragesMissTheDistanceOfTheMeans() throws {
    let (a, b) = (randomFloats(400, seed: 1, mean: -3, deviation: 1), randomFloats(400, seed: 2, mean: 5, deviation: 2))
    func moments(_ values: [Float]) -> (mean: Double, variance: Double) {
      let found = BatchNormalizationLayerReference.Statistics(
        of: LayerMatrix(rows: values.count, channels: 1, values.doubles))
      return (found.mean[0], found.variance[0])
    }
    var layer = BatchNormalization(averaging: .cumulative, name: "layer")
    layer.statisticsSets = ["a", "b"]
    let probed = try ProbedModel([layer], inputShape: [1], batchSize: 400)
    let model = probed.model
    for (name, x) in [("a", a), ("b", b)] {
      try model.useStatisticsSet(nil)
      _ = try probed.train(x, upstream: x)
      try model.useStatisticsSet(name)
      _ = try probed.train(x, upstream: x)
    }
    try model.useStatisticsSet(nil)
    func found(_ set: String) throws -> (mean: Double, variance: Double) {
      (
        Double(try model.tensor("layer/moving_mean\(set)").values[0]),
        Double(try model.tensor("layer/moving_variance\(set)").values[0])
      )
    }
    let mixture = moments(a + b)
    let missing = (moments(a).mean - moments(b).mean) * (moments(a).mean - moments(b).mean) / 4
    #expect(abs(try found("").mean - mixture.mean) < 1e-5)
    #expect(abs(try found("").variance + missing - mixture.variance) < 1e-4)
    #expect(missing > 10)
    for (name, x) in [(".a", a), (".b", b)] {
      #expect(abs(try found(name).mean - moments(x).mean) < 1e-5)
      #expect(abs(try found(name).variance - moments(x).variance) < 1e-5)
    }
    try model.recalibrate(Dataset(inputs: Tensor([800, 1], a + b)), batchSize: 400)
    #expect(abs(try found("").variance - mixture.variance) < 1e-5)
  }
}
