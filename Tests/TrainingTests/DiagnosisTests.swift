import Data
import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// What a diagnosis tells, against the same worked out by hand.
@Suite struct DiagnosisTests {
  private func layer(_ name: String, of diagnosis: Diagnosis) throws -> Diagnosis.Layer {
    try #require(diagnosis.layers.first { $0.name == name })
  }

  private func close(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-5) -> Bool {
    a.map { abs($0 - b) <= tolerance * max(abs(b), 1e-12) } ?? false
  }

  @Test func tellsTheGapAndTheDriftOfABatchNorm() throws {
    let model = try Sequential(inputShape: [1], layers: [BatchNormalization(epsilon: 1e-3)])
    let data = try Dataset(inputs: Tensor([4, 1], [1, 3, 5, 11]))
    let found = try #require(try model.diagnose(data).layers[0].normalization)
    // Mean 5, variance 14; running 0 and 1.
    #expect(found.recalibratedMean == [5] && found.recalibratedVariance == [14])
    #expect(found.runningMean == [0] && found.runningVariance == [1])
    #expect(close(found.meanDrift, 5 / 14.001.squareRoot()))
    #expect(close(found.varianceDrift, 2.638128))
    let inputs = [1.0, 3, 5, 11]
    let batch = inputs.map { ($0 - 5) / 14.001.squareRoot() }
    let running = inputs.map { $0 / 1.001.squareRoot() }
    let difference = zip(batch, running).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(close(found.gap, (difference / batch.reduce(0) { $0 + $1 * $1 }).squareRoot()))
    #expect(found.startShare == 1 && found.updates == 0)
    try model.recalibrate(data)
    let after = try #require(try model.diagnose(data).layers[0].normalization)
    #expect(after.meanDrift == 0 && after.varianceDrift == 0 && after.gap < 1e-6)
  }

  @Test func tellsPercentilesOfWhatGoesIn() throws {
    let model = try Sequential(inputShape: [2], layers: [Activation(.relu)])
    let numbers = (0..<200).map { Float($0 % 2 == 0 ? $0 - 100 : -1) }
    let found = try model.diagnose(Dataset(inputs: Tensor([100, 2], numbers)), batchSize: 32).layers[0]
    let sorted = numbers.sorted().map(Double.init)
    for (percent, value) in zip(Diagnosis.percents, found.inputPercentiles) {
      let place = percent / 100 * 199
      let low = Int(place)
      let expected = sorted[low] + (place - Double(low)) * (sorted[min(low + 1, 199)] - sorted[low])
      #expect(abs(value - expected) < 1e-9)
    }
    #expect(found.inputPercentiles.count == 5)
    #expect(found.units?.count == 2 && found.units?.dead == [1])
    // 51 of 100 are not over 0 in channel 0, all of channel 1.
    #expect(found.units?.zeroShare == 151.0 / 200)
  }

  @Test func tellsGradientsOfEachSamplesLoss() throws {
    let model = try Sequential(
      inputShape: [3], seed: 2, layers: [Dense(4), BatchNormalization(), Activation(.tanh), Dense(2)])
    let trainer = try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
    let inputs = try Tensor([24, 3], randomFloats(72, seed: 3))
    let targets = randomFloats(48, seed: 4)
    let data = try Dataset(inputs: inputs, targets: .values(Tensor([24, 2], targets)))
    let before = try model.snapshot()
    let diagnosis = try trainer.diagnose(data, batchSize: 24)
    #expect(try model.snapshot() == before)
    // The loss of a sample is the mean of two squares.
    let outputs = try model.predict(inputs, batchSize: 24, statistics: .batch).values
    let squares = zip(outputs, targets).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    #expect(close(try layer("dense_1", of: diagnosis).gradientNorm, (squares / 48).squareRoot(), 1e-4))
    try trainer.trainOnBatch(data)
    for name in ["dense", "dense_1"] {
      let gradients =
        try model.gradient("\(name)/kernel").values + model.gradient("\(name)/bias").values
      let norm = (gradients.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(gradients.count)).squareRoot()
      #expect(close(try layer(name, of: diagnosis).weightGradientNorm, norm, 1e-4))
    }
    #expect(try layer("activation", of: diagnosis).weightNorm == nil)
  }

