import Charts
import NormKit

/// Which learning rates the paper's net bears with and without batch norm.
struct LearningRate: Experiment {
  let name = "learning-rate"
  let title = "Higher learning rates"
  let question = "Up to which learning rate does a net learn, with and without batch normalization?"
  let claim = "Batch normalization allows much higher learning rates."

  /// Each about three times the one before, over four decades and a half.
  private static let rates: [Float] = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300]

  func run(_ context: Context) throws -> Outcome {
    let nets = [PaperNet.without(), PaperNet.with()]
    let seeds = context.seeds()
    let rates = context.choose(tiny: [0.3, 3, 300], quick: Self.rates, full: Self.rates)
    let steps = context.steps(quick: 400, full: 3000)
    let course = Course(steps: steps, every: max(1, steps / 20))
    let runs = try context.train(Trial.all(nets, rates: rates, seeds: seeds), course)
    var outcome = Outcome(verdict: verdict(runs, nets, rates))
    PaperNet.describe(
      &outcome, context.data, start: "Gaussian kernels of std \(PaperNet.standardDeviation), equal in both nets")
    outcome.describe(
      "training",
      "plain SGD at a constant rate, \(Format.count(steps)) steps of 60 images, in the same order for both nets; seeds "
        + Format.seeds(seeds))
    outcome.tables = [table(runs, nets, rates), Self.reference]
    outcome.figures = [figure(runs, nets, rates, steps: steps)]
    try outcome.record("course", course)
    try outcome.record("rates", rates)
    try outcome.record("runs", runs)
    return outcome
  }

  private func table(_ runs: [Run], _ nets: [Net], _ rates: [Float]) -> Table {
    var table = Table(
      "Test accuracy in % at the end: median of the seeds (worst–best)",
      ["rate"] + nets.map(\.name),
      notes: ["diverged: the last epoch's training loss is no better than guessing's, ln 10, or no number."])
    for rate in rates {
      table.rows.append(
        [Format.rate(rate)]
          + nets.map { net in
            guard let group = runs.group(net, rate) else { return "–" }
            let band = Format.band(group.lastTestAccuracies)
            return group.divergence.isEmpty ? band : "\(group.divergence), \(band)"
          })
    }
    return table
  }

  private static let reference = Table(
    "For comparison: Ioffe & Szegedy 2015, §4.2, figure 3: Inception on ImageNet",
    ["net and rate", "steps to 72.2 % (millions)", "best accuracy (%)"],
    rows: [
      ["without, 0.0015", "31.0", "72.2"], ["with, the same rate", "13.3", "72.7"], ["with, ×5", "2.1", "73.0"],
      ["with, ×30", "2.7", "74.8"], ["with, ×5, sigmoids", "–", "69.8"],
    ],
    notes: [
      "Without batch norm the net diverged at ×5. The nets at ×5 and ×30 differ by more than batch norm (§4.2.1: no Dropout, "
        + "less weight decay, a faster falling rate and others); batch norm alone is the second row, 2.3 times fewer steps."
    ])

  private func figure(_ runs: [Run], _ nets: [Net], _ rates: [Float], steps: Int) -> Figure {
    let styles: [SeriesStyle] = [.without, .with]
    let series = zip(nets, styles).map { net, style in
      LineChart.Series(
        net.name,
        rates.compactMap { rate in
          runs.group(net, rate).map { LineChart.Point(Double(rate), runs: $0.lastTestAccuracies.map { 100 * $0 }) }
        }, style: style)
    }
    let chart = LineChart(
      title: "Test accuracy by learning rate", summary: "The test accuracy at the end of training, by the rate it had.",
      x: Axis("learning rate", scale: .logarithmic), y: Axis("test accuracy", unit: "%", range: 0...100), series: series
    )
    return Figure(
      name: "rates", caption: "After \(Format.count(steps)) steps at that rate; guessing scores about 10 %.",
      chart: chart)
  }

  /// The highest rate at which every seed ended at 90 % or above.
  private func highestRate(_ runs: [Run], _ net: Net, _ rates: [Float]) -> Float? {
    rates.last { rate in runs.group(net, rate)?.lastTestAccuracies.allSatisfy { $0 >= 0.9 } ?? false }
  }

  /// Whether the higher rates get further.
  private func bestText(_ runs: [Run], _ nets: [Net]) -> String {
    let groups = nets.map { runs.best($0) }
    let accuracies = groups.map { $0?.lastTestAccuracies ?? [] }
    let texts = zip(groups, accuracies).map { group, accuracies in
      "\(Format.median(accuracies)) (rate \(group.map { Format.rate($0.learningRate) } ?? "–"))"
    }
    let comparison =
      switch Verdict.Outcome(accuracies[1], above: accuracies[0]) {
      case .borneOut: "every seed with it above every seed without"
      case .notBorneOut: "every seed with it below every seed without"
      default: "the seeds overlap"
      }
    return "At the rate that is best for each on held-out images the net came to \(texts[1]) with and "
      + "\(texts[0]) without: \(comparison)."
  }

  private func verdict(_ runs: [Run], _ nets: [Net], _ rates: [Float]) -> Verdict {
    let highest = nets.map { highestRate(runs, $0, rates) }
    let texts = highest.map { $0.map(Format.rate) ?? "none" }
    let finding: Verdict.Outcome =
      switch (highest[0], highest[1]) {
      case (let without, let with?): with > without ?? 0 ? .borneOut : .notBorneOut
      case (_?, nil): .notBorneOut
      case (nil, nil): .undecided
      }
    return Verdict(
      finding, claim: claim,
      seen:
        "The highest rate at which every seed ended with 90 % of the test images right or more was \(texts[1]) with batch "
        + "norm and \(texts[0]) without. \(bestText(runs, nets))",
      number: "highest rate: \(texts[1]) with, \(texts[0]) without",
      reference:
        "Ioffe & Szegedy 2015, §4.2, Inception on ImageNet: with batch norm 30 times the rate (74.8 %), without "
        + "it 5 times diverged")
  }
}
