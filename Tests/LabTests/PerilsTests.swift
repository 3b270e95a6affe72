import LabData
import NormKit
import Testing

@testable import Lab

/// What the perils' arms and their diagnosis rest on.
@Suite struct PerilsTests {
  private static func setting(steps: Int = 12) throws -> PerilsTraining.Setting {
    let context = Context(data: try .digits(), scale: .tiny)
    let data = try TwoDomains(context, TwoDomains.Limits(train: 400, heldOut: 40, test: 60))
    return PerilsTraining.Setting(
      data: data, recalibration: data.train, course: Course(batchSize: 32, steps: steps, every: steps), filters: 4,
      momentum: 0.9)
  }

  private static func trained(
    _ arm: PerilsArm, _ setting: PerilsTraining.Setting, rate: Float = 0.1
  ) throws -> PerilsTraining {
    let training = try PerilsTraining(arm, setting, rate: rate, seed: 3)
    _ = try training.train(rate: rate, seed: 3)
    return training
  }

  /// The same images, every pixel 1 brighter.
  private static func brighter(_ data: ExperimentData) throws -> ExperimentData {
    func brighter(_ part: Dataset) throws -> Dataset {
      let pixels = (0..<part.count).flatMap { part.pixels(of: $0).map { $0 + 1 } }
      return try Dataset(
        inputs: Tensor(Shape([part.count] + part.sampleShape.sizes), pixels), targets: .labels(part.labels ?? []))
    }
    return try ExperimentData(
      name: "brighter", train: brighter(data.train), heldOut: brighter(data.heldOut), test: brighter(data.test),
      imageShape: data.imageShape)
  }

  @Test func theSecondDomainHasTheFirstsLabelsAndOtherPixels() throws {
    let domains = try Self.setting().data.domains
    #expect(domains[0].train.labels == domains[1].train.labels)
    #expect(domains[0].train.sampleShape == [8, 8, 3] && domains[1].train.sampleShape == [8, 8, 3])
    #expect(domains[0].train.pixels(of: 0) != domains[1].train.pixels(of: 0))
  }

  /// SVHN's own form, from a small file in it.
  @Test func svhnTakesThePlaceOfThePhotographs() throws {
    let folder = "\(ExperimentData.packageFolder)/Tests/Fixtures/labdata/packed"
    let context = Context(data: try .digits(), scale: .tiny, secondFolder: folder)
    let domains = try TwoDomains(context, TwoDomains.Limits(train: 40, heldOut: 5, test: 2)).domains
    #expect(domains[1].name.contains("SVHN") && domains[1].train.count == 3 && domains[1].test.count == 2)
    #expect(domains[1].train.labels == [1, 0, 3] && domains[0].train.count == 40)
    // Digits of 8×8 fill the 32×32 of the others, each pixel 4×4.
    let (small, large) = (context.data.train.pixels(of: 1), domains[0].train.pixels(of: 1))
    #expect(domains[0].imageShape == [32, 32, 3])
    for row in 0..<32 {
      for column in 0..<32 {
        let expected: Float = small[row / 4 * 8 + column / 4]
        #expect(large[3 * (32 * row + column)] == expected, "row \(row), column \(column)")
      }
    }
    #expect(throws: LabError.self) { try RowStream(0..<3, batchSize: 64, seed: 1) }
  }

  /// The diagnosis of the shared net by each set's averages rests on it.
  @Test func averagesForEachSetLeaveTheWeightsTheSame() throws {
    let setting = try Self.setting()
    let (shared, apart) = (
      try Self.trained(.shared, setting).model(0), try Self.trained(.averagesApart, setting).model(0)
    )
    let weights = shared.tensors.filter { !$0.isStatistic }.map(\.name)
    #expect(weights.count == 11)
    for name in weights { #expect(try shared.tensor(name).values == apart.tensor(name).values, "\(name)") }
    let statistic = "batch_normalization/moving_mean"
    #expect(try apart.tensor("\(statistic).first").values != apart.tensor("\(statistic).second").values)
    #expect(try shared.tensor(statistic).values != apart.tensor("\(statistic).second").values)
  }

  @Test func batchNormForEachSetLearnsForEach() throws {
    let model = try Self.trained(.normsApart, Self.setting()).model(0)
    for name in ["gamma", "beta"] {
      let layer = "batch_normalization/\(name)"
      #expect(try model.tensor("\(layer).first").values != model.tensor("\(layer).second").values)
      // The unnamed ones are nobody's: as they were at the start.
      let start: Float = name == "gamma" ? 1 : 0
      #expect(try model.tensor(layer).values.allSatisfy { $0 == start })
    }
  }

  @Test func twoNetsShareNothing() throws {
    let training = try Self.trained(.netsApart, Self.setting())
    #expect(training.model(0) !== training.model(1))
    #expect(try training.model(0).tensor("dense/kernel").values != training.model(1).tensor("dense/kernel").values)
  }

  /// (vA + vB)/2 + (mA − mB)²/4 is the variance of both, whose second part averages miss that see one set at a time.
  @Test func averagesFedOneSetAtATimeMissTheVarianceBetween() throws {
    var setting = try Self.setting(steps: 100)
    let first = setting.data.domains[0]
    let second = try Self.brighter(first)
    setting.data = try TwoDomains(first, second)
    setting.recalibration = setting.data.train
    func mixture(_ arm: PerilsArm) throws -> PerilsDiagnosis.Mixture {
      let diagnosis = try PerilsDiagnosis(Self.trained(arm, setting, rate: 0.01))
      #expect(diagnosis.mixtures.count == 3)
      return try #require(diagnosis.mixtures.first)
    }
    let (shared, merged) = (try mixture(.shared), try mixture(.merged))
    for found in [shared, merged] {
      #expect((found.greatestError ?? 1) < 1e-5 && found.between > 0.05 * found.within, "\(found)")
    }
    let held = (shared: try #require(shared.running), merged: try #require(merged.running))
    #expect(abs(held.shared - shared.within) < 0.3 * shared.between, "\(shared)")
    #expect(abs(held.merged - merged.within - merged.between) < 0.3 * merged.between, "\(merged)")
  }

  @Test func eachArmIsDiagnosedByTheStatisticsItHas() throws {
    let setting = try Self.setting()
    let kinds: [PerilsArm: Set<String>] = [
      .merged: ["batch", "merged_batch", "shared", "recalibrated", "each_recalibrated"],
      .averagesApart: ["batch", "each", "each_recalibrated"], .normsApart: ["batch", "each", "each_recalibrated"],
      .netsApart: ["batch", "each", "each_recalibrated"],
    ]
    for (arm, expected) in kinds {
      let accuracies = try PerilsDiagnosis(Self.trained(arm, setting)).accuracies
      #expect(Set(accuracies.keys) == expected, "\(arm)")
      #expect(accuracies.values.allSatisfy { $0.count == 2 && $0.allSatisfy { (0...1).contains($0) } })
    }
  }

  @Test func aSecondFolderIsAskedForBeforeWorkBegins() throws {
    let error = #expect(throws: LabError.self) {
      try Experiments.checkSecondDomain("nowhere", for: [Experiments.named("perils")])
    }
    #expect(error.map { "\($0)".contains("train_32x32.mat is not there") } == true)
    let idle = #expect(throws: LabError.self) {
      try Experiments.checkSecondDomain("nowhere", for: [Experiments.named("path")])
    }
    #expect(idle.map { "\($0)".contains("perils") && "\($0)".contains("path") } == true)
  }
}
