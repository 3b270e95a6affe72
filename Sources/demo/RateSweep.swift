/// All runs of the comparison: every arm at every learning rate from every seed.
struct RateSweep {
  let data: ExperimentData
  let settings: SweepSettings

  /// Trains, and calls `watch` with a line about the run under way.
  ///
  /// An arm goes up in rate until, above a rate at which it learned, every seed diverges. Below such a rate the same
  /// loss only means that a net is too slow to have left its start.
  func run(watch: @escaping (String) -> Void) throws -> SweepResult {
    var runs: [TrainingRun] = []
    let most = Arm.allCases.count * settings.learningRates.count * settings.seeds.count
    for arm in Arm.allCases {
      for rate in settings.learningRates {
        var atRate: [TrainingRun] = []
        for seed in settings.seeds {
          let place = "run \(runs.count + atRate.count + 1) of at most \(most)"
          let net = "\(arm.rawValue), rate \(Figures.rate(rate)), seed \(seed)"
          atRate.append(
            try TrainingRun.train(arm, learningRate: rate, seed: seed, data: data, settings: settings) {
              watch("\(place)  \(net)  step \($0.step): \(Figures.percent($0.testAccuracy))")
            })
        }
        let hasLearned = runs.contains { $0.arm == arm && $0.steps(toTestAccuracy: 0.9) != nil }
        runs += atRate
        if hasLearned, atRate.allSatisfy(\.endedGuessing) { break }
      }
    }
    return SweepResult(runs)
  }
}
