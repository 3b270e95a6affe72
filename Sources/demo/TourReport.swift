/// The tour's result as text: what was run, two tables, the verdict.
struct TourReport {
  let data: ExperimentData
  let settings: SweepSettings
  let result: SweepResult

  /// What was compared, on which data, and who chose what.
  static func introduction(_ data: ExperimentData, _ settings: SweepSettings) -> [String] {
    let parts = [data.train, data.heldOut, data.test].map { Figures.count($0.count) }
    let inputs = data.train.sampleShape.count
    let seeds = settings.seeds.map(String.init).joined(separator: ", ")
    return [
      "Does batch normalization train faster? The net of Ioffe & Szegedy 2015, §4.1, with and without it.",
      "",
      "  data       \(data.name), pixels in 0...1: \(parts[0]) to train on, \(parts[1]) held out, \(parts[2]) to test with",
      "  net        \(inputs) inputs, 3 × 100 sigmoid units, 10 outputs, softmax cross-entropy; batch norm before each sigmoid",
      "  start      kernels from a Gaussian of std \(Figures.rate(settings.initialStandardDeviation)) (the paper: "
        + "\"small\"; the number is ours), equal in both nets",
      "  optimizer  plain SGD at a constant rate (the paper names none), batches of \(settings.batchSize) as in the "
        + "paper, the same order for both",
      "  runs       \(Figures.count(settings.steps)) steps from seeds \(seeds), at rates rising until every seed diverges",
      "  accuracy   of test images; batch norm normalizes them by running averages (momentum "
        + "\(settings.statisticsMomentum), bias-corrected)",
      "",
    ]
  }

  /// The results.
  var lines: [String] {
    rateTable + [""] + timeTable + [""] + batchStatisticsLine + Verdict(result).sentences
  }

  private var rateTable: [String] {
    var table = TextTable(["", "rate", "steps to 90 %", "steps to 95 %", "best %", "last %", ""])
    for arm in Arm.allCases {
      let chosen = result.chosen(arm)?.learningRate
      for (index, summary) in result.summaries.filter({ $0.arm == arm }).enumerated() {
        table.append(
          [index == 0 ? arm.name : ""] + cells(summary) + [note(summary, isChosen: summary.learningRate == chosen)])
      }
    }
    return ["Every rate: steps are the median of the seeds (fewest–most), accuracies their mean"] + table.lines + [
      "  chosen: the highest accuracy on the held-out images, averaged over a run's measurements; test images had no say",
      "  diverged: the last epoch's training loss is no better than guessing's, ln 10",
    ]
  }

  private func cells(_ summary: RateSummary) -> [String] {
    [
      Figures.rate(summary.learningRate), Figures.steps(summary.stepsTo90), Figures.steps(summary.stepsTo95),
      Figures.percent(summary.bestTestAccuracy), Figures.percent(summary.lastTestAccuracy),
    ]
  }

  private func note(_ summary: RateSummary, isChosen: Bool) -> String {
    if isChosen { return "← chosen" }
    if summary.divergedCount == 0 { return "" }
    return summary.divergedCount == settings.seeds.count ? "diverged" : "\(summary.divergedCount) diverged"
  }

  /// The columns of the table over time: the other arm at its own rate and at batch norm's, then batch norm.
  private var timeColumns: [(heading: String, runs: [TrainingRun])] {
    guard let without = result.chosen(.without), let with = result.chosen(.with) else { return [] }
    var columns = [without, with]
    if without.learningRate != with.learningRate, let same = result.summary(.without, with.learningRate) {
      columns.insert(same, at: 1)
    }
    return columns.map {
      ("\($0.arm.rawValue), rate \(Figures.rate($0.learningRate))", result.runs($0.arm, $0.learningRate))
    }
  }

  private var timeTable: [String] {
    let columns = timeColumns
    var table = TextTable([settings.stepsPerEpoch == nil ? "steps" : "epochs"] + columns.map(\.heading))
    for step in settings.shownSteps {
      table.append(
        [Figures.count(step / (settings.stepsPerEpoch ?? 1))]
          + columns.map { Figures.spread($0.runs.compactMap { $0.testAccuracy(after: step) }) })
    }
    let unit = settings.stepsPerEpoch.map { "epochs of \($0) steps" } ?? "steps"
    return ["Test accuracy in % after so many \(unit): mean of the seeds (lowest–highest)"] + table.lines
  }

  /// The same last weights judged by other statistics, so that a gap between the two shows.
  private var batchStatisticsLine: [String] {
    guard let with = result.chosen(.with) else { return [] }
    let runs = result.runs(.with, with.learningRate)
    let byBatch = Figures.mean(runs.compactMap(\.lastTestAccuracyByBatchStatistics))
    return [
      "Last weights with batch norm, rate \(Figures.rate(with.learningRate)): \(Figures.percent(with.lastTestAccuracy)) "
        + "by running averages, \(Figures.percent(byBatch)) by the statistics of test batches of 256.", "",
    ]
  }
}
