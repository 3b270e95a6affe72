/// All runs of the comparison: every arm at every learning rate from every seed.
package struct RateSweep {
  private let data: ExperimentData
  private let settings: SweepSettings

  package init(data: ExperimentData, settings: SweepSettings) {
    self.data = data
    self.settings = settings
  }

  /// Trains, and calls `watch` with a line about the run under way.
  ///
  /// An arm goes up in rate until, above a rate at which it learned, every seed diverges. Below such a rate the same
  /// loss only means that a net is too slow to have left its start.
  package func run(watch: @escaping (String) -> Void) throws -> SweepResult {
    var runs: [Run] = []
    let most = TourArm.allCases.count * settings.learningRates.count * settings.seeds.count
    for arm in TourArm.allCases {
      for rate in settings.learningRates {
        var atRate: [Run] = []
        for seed in settings.seeds {
          let place = "run \(runs.count + atRate.count + 1) of at most \(most)"
          let net = "\(arm.rawValue), rate \(Format.rate(rate)), seed \(seed)"
          atRate.append(
            try Run.train(
              arm.net(settings), optimizer: .sgd(learningRate: rate), seed: seed, data: data, course: settings.course,
              watch: { watch("\(place)  \(net)  step \($0.step): \(Format.percent($0.testAccuracy))") }))
        }
        let hasLearned = runs.contains { arm.made($0) && $0.steps(toTestAccuracy: 0.9) != nil }
        runs += atRate
        if hasLearned, atRate.allSatisfy(\.endedGuessing) { break }
      }
    }
    return SweepResult(runs)
  }
}
