import Charts
import LabData
import NormKit
import Testing

@testable import Lab

/// What experiments are made of: looking at units, and deciding.
@Suite struct ExperimentPartsTests {
  private func run(_ accuracies: [(step: Int, accuracy: Double)]) -> Run {
    Run(
      arm: "a", learningRate: 1, seed: 1,
      measurements: accuracies.map {
        Run.Measurement(step: $0.step, trainingLoss: 1, heldOutAccuracy: $0.accuracy, testAccuracy: $0.accuracy)
      })
  }

  @Test func fewerStepsOnEverySeedDecide() {
    let (fast, slow, never) = (run([(10, 0.5), (20, 0.9)]), run([(10, 0.5), (30, 0.9)]), run([(30, 0.8)]))
    #expect(Verdict.Outcome(stepsOf: [fast, fast], fewerThan: [slow, never], to: 0.9) == .borneOut)
    #expect(Verdict.Outcome(stepsOf: [slow, never], fewerThan: [fast, fast], to: 0.9) == .notBorneOut)
    #expect(Verdict.Outcome(stepsOf: [fast, slow], fewerThan: [slow], to: 0.9) == .undecided)
    #expect(Verdict.Outcome(stepsOf: [never], fewerThan: [never], to: 0.9) == .undecided)
  }

  @Test func oneFindingOfSeveralIsAPart() {
    #expect(Verdict.Outcome(all: [.borneOut, .borneOut]) == .borneOut)
    #expect(Verdict.Outcome(all: [.borneOut, .notBorneOut]) == .partly)
    #expect(Verdict.Outcome(all: [.undecided, .notBorneOut]) == .notBorneOut)
    #expect(Verdict.Outcome(all: [.undecided]) == .undecided && Verdict.Outcome(all: []) == .undecided)
  }

  @Test func moreStartsDecideHoweverFarApart() {
    #expect(Initialization.finding(with: [1, 2, 3], without: [1, 30]) == .borneOut)
    #expect(Initialization.finding(with: [1], without: [1, 2]) == .notBorneOut)
    #expect(Initialization.finding(with: [], without: []) == .undecided)
  }

  @Test func logarithmicCoursesRiseToTheEnd() {
    let course = Course(steps: 200, logarithmicFrom: 10, also: [37, 5000])
    #expect(course.measuredSteps.first == 10 && course.measuredSteps.last == 200)
    #expect(course.measuredSteps.contains(37) && course.measuredSteps.contains(100))
    #expect(course.measuredSteps == Set(course.measuredSteps).sorted())
  }

  @Test func percentilesLieBetweenTheNearestTwo() {
    #expect(Statistics.percentile(50, ofSorted: [1, 2, 3, 10]) == 2.5)
    #expect(Statistics.percentile(0, ofSorted: [1, 2]) == 1 && Statistics.percentile(100, ofSorted: [1, 2]) == 2)
    #expect(Statistics.percentile(50, ofSorted: []) == nil)
  }

  @Test func aProbeGivesWhatTheTrainedLayersGive() throws {
    let digits = try ExperimentData.digits()
    let looked = try digits.train.subset(0..<50)
    let trained = try PaperNet.with().makeModel(inputShape: looked.sampleShape, seed: 5)
    let whole = try Probe(PaperNet.with(), withoutLast: 0, inputShape: looked.sampleShape)
    let pixels = (0..<50).flatMap { looked.pixels(of: $0) }
    let expected = try trained.predict(Tensor([50, 64], pixels), batchSize: 50, statistics: .batch)
    #expect(try whole.outputs(of: trained, for: looked) == expected.values)
    let before = try Probe(PaperNet.with(), withoutLast: 3, inputShape: looked.sampleShape)
    let after = try Probe(PaperNet.with(), withoutLast: 2, inputShape: looked.sampleShape)
    #expect(before.units == 100 && after.units == 100)
    let shape = UnitShape(
      0, before: before.column(0, of: try before.outputs(of: trained, for: looked)),
      after: after.column(0, of: try after.outputs(of: trained, for: looked)), gamma: 1, beta: 0, epsilon: 1e-3)
    #expect(shape.isStandardized && shape.density.count == UnitShape.bins)
    let wrong = UnitShape(0, before: [1, 2, 4], after: [1, 2, 4], gamma: 1, beta: 0, epsilon: 1e-3)
    #expect(!wrong.isStandardized)
  }

  @Test func distanceTellsNormalFromOther() {
    let limit = UnitShape.criticalDistance(count: 1000)
    var random = Random(seed: 3, stream: 1)
    let drawn = (0..<1000).map { _ in Double(random.normal()) }
    let moments = Moments(drawn)
    let normal = drawn.map { ($0 - moments.mean) / moments.deviation }.sorted()
    let heaps = (0..<1000).map { $0 < 500 ? -1.0 : 1.0 }
    #expect(UnitShape.distanceFromNormal(normal) < limit)
    #expect(UnitShape.distanceFromNormal(heaps) > 5 * limit)
  }

  @Test func aUnitWandersByItsMediansPath() throws {
    let digits = try ExperimentData.digits().train.subset(0..<3)
    let probe = try Probe(PaperNet.without(), withoutLast: 6, inputShape: digits.sampleShape)
    var bands = UnitBands(arm: "a", learningRate: 1)
    // One unit in one of three samples: medians 1 and 3, 15 % to 85 % apart by 1.4.
    for (step, middle) in [(1, Float(1)), (2, 3)] {
      let outputs = (0..<3).flatMap { Array(repeating: middle + Float($0) - 1, count: probe.units) }
      bands.add(step, outputs, of: probe)
    }
    bands.finish()
    #expect(bands.steps == [1, 2] && bands.drawnPercentiles[1] == [1, 3])
    #expect(abs(bands.wanderings[0] - 2 / 1.4) < 1e-6)
  }
}
