/// What came of one arm at one learning rate, over the seeds.
struct RateSummary: Encodable {
  let arm: TourArm
  let learningRate: Float
  /// The seeds' steps to 90 % and to 95 % test accuracy; nil for a seed that did not get there.
  let stepsTo90: [Int?]
  let stepsTo95: [Int?]
  /// The mean over the seeds of each run's best test accuracy.
  let bestTestAccuracy: Double
  /// The seeds' test accuracy at the end.
  let lastTestAccuracies: [Double]
  /// The mean over the seeds of the held-out accuracy averaged over the run: what rates are chosen by.
  let meanHeldOutAccuracy: Double
  /// How many seeds ended no better than guessing: diverged, or at low rates not yet under way.
  let guessingCount: Int

  /// The mean of the seeds' test accuracy at the end.
  var lastTestAccuracy: Double { Statistics.mean(lastTestAccuracies) }

  init(_ arm: TourArm, _ learningRate: Float, _ runs: [Run]) {
    self.arm = arm
    self.learningRate = learningRate
    stepsTo90 = runs.map { $0.steps(toTestAccuracy: 0.9) }
    stepsTo95 = runs.map { $0.steps(toTestAccuracy: 0.95) }
    bestTestAccuracy = Statistics.mean(runs.map(\.bestTestAccuracy))
    lastTestAccuracies = runs.map(\.lastTestAccuracy)
    meanHeldOutAccuracy = Statistics.mean(runs.map(\.meanHeldOutAccuracy))
    guessingCount = runs.count(where: \.endedGuessing)
  }
}

/// The runs of a sweep, summed up by arm and rate.
package struct SweepResult {
  let runs: [Run]
  /// By arm, rising in rate.
  let summaries: [RateSummary]

  init(_ runs: [Run]) {
    self.runs = runs
    summaries = TourArm.allCases.flatMap { arm in
      let ofArm = runs.filter(arm.made)
      return Set(ofArm.map(\.learningRate)).sorted().map { rate in
        RateSummary(arm, rate, ofArm.filter { $0.learningRate == rate })
      }
    }
  }

  /// The summary of the rate that is best for an arm, judged by held-out images alone.
  func chosen(_ arm: TourArm) -> RateSummary? {
    summaries.filter { $0.arm == arm }.max { $0.meanHeldOutAccuracy < $1.meanHeldOutAccuracy }
  }

  /// The summary of the rate at which an arm got to 95 % of the test images in the fewest steps; nil when some seed
  /// never did, at any rate.
  func fastest(_ arm: TourArm) -> RateSummary? {
    let steps = summaries.filter { $0.arm == arm }.compactMap { summary in
      Statistics.median(summary.stepsTo95).map { (summary: summary, steps: $0) }
    }
    return steps.min { $0.steps < $1.steps }?.summary
  }

  /// The summary of the rate at which an arm is best at the end, by the mean of the seeds.
  func bestAtTheEnd(_ arm: TourArm) -> RateSummary? {
    summaries.filter { $0.arm == arm }.max { $0.lastTestAccuracy < $1.lastTestAccuracy }
  }

  /// The highest rate at which every seed of an arm reached 90 %.
  func highestLearningRate(_ arm: TourArm) -> Float? {
    summaries.last { $0.arm == arm && !$0.stepsTo90.contains(nil) }?.learningRate
  }

  func summary(_ arm: TourArm, _ learningRate: Float) -> RateSummary? {
    summaries.first { $0.arm == arm && $0.learningRate == learningRate }
  }

  func runs(_ arm: TourArm, _ learningRate: Float) -> [Run] {
    runs.filter { arm.made($0) && $0.learningRate == learningRate }
  }
}
