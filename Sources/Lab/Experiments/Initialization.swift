import Charts
import NormKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How much the size of the start values matters, with and without batch norm.
struct Initialization: Experiment {
  let name = "initialization"
  let title = "Less careful initialization"
  let question = "From which sizes of start values does a net learn, with and without batch normalization?"
  let claim = "With batch normalization the start values matter less: the net learns from a wider range of them."

  /// What every seed has to end at for a start to count as one that the net learns from.
  private static let goal = 0.9

  private static func nets(_ deviation: Float) -> [Net] {
    let name = "std \(Format.rate(deviation))"
    return [
      .paper("without, \(name)", standardDeviation: deviation, momentum: nil),
      .paper("with, \(name)", standardDeviation: deviation, momentum: PaperNet.momentum),
    ]
  }

  /// What was run.
  private struct Sweep {
    var deviations: [Float]
    var rates: [Float]
    var runs: [Run]

    func group(_ arm: Int, _ deviation: Float, _ rate: Float) -> RunGroup? {
      runs.group(Initialization.nets(deviation)[arm], rate)
    }

    /// At the start's own best rate.
    func best(_ arm: Int, _ deviation: Float) -> RunGroup? { runs.best(Initialization.nets(deviation)[arm]) }

    /// The one rate that is best on held-out images over all starts.
    func bestRate(_ arm: Int) -> Float {
      func mean(_ rate: Float) -> Double {
        Statistics.mean(
          deviations.flatMap { group(arm, $0, rate)?.runs.map(\.lastHeldOutAccuracy) ?? [] })
      }
      return rates.max { mean($0) < mean($1) } ?? rates[0]
    }

    /// The starts from which every seed ended at the goal or above, each at its own best rate.
    func learning(_ arm: Int) -> [Float] {
      deviations.filter { best(arm, $0)?.lastTestAccuracies.allSatisfy { $0 >= Initialization.goal } ?? false }
    }

    /// The same, all at one rate.
    func learningAtOneRate(_ arm: Int) -> [Float] {
      let rate = bestRate(arm)
      return deviations.filter {
        group(arm, $0, rate)?.lastTestAccuracies.allSatisfy { $0 >= Initialization.goal } ?? false
      }
    }
  }

  func run(_ context: Context) throws -> Outcome {
    let deviations: [Float] = context.choose(
      tiny: [0.01, 0.3], quick: [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      full: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10])
    let rates: [Float] = context.choose(tiny: [1], quick: [0.1, 1, 10], full: [0.1, 0.3, 1, 3, 10, 30])
    let steps = context.steps(quick: 250, full: 1500)
    let course = Course(steps: steps, every: max(1, steps / 2))
    let seeds = context.seeds()
    let runs = try context.train(
      Trial.all(deviations.flatMap(Self.nets), rates: rates, seeds: seeds), course)
    let sweep = Sweep(deviations: deviations, rates: rates, runs: runs)
    var outcome = Outcome(verdict: verdict(sweep))
    describe(&outcome, context, course, sweep, seeds)
    outcome.tables = [table(sweep)]
    outcome.figures = [figure(sweep, steps), heatMap(sweep, 1), heatMap(sweep, 0)]
    try outcome.record("course", course)
    try outcome.record("standard_deviations", deviations)
    try outcome.record("rates", rates)
    try outcome.record("runs", runs)
    return outcome
  }

  private func describe(
    _ outcome: inout Outcome, _ context: Context, _ course: Course, _ sweep: Sweep, _ seeds: [UInt64]
  ) {
    PaperNet.describe(
      &outcome, context.data,
      start:
        "Gaussian kernels of std \(Format.rates(sweep.deviations)), equal in both nets but for "
        + "that factor, biases 0")
    outcome.describe(
      "training",
      "plain SGD at a constant rate, \(Format.count(course.steps)) steps of \(course.batchSize) images, in the same order for "
        + "all; seeds " + Format.seeds(seeds))
    outcome.describe(
      "rates",
      "\(Format.rates(sweep.rates)); chosen on held-out images at the end: for each start its own "
        + "best, and the one of the best mean over all starts")
  }

  private static func name(_ arm: Int) -> String { arm == 1 ? "with batch norm" : "without batch norm" }

  private static func band(_ group: RunGroup?) -> String { Format.band(group?.lastTestAccuracies ?? []) }

  private func table(_ sweep: Sweep) -> Table {
    let fixed = [0, 1].map { sweep.bestRate($0) }
    return Table(
      "Test accuracy in % at the end",
      [
        "std", "without", "rate", "without, all at rate \(Format.rate(fixed[0]))", "with", "rate",
        "with, all at rate \(Format.rate(fixed[1]))",
      ],
      rows: sweep.deviations.map { deviation in
        [Format.rate(deviation)]
          + [0, 1].flatMap { arm -> [String] in
            let best = sweep.best(arm, deviation)
            return [
              Self.band(best), best.map { Format.rate($0.learningRate) } ?? "–",
              Self.band(sweep.group(arm, deviation, fixed[arm])),
            ]
          }
      },
      notes: [
        "Median of the seeds (worst–best). std: the standard deviation of the start values. Each at its own best rate, and all "
          + "at the one rate that is best over all."
      ])
  }

