/// All runs of the comparison: every arm at every learning rate from every seed.
struct RateSweep {
  let data: ExperimentData
  let settings: SweepSettings

  /// Trains, and calls `watch` with a line about the run under way.
  ///
  /// An arm goes up in rate until every seed diverges; what lies above is not run.
  func run(watch: @escaping (String) -> Void) throws -> SweepResult {
    var runs: [TrainingRun] = []
    for arm in Arm.allCases {
      for rate in settings.learningRates {
        let atRate = try settings.seeds.map { seed in
          try TrainingRun.train(arm, learningRate: rate, seed: seed, data: data, settings: settings) {
            let accuracy = Figures.percent($0.testAccuracy)
            watch("\(arm.name), rate \(Figures.rate(rate)), seed \(seed): step \($0.step), test accuracy \(accuracy)")
          }
        }
        runs += atRate
        if atRate.allSatisfy(\.hasDiverged) { break }
      }
    }
    return SweepResult(runs)
  }
}
