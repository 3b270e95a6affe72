import Charts
import NormKit

/// The experiment of Ioffe & Szegedy 2015, §4.1: test accuracy over the steps, and what goes into a last sigmoid.
struct Convergence: Experiment {
  let name = "convergence"
  let title = "Trains faster"
  let question = "How many steps does the paper's net take to a given accuracy, with and without batch normalization?"
  let claim =
    "With batch normalization the same net gets to the same accuracy in fewer steps, and what goes into its units moves less."

  /// Test accuracies to be reached.
  private static let goals = [0.9, 0.95, 0.97, 0.98]
  /// Images that units are watched on.
  private static let lookedAt = 500
  /// The seed of the short trainings by which rates are chosen, none of those that are shown.
  private static let choosingSeed: UInt64 = 101
  private static let momentum = 0.9
  /// The paper's "small random Gaussian values", and the size that suits the net without batch norm best.
  private static let starts: (small: Float, other: Float) = (0.1, 0.3)

  private let nets: (with: Net, without: Net, otherStart: Net) = (
    PaperNet.with(standardDeviation: starts.small, momentum: momentum),
    PaperNet.without(standardDeviation: starts.small),
    .paper("without, std 0.3", standardDeviation: starts.other)
  )

  /// The nets at the rates chosen for them.
  private struct Result {
    /// The short trainings.
    var sweep: [Run]
    var runs: [Run]
    var bands: [UnitBands]
    var course: Course

    func best(_ net: Net) -> RunGroup? { sweep.best(net).flatMap { runs.group(net, $0.learningRate) } }
    func group(_ net: Net, atRateOf other: Net) -> RunGroup? {
      sweep.best(other).flatMap { runs.group(net, $0.learningRate) }
    }
  }

  func run(_ context: Context) throws -> Outcome {
    let rates: [Float] = context.choose(tiny: [1], quick: [0.3, 1, 3, 10], full: [0.1, 0.3, 1, 3, 10])
    let course = Course(
      steps: context.steps(quick: 2000, full: 50_000), logarithmicFrom: 10, also: PaperCurves.steps)
    let seeds = context.seeds()
    let sweep = try context.train(
      Trial.all([nets.with, nets.without, nets.otherStart], rates: rates, seeds: [Self.choosingSeed]),
      Course(steps: course.steps / 10, every: course.steps / 10))
    let trials = trials(sweep, seeds)
    let looked = try context.data.heldOut.subset(0..<min(Self.lookedAt, context.data.heldOut.count))
    let trained = try context.parallel(trials, "trained") { trial -> (run: Run, bands: UnitBands?) in
      guard trial.seed == seeds[0] else {
        return (
          try Run.train(
            trial.net, optimizer: trial.optimizer, seed: trial.seed, data: context.data, course: course), nil
        )
      }
      return try UnitBands.train(trial, context.data, course, looking: looked)
    }
    let bands = [nets.with, nets.without].compactMap { net in
      trained.compactMap(\.bands).first {
        $0.arm == net.name && $0.learningRate == sweep.best(net)?.learningRate
      }
    }
    let result = Result(sweep: sweep, runs: trained.map(\.run), bands: bands, course: course)
    var outcome = Outcome(verdict: verdict(result))
    describe(&outcome, context.data, course, rates, seeds)
    outcome.tables = [stepsTable(result), paperTable(result), choiceTable(result, rates)]
    outcome.figures = [accuracyFigure(result)] + bands.map(bandFigure)
    outcome.times = times(result)
    try outcome.record("course", course)
    try outcome.record("rates", rates)
    try outcome.record("choosing_runs", sweep)
    try outcome.record("runs", result.runs)
    try outcome.record("unit_bands", bands)
    return outcome
  }

  /// Each net at its own best rate, and those without batch norm at its rate too.
  private func trials(_ sweep: [Run], _ seeds: [UInt64]) -> [Trial] {
    let withRate = sweep.best(nets.with)?.learningRate
    return [nets.with, nets.without, nets.otherStart].flatMap { net in
      Set([sweep.best(net)?.learningRate, withRate].compactMap { $0 }).sorted().flatMap { rate in
        Trial.all([net], rates: [rate], seeds: seeds)
      }
    }
  }