  private func figure(_ sweep: Sweep, _ steps: Int) -> Figure {
    func points(_ group: (Float) -> RunGroup?) -> [LineChart.Point] {
      sweep.deviations.compactMap { deviation in
        group(deviation).map { LineChart.Point(Double(deviation), runs: $0.lastTestAccuracies.map { 100 * $0 }) }
      }
    }
    let styles: [[SeriesStyle]] = [[.without, .numbered(3)], [.with, .numbered(2)]]
    let series = [1, 0].flatMap { arm -> [LineChart.Series] in
      let rate = sweep.bestRate(arm)
      return [
        LineChart.Series(
          "\(Self.name(arm)), own best rate", points { sweep.best(arm, $0) }, style: styles[arm][0]),
        LineChart.Series(
          "\(Self.name(arm)), all at rate \(Format.rate(rate))", points { sweep.group(arm, $0, rate) },
          style: styles[arm][1]),
      ]
    }
    let chart = LineChart(
      title: "Test accuracy by the size of the start values",
      summary: "The test accuracy at the end of training, by the standard deviation that the kernels started with.",
      x: Axis("standard deviation of the start values", scale: .logarithmic),
      y: Axis("test accuracy", unit: "%", range: 0...100), series: series)
    return Figure(
      name: "starts", caption: "After \(Format.count(steps)) steps, by running averages; guessing scores about 10 %.",
      chart: chart)
  }

  /// Whether training ran away: at the end the loss of most seeds is no number, or twice that of guessing.
  private static func hasDiverged(_ group: RunGroup) -> Bool {
    let limit = 2 * log(Double(ExperimentData.classes))
    return group.runs.count { ($0.measurements.last?.trainingLoss ?? .infinity) > limit } * 2 > group.runs.count
  }

  private func heatMap(_ sweep: Sweep, _ arm: Int) -> Figure {
    let cells = sweep.deviations.reversed().map { deviation in
      sweep.rates.map { rate -> HeatMap.Cell in
        guard let group = sweep.group(arm, deviation, rate), let median = Statistics.median(group.lastTestAccuracies)
        else { return .notRun }
        return Self.hasDiverged(group) ? .diverged : .value(100 * median)
      }
    }
    let name = Self.name(arm)
    let map = HeatMap(
      title: "Start values and rate, \(name)",
      summary: "Test accuracy by the start values' std and by the learning rate.",
      columnTitle: "learning rate", columns: sweep.rates.map(Format.rate), rowTitle: "std of the start values",
      rows: sweep.deviations.reversed().map(Format.rate), cells: cells,
      valueTitle: "test accuracy (%), median of the seeds", range: 10...100)
    return Figure(
      name: arm == 1 ? "map-with" : "map-without",
      caption:
        "Test accuracy at the end, \(name)."
        + (cells.joined().contains { $0.isDiverged }
          ? " Diverged: at the end the training loss of most seeds was more than twice guessing's, or no number." : ""),
      chart: map)
  }

  // MARK: Verdict

  /// How many times as large the largest is as the smallest: 0 of none.
  private static func width(_ deviations: [Float]) -> Double {
    guard let low = deviations.min(), let high = deviations.max() else { return 0 }
    return Double(high) / Double(low)
  }

  private static func range(_ deviations: [Float]) -> String {
    guard let low = deviations.min(), let high = deviations.max() else { return "none" }
    return low == high ? Format.rate(low) : "\(Format.rate(low)) to \(Format.rate(high))"
  }

  /// Which net learns from more of the starts.
  static func finding(with: [Float], without: [Float]) -> Verdict.Outcome {
    with.count > without.count ? .borneOut : with.count < without.count ? .notBorneOut : .undecided
  }

  private func verdict(_ sweep: Sweep) -> Verdict {
    let own = [0, 1].map { sweep.learning($0) }
    let fixed = [0, 1].map { sweep.learningAtOneRate($0) }
    let count = sweep.deviations.count
    return Verdict(
      Verdict.Outcome(all: [own, fixed].map { Self.finding(with: $0[1], without: $0[0]) }), claim: claim,
      seen:
        "Every seed ended with 90 % of the test images right or more from \(own[1].count) of \(count) sizes of start values with "
        + "batch norm (std \(Self.range(own[1]))) and from \(own[0].count) without (\(Self.range(own[0]))), each at its own best rate; "
        + "with one rate for all sizes from \(fixed[1].count) with (\(Self.range(fixed[1])), rate "
        + "\(Format.rate(sweep.bestRate(1)))) and \(fixed[0].count) without (\(Self.range(fixed[0])), rate "
        + "\(Format.rate(sweep.bestRate(0)))).",
      number: "learns from std \(Self.range(own[1])) with, \(Self.range(own[0])) without")
  }
}
