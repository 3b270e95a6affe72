import LabData
import NormKit
import Testing

@testable import Lab

@Suite struct CovariateShiftTests {
  private static func trainer(rate: Float) throws -> Trainer {
    try PaperNet.with().makeModel(inputShape: [64], seed: 5)
      .compile(optimizer: .sgd(learningRate: rate), loss: .sparseCategoricalCrossentropy)
  }

  private static func tensors(_ model: Sequential) throws -> [String: [Float]] {
    try Dictionary(
      uniqueKeysWithValues: model.tensors.filter { !$0.isStatistic }.map { ($0.name, try model.tensor($0.name).values) }
    )
  }

  /// With no noise in it a noisy step is a plain one; with some it is another.
  @Test func aNoisyStepWithoutNoiseIsAPlainOne() throws {
    let data = try ExperimentData.digits().train
    let (plain, still, noisy) = (try Self.trainer(rate: 0.5), try Self.trainer(rate: 0.5), try Self.trainer(rate: 0.5))
    var none = NoisyNorm(seed: 1)
    none.ranges = (0, 0)
    for step in 0..<5 {
      let batch = try data.subset(step * 60..<(step + 1) * 60)
      try plain.trainOnBatch(batch)
      try none.trainOnBatch(still, batch, rate: 0.5)
      try NoisyNorm(seed: 1).trainOnBatch(noisy, batch, rate: 0.5)
    }
    let (expected, found, other) = (
      try Self.tensors(plain.model), try Self.tensors(still.model), try Self.tensors(noisy.model)
    )
    for (name, values) in expected {
      let differences = zip(values, found[name] ?? []).map { abs($0 - $1) }
      #expect(differences.count == values.count && (differences.max() ?? 1) < 1e-5, "\(name)")
      #expect(other[name] != values, "\(name)")
    }
  }

  /// γ's and β's own gradients, not those of what the noise makes of them: against the loss's difference.
  @Test func noisyStepsFollowTheLossByGammaAndBeta() throws {
    let batch = try ExperimentData.digits().train.subset(0..<60)
    let noise = NoisyNorm(seed: 2)
    let rate: Float = 0.01
    for name in ["gamma", "beta"] {
      let tensor = "batch_normalization_1/\(name)"
      let trainer = try Self.trainer(rate: rate)
      let before = try trainer.model.tensor(tensor).values
      try noise.trainOnBatch(trainer, batch, rate: rate)
      let taken = (before[7] - (try trainer.model.tensor(tensor).values[7])) / rate
      func loss(_ change: Float) throws -> Double {
        let other = try Self.trainer(rate: rate)
        var values = before
        values[7] += change
        try other.model.setTensor(tensor, Tensor([100], values))
        try noise.shift(other.model, step: 0)
        return try other.evaluate(batch, statistics: .batch).loss
      }
      let slope = (try loss(0.1) - loss(-0.1)) / 0.2
      #expect(abs(Double(taken) - slope) < 0.02 * max(abs(slope), 1e-3), "\(name): \(taken), expected \(slope)")
    }
  }

  @Test func theNoiseDiffersFromStepToStepAndStaysInItsRange() throws {
    let noise = NoisyNorm(seed: 4)
    func gammas(_ step: Int) throws -> [Float] {
      let model = try Self.trainer(rate: 0.1).model
      try noise.shift(model, step: step)
      return try model.tensor("batch_normalization/gamma").values
    }
    let (first, second) = (try gammas(0), try gammas(1))
    #expect(try first != second && first == gammas(0))
    #expect(first.allSatisfy { (0.75...1.25).contains($0) } && (first.max() ?? 0) > 1.2 && (first.min() ?? 2) < 0.8)
  }

  @Test func changesOfImagesAreThoseThatAreSaid() throws {
    let data = try ExperimentData.digits().test
    let old = data.pixels(of: 3)
    let contrast = try DigitShift.contrast.apply(to: data, seed: 1)
    #expect(contrast.labels == data.labels)
    #expect(zip(old, contrast.pixels(of: 3)).allSatisfy { abs(0.4 + 0.2 * $0 - $1) < 1e-6 })
    #expect(zip(old, try DigitShift.inverted.apply(to: data, seed: 1).pixels(of: 3)).allSatisfy { 1 - $0 == $1 })
    let noise = try DigitShift.noise.apply(to: data, seed: 1)
    let added = (0..<data.count).flatMap { row in
      zip(noise.pixels(of: row), data.pixels(of: row)).map { Double($0 - $1) }
    }
    let mean = Statistics.mean(added)
    #expect(abs(mean) < 0.01 && abs(Statistics.mean(added.map { $0 * $0 }) - 0.25) < 0.01)
  }

  /// What the experiment shows, at a size at which it holds: recalibration takes contrast back, and not a sign.
  @Test func recalibrationMendsContrastAndNotInversion() throws {
    let context = Context(data: try .digits(), scale: .tiny)
    let digits = try ShiftedDigits(context, [1])
    #expect(digits.adapted(.contrast)[0] > digits.frozen(true, .contrast)[0] + 0.2)
    #expect(digits.adapted(.inverted)[0] < 0.3)
  }

  /// Forecasts of the same quarters: as the last quarter is what the naive one says.
  @Test func adaptingBreaksANetThatIsAskedForTheLevel() throws {
    let series = try ShiftedSeries(Context(data: try .digits(), scale: .tiny), [1])
    #expect(series.runs.allSatisfy { $0.forecasts.count == 39 })
    #expect(series.naiveError > 0.4 && series.naiveError < 1)
    #expect(series.errors(.level, .adapted)[0] > 10)
  }
}