  private func describe(
    _ outcome: inout Outcome, _ data: ExperimentData, _ course: Course, _ rates: [Float], _ seeds: [UInt64]
  ) {
    PaperNet.describe(
      &outcome, data,
      start:
        "Gaussian kernels of std \(Self.starts.small), equal in both nets (the paper: \"small\"; the number is ours); the "
        + "net without also from \(Self.starts.other), which suits it better", momentum: Self.momentum)
    outcome.describe(
      "training",
      "plain SGD at a constant rate, \(Format.count(course.steps)) steps of \(course.batchSize) images, in the same order for "
        + "all; the paper says batches of 60 and 50,000 steps, but neither optimizer nor rate: these are our choice; seeds "
        + Format.seeds(seeds))
    outcome.describe(
      "rates",
      "\(Format.rates(rates)); chosen for each net: the one of the best accuracy on held-out "
        + "images after a tenth of the steps, of another seed (\(Self.choosingSeed))")
    outcome.describe(
      "unlike the paper",
      "its images are \"binary\"; ours keep their greys, since of one bit a pixel (above a half or not) this net got to 97.1 to "
        + "97.7 % of MNIST's test images in six tries of rates and starts, one seed each")
    outcome.describe(
      "units",
      "what goes into the first sigmoid of the last hidden layer for \(Self.lookedAt) held-out images, or all where there are "
        + "fewer, normalized together; seed \(seeds[0])")
  }

  // MARK: Tables

  private static func name(_ group: RunGroup) -> String { "\(group.arm), rate \(Format.rate(group.learningRate))" }

  private func stepsTable(_ result: Result) -> Table {
    Table(
      "Steps to a test accuracy, and test accuracy after \(Format.count(result.course.steps)) steps",
      ["net and rate"] + Self.goals.map { "\(Format.number(100 * $0)) %" } + ["at the end (%)"],
      rows: result.runs.groups.map { group in
        [Self.name(group)]
          + Self.goals.map { goal in Format.steps(group.runs.map { $0.steps(toTestAccuracy: goal) }) }
          + [Format.band(group.lastTestAccuracies)]
      },
      notes: [
        "Median of the seeds (fewest–most; worst–best). Accuracy is measured twenty times a decade of steps. Each net at "
          + "its own best rate, those without batch norm also at the rate of the one with it."
      ])
  }

  private func paperTable(_ result: Result) -> Table {
    PaperCurves.table(with: result.best(nets.with), without: result.best(nets.without))
  }

  private func choiceTable(_ result: Result, _ rates: [Float]) -> Table {
    Table(
      "Held-out accuracy in % after a tenth of the steps, by which rates are chosen",
      ["net"] + rates.map { "rate \(Format.rate($0))" },
      rows: [nets.with, nets.without, nets.otherStart].map { net in
        [net.name]
          + rates.map { rate in
            result.sweep.group(net, rate)?.runs.first.map {
              Format.decimal(100 * $0.lastHeldOutAccuracy, places: 2)
            } ?? "–"
          }
      })
  }

  private func times(_ result: Result) -> [PartTime] {
    [nets.with, nets.without].compactMap { result.best($0) }.flatMap { group -> [PartTime] in
      guard let seconds = Statistics.median(group.runs.map(\.seconds)) else { return [] }
      let steps = result.course.steps
      let whole = PartTime(part: "\(Self.name(group)), median of the seeds", seconds: seconds, steps: steps)
      guard let reached = Statistics.median(group.runs.map { $0.steps(toTestAccuracy: 0.95) }) else { return [whole] }
      let share = reached / Double(steps)
      return [whole, PartTime(part: "\(Self.name(group)), to 95 %", seconds: seconds * share, steps: Int(reached))]
    }
  }

  // MARK: Figures

  private func accuracyFigure(_ result: Result) -> Figure {
    let groups: [(RunGroup?, SeriesStyle)] = [
      (result.best(nets.with), .with), (result.best(nets.without), .without),
      (result.best(nets.otherStart), .numbered(2)),
    ]
    let series = groups.compactMap { group, style -> LineChart.Series? in
      guard let group else { return nil }
      let points = result.course.measuredSteps.map { step in
        LineChart.Point(Double(step), runs: group.runs.compactMap { $0.testAccuracy(after: step).map { 100 * $0 } })
      }
      return LineChart.Series(Self.name(group), points, style: style)
    }
    let chart = LineChart(
      title: "Test accuracy over the training steps",
      summary: "Test accuracy with and without batch norm over the steps, and points read off the paper's figure 1a.",
      x: Axis("training steps", scale: .logarithmic), y: Axis("test accuracy", unit: "%", range: 60...100),
      series: series + PaperCurves.series(to: result.course.steps))
    return Figure(
      name: "accuracy",
      caption:
        "Each net at its own best rate, by running averages; the paper's are its figure 1(a) on MNIST, read off to "
        + "±0.4 points. Accuracies below 60 % are not shown.",
      chart: chart)
  }