  @Test func findsImmatureStatistics() throws {
    let model = try Sequential(
      inputShape: [10], layers: [Dense(8), BatchNormalization(), Activation(.relu), Dense(4)])
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.01), loss: .sparseCategoricalCrossentropy)
    let data = try TrainingProblem.data(42)
    var history = try trainer.fit(data, options: FitOptions(epochs: 42, batchSize: 42))
    let advice =
      "running statistics immature: 42 updates at momentum 0.99 leave 65.6 % of their start, mean 0 and variance 1 "
      + "(mature after 299); recalibrate, lower momentum or use bias-corrected averages"
    #expect(history.epochs[41].warnings.map(\.description) == ["batch_normalization: \(advice)"])
    let findings = try trainer.diagnose(data).findings
    #expect(findings.first?.kind == .immatureStatistics && findings.first?.advice == advice)
    history = try trainer.fit(data, options: FitOptions(epochs: 257, batchSize: 42))
    #expect(history.epochs[255].warnings.count == 1 && history.epochs[256].warnings.isEmpty)
  }

  @Test func findsWhatIsWrong() throws {
    let data = try TrainingProblem.data(200)
    func findings(_ layers: [any Layer], _ change: (Sequential) throws -> Void = { _ in }) throws -> [Diagnosis.Finding]
    {
      let model = try Sequential(inputShape: [10], seed: 1, layers: layers + [Dense(4)])
      try change(model)
      return try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy)
        .diagnose(data).findings
    }
    let dead = try findings([Dense(6), Activation(.relu)]) {
      try $0.setTensor("dense/bias", Tensor([6], [-100, 0, 0, 0, 0, -100]))
    }
    #expect(dead.map(\.kind) == [.deadUnits])
    #expect(
      dead.first?.advice
        == "2 of 6 units give nothing for any of 200 samples and do not learn; lower the learning rate, "
        + "or put batch normalization before the activation")
    let saturated = try findings([
      Dense(6, kernelInitializer: .randomNormal(standardDeviation: 30)), Activation(.sigmoid),
    ])
    #expect(saturated.map(\.kind) == [.saturatedUnits])
    var deep: [any Layer] = []
    for _ in 0..<12 { deep += [Dense(10), Activation(.sigmoid)] as [any Layer] }
    let vanishing = try findings(deep)
    #expect(vanishing.contains { $0.kind == .vanishingGradient && $0.layer == "dense" })
    var drifted = BatchNormalization()
    drifted.averaging = .cumulative
    let off = try findings([drifted]) {
      try $0.setTensor("batch_normalization/moving_mean", Tensor([10], [Float](repeating: 9, count: 10)))
    }
    #expect(off.contains { $0.kind == .driftedStatistics })
    #expect(off.contains { $0.kind == .lossGap })
  }

  @Test func findsNumbersThatAreNone() throws {
    let model = try Sequential(inputShape: [3], layers: [BatchNormalization(), Dense(2)])
    let diagnosis = try model.diagnose(Dataset(inputs: Tensor([2, 3], [1, .nan, 3, 4, 5, 6])))
    #expect(diagnosis.layers[0].nonFiniteChannels == [1] && diagnosis.layers[1].nonFiniteChannels == [0, 1])
    #expect(diagnosis.findings.map(\.layer) == ["batch_normalization", "dense"])
    #expect(diagnosis.findings[0].kind == .notFinite)
  }

  @Test func isKeptByTheHistoryAtAnInterval() throws {
    let data = try TrainingProblem.data(96)
    let plain = try TrainingProblem.trainer()
    try plain.fit(data, options: FitOptions(epochs: 3, batchSize: 32))
    let trainer = try TrainingProblem.trainer()
    var options = FitOptions(epochs: 3, batchSize: 32)
    options.diagnosis = DiagnosisRule(data: try data.subset(0..<40), steps: 4)
    let history = try trainer.fit(data, options: options)
    #expect(history.diagnoses.map(\.step) == [4, 8])
    #expect(history.diagnoses.allSatisfy { $0.samples == 40 && $0.layers.count == 5 })
    #expect(history.diagnoses[0] != history.diagnoses[1])
    #expect(try trainer.model.snapshot() == plain.model.snapshot())
    options.diagnosis?.steps = 0
    expectError(.invalidArgument, "Trainer.fit: a diagnosis's steps must be at least 1, got 0") {
      try trainer.fit(data, options: options)
    }
  }

  @Test func looksIntoResidualBlocksAndImages() throws {
    let model = try Sequential(
      inputShape: [4, 4, 2],
      layers: [
        Conv2D(3, kernelSize: WindowSize(3, 3), padding: .same),
        Residual(
          [Conv2D(3, kernelSize: WindowSize(3, 3), padding: .same), BatchNormalization(name: "norm")], activation: .relu
        ),
        GlobalAveragePooling2D(), Dense(2),
      ])
    let trainer = try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy)
    let data = try Dataset(
      inputs: Tensor([10, 4, 4, 2], randomFloats(320, seed: 1)), targets: .labels(randomLabels(10, classes: 2, seed: 2))
    )
    let diagnosis = try trainer.diagnose(data, batchSize: 4)
    #expect(
      diagnosis.layers.map(\.name) == [
        "conv2d", "residual", "residual/conv2d", "residual/norm", "global_average_pooling2d", "dense",
      ])
    #expect(try layer("residual", of: diagnosis).units?.count == 3)
    #expect(try layer("residual/norm", of: diagnosis).normalization?.recalibratedMean.count == 3)
    #expect(diagnosis.layers.allSatisfy { $0.gradientNorm ?? 0 > 0 })
  }

  @Test func refusesWhatDoesNotFit() throws {
    let model = try Sequential(inputShape: [3], layers: [BatchNormalization()])
    let data = try Dataset(inputs: Tensor([2, 4], randomFloats(8, seed: 1)))
    expectError(.shape, "Sequential.diagnose: expected at least one sample of shape [3], got 2 of [4]") {
      _ = try model.diagnose(data)
    }
  }
}
