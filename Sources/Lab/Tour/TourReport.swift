/// The tour's result as text: what was run, two tables, the verdict.
package struct TourReport {
  let data: ExperimentData
  let settings: SweepSettings
  let result: SweepResult

  package init(data: ExperimentData, settings: SweepSettings, result: SweepResult) {
    self.data = data
    self.settings = settings
    self.result = result
  }

  /// What was compared, on which data, and who chose what.
  package static func introduction(_ data: ExperimentData, _ settings: SweepSettings) -> [String] {
    let parts = [data.train, data.heldOut, data.test].map { Format.count($0.count) }
    let seeds = Format.seeds(settings.seeds)
    let deviation = Format.rate(settings.initialStandardDeviation)
    return [
      "Does batch normalization help? The net of Ioffe & Szegedy 2015, §4.1, with and without it.", "",
      "  data       \(data.name), pixels in 0...1",
      "             \(parts[0]) images to train on, \(parts[1]) held out to choose rates by, \(parts[2]) to test with",
      "  net        \(data.train.sampleShape.count) inputs, 3 × 100 sigmoid units, 10 outputs, softmax cross-entropy",
      "             batch norm before each sigmoid, in the bias's place",
      "  start      Gaussian kernels of std \(deviation) (the paper: \"small\"; the number is ours), equal in both nets",
      "  training   plain SGD at a constant rate (the paper names none), \(Format.count(settings.steps)) steps",
      "             batches of \(settings.batchSize) as in the paper, in the same order for both; seeds \(seeds)",
      "  accuracy   of test images, which batch norm normalizes by its running averages, never by their own statistics",
      "             (weight of the old average \(settings.statisticsMomentum), bias-corrected)", "",
    ]
  }

  /// The results.
  package var lines: [String] {
    rateTable + [""] + timeTable + [""] + batchStatisticsLine + TourVerdict(result).sentences
  }

  private var rateTable: [String] {
    var table = TextTable(["", "rate", "steps to 90 %", "steps to 95 %", "best", "last", ""])
    for arm in TourArm.allCases {
      let chosen = result.chosen(arm)?.learningRate
      for (index, summary) in result.summaries.filter({ $0.arm == arm }).enumerated() {
        table.append(
          [index == 0 ? arm.name : ""] + cells(summary) + [note(summary, isChosen: summary.learningRate == chosen)])
      }
    }
    return ["Steps: median of the seeds (fewest–most). Best and last test accuracy of a run: mean of the seeds."]
      + table.lines + [
        "  chosen    the highest accuracy on the held-out images, averaged over the run; test images had no say",
        "  diverged  the last epoch's training loss is no better than guessing's, ln 10; no higher rate was run",
      ]
  }

  private func cells(_ summary: RateSummary) -> [String] {
    [
      Format.rate(summary.learningRate), Format.steps(summary.stepsTo90), Format.steps(summary.stepsTo95),
      Format.percent(summary.bestTestAccuracy), Format.percent(summary.lastTestAccuracy),
    ]
  }

  private func note(_ summary: RateSummary, isChosen: Bool) -> String {
    if isChosen { return "← chosen" }
    let isAboveWorkingRates = result.highestLearningRate(summary.arm).map { $0 < summary.learningRate } ?? false
    guard isAboveWorkingRates, summary.guessingCount > 0 else { return "" }
    return summary.guessingCount == settings.seeds.count
      ? "diverged" : "\(summary.guessingCount) of \(settings.seeds.count) diverged"
  }

  /// The columns of the table over time: the other arm at its own rate and at batch norm's, then batch norm.
  private var timeColumns: [(heading: String, runs: [Run])] {
    guard let without = result.chosen(.without), let with = result.chosen(.with) else { return [] }
    var columns = [without, with]
    if without.learningRate != with.learningRate, let same = result.summary(.without, with.learningRate) {
      columns.insert(same, at: 1)
    }
    return columns.map {
      ("\($0.arm.rawValue), rate \(Format.rate($0.learningRate))", result.runs($0.arm, $0.learningRate))
    }
  }

  private var timeTable: [String] {
    let columns = timeColumns
    var table = TextTable([settings.stepsPerEpoch == nil ? "steps" : "epochs"] + columns.map(\.heading))
    for step in settings.shownSteps {
      table.append(
        [Format.count(step / (settings.stepsPerEpoch ?? 1))]
          + columns.map { Format.spread($0.runs.compactMap { $0.testAccuracy(after: step) }) })
    }
    let unit = settings.stepsPerEpoch.map { "epochs of \($0) steps" } ?? "steps"
    return ["Test accuracy in % after so many \(unit): mean of the seeds (lowest–highest)."] + table.lines
  }

  /// The same last weights judged by other statistics, so that a gap between the two shows.
  private var batchStatisticsLine: [String] {
    guard let with = result.chosen(.with) else { return [] }
    let runs = result.runs(.with, with.learningRate)
    let byBatch = Statistics.mean(runs.compactMap(\.lastTestAccuracyByBatchStatistics))
    return [
      "With batch norm at rate \(Format.rate(with.learningRate)), the last weights score "
        + "\(Format.percent(with.lastTestAccuracy)) by running averages",
      "and \(Format.percent(byBatch)) when batches of 256 test images are normalized by their own statistics.", "",
    ]
  }
}