  private func bandFigure(_ bands: UnitBands) -> Figure {
    let isWith = bands.arm == nets.with.name
    let (low, middle, high) = (bands.drawnPercentiles[0], bands.drawnPercentiles[1], bands.drawnPercentiles[2])
    let points = bands.steps.indices.map { index in
      LineChart.Point(Double(bands.steps[index]), middle[index], spread: low[index]...high[index])
    }
    let chart = LineChart(
      title: "What goes into a last sigmoid, \(isWith ? "with" : "without") batch norm",
      summary: "The median and the 15th and 85th percentile of one unit's sigmoid input over the steps.",
      x: Axis("training steps", scale: .logarithmic), y: Axis("input of the sigmoid"),
      series: [LineChart.Series("median", points, style: isWith ? .with : .without)],
      bandName: "15th to 85th percentile of the images")
    return Figure(
      name: isWith ? "unit-with" : "unit-without",
      caption:
        "The first unit of the last hidden layer at rate \(Format.rate(bands.learningRate)), as in the paper's figure "
        + "1(\(isWith ? "c" : "b")). A sigmoid's slope is under a tenth of its largest beyond ±3.7.",
      chart: chart)
  }

  // MARK: Verdict

  /// To which accuracies there were fewer steps with batch norm, and to which more; `findings`: one for each of them.
  private static func text(_ findings: [Verdict.Outcome]) -> String {
    func names(_ finding: Verdict.Outcome) -> String {
      let names = goals.indices.filter { findings[$0] == finding }.map { Format.number(100 * goals[$0]) + " %" }
      return names.isEmpty ? "none of these" : names.joined(separator: ", ")
    }
    return "fewer steps to \(names(.borneOut)) and more to \(names(.notBorneOut))"
  }

  private func verdict(_ result: Result) -> Verdict {
    let groups = [nets.with, nets.without, nets.otherStart].map { result.best($0) }
    func text(_ index: Int, _ goal: Double) -> String {
      let steps = groups[index]?.runs.map { $0.steps(toTestAccuracy: goal) } ?? []
      return Statistics.median(steps).map { Format.count(Int($0)) } ?? Format.steps(steps)
    }
    let texts = Self.goals.map { goal in
      "to \(Format.number(100 * goal)) %: \(text(0, goal)) / \(text(1, goal)) / \(text(2, goal))"
    }
    let findings = [1, 2].map { index in
      Self.goals.map { goal in
        Verdict.Outcome(stepsOf: groups[0]?.runs ?? [], fewerThan: groups[index]?.runs ?? [], to: goal)
      }
    }
    let ends = groups.map { Format.median($0?.lastTestAccuracies ?? []) }
    let wanderings = result.bands.map {
      NumberText.fixed(Statistics.median($0.wanderings) ?? .nan, decimals: 1)
    }
    return Verdict(
      Verdict.Outcome(all: findings.flatMap { $0 }), claim: claim,
      seen:
        "Median steps with batch norm / without from the same start values (std \(Self.starts.small)) / without from "
        + "larger ones (std \(Self.starts.other)), \(texts.joined(separator: "; ")); accuracy at the end: "
        + "\(ends.joined(separator: " / ")). On every seed batch norm took, against the net from the same start, \(Self.text(findings[0])); "
        + "against the net from larger values, \(Self.text(findings[1])). Over the training the median of what goes into a last sigmoid "
        + "moved by \(wanderings.first ?? "–") times the distance of its 15th and 85th percentiles with batch norm, by "
        + "\(wanderings.last ?? "–") times without (median of the units).",
      number:
        "steps to \(Format.number(100 * Self.goals[1])) %: \(text(0, Self.goals[1])) with, \(text(1, Self.goals[1])) without, "
        + "\(text(2, Self.goals[1])) without from std \(Self.starts.other); at the end \(ends.joined(separator: ", "))",
      reference:
        "Ioffe & Szegedy 2015, figure 1(a), read off: .956 after 1,000 steps with, .70 without; .983 after 50,000 with, .977 "
        + "after 45,000 without")
  }
}
