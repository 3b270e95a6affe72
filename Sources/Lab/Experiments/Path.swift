import Charts
import NormKit

/// The way of gradient descent over a badly scaled loss, with the inputs as they are and standardized by batch norm.
struct Path: Experiment {
  let name = "path"
  let title = "A straight path"
  let question =
    "Which way does gradient descent take to the minimum of a badly scaled loss, with the inputs as they are and standardized?"
  let claim = "With inputs on one scale gradient descent goes straight to the minimum; on unlike scales it zigzags."

  private static let rates: [Float] = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1, 1.1]
  private static let slowRate: Float = 0.1

  /// Two losses of the same condition number for two reasons: the second is none that standardizing can remove.
  private enum Shape: String, CaseIterable {
    case scaled = "unlike scales"
    case correlated = "correlated inputs"

    func problem(seed: UInt64) throws -> PathProblem {
      switch self {
      case .scaled: try PathProblem(scale: 0.2, correlation: 0, weights: (1, 5), seed: seed)
      case .correlated: try PathProblem(scale: 1, correlation: 12.0 / 13, weights: (1.3, 0.1), seed: seed)
      }
    }
  }

  /// The descents of one sort over one loss, the first at the first rate.
  private struct Sweep {
    var shape: Shape
    var standardizes: Bool
    var seed: UInt64
    var problem: PathProblem
    var descents: [PathProblem.Descent]

    /// The rate of the fewest steps.
    var best: Int {
      Path.rates.indices.min { (descents[$0].steps ?? .max) < (descents[$1].steps ?? .max) } ?? 0
    }
    var bestRate: Float { Path.rates[best] }
    func descent(at rate: Float) -> PathProblem.Descent? {
      Path.rates.firstIndex(of: rate).map { descents[$0] }
    }
  }

  func run(_ context: Context) throws -> Outcome {
    let seeds = context.seeds()
    let steps = context.choose(quick: 600, full: 2000)
    let sorts = Shape.allCases.flatMap { shape in
      [false, true].flatMap { sort in seeds.map { (shape: shape, standardizes: sort, seed: $0) } }
    }
    let sweeps = try context.parallel(sorts, "descended") { sort in
      let problem = try sort.shape.problem(seed: sort.seed)
      return Sweep(
        shape: sort.shape, standardizes: sort.standardizes, seed: sort.seed, problem: problem,
        descents: try Self.rates.map {
          try problem.descend(standardizes: sort.standardizes, rate: $0, steps: steps)
        })
    }
    var outcome = Outcome(verdict: verdict(sweeps))
    describe(&outcome, seeds, steps)
    outcome.tables = [table(sweeps)]
    outcome.figures = figures(sweeps)
    try outcome.record("rates", Self.rates)
    try outcome.record("steps_run", steps)
    for sweep in sweeps {
      let sort = sweep.standardizes ? "standardized" : "raw"
      try outcome.record(
        "\(sweep.shape)_\(sort)_seed_\(sweep.seed)_steps_to_a_thousandth", sweep.descents.map(\.steps))
      try outcome.record("\(sweep.shape)_\(sort)_seed_\(sweep.seed)_detour", sweep.descents.map(\.detour))
    }
    return outcome
  }

  private func describe(_ outcome: inout Outcome, _ seeds: [UInt64], _ steps: Int) {
    let names = Format.seeds(seeds)
    outcome.describe(
      "data",
      "drawn: \(PathProblem.samples) samples of two inputs, the target a weighted sum of them and noise of std 0.1; one "
        + "input's std a fifth of the other's, or both of std 1 and correlated by 12/13; seeds \(names)")
    outcome.describe(
      "net",
      "one linear unit without bias, squared error; with and without a batch norm before it that only standardizes "
        + "(no γ, no β, ε 1e-7)")
    outcome.describe("training", "gradient descent on all samples at once from weights of 0, up to \(steps) steps")
    outcome.describe(
      "rates",
      "\(Format.rates(Self.rates)); chosen for each arm: the one of the fewest steps, "
        + "which is what is asked, so that no held-out data are needed")
    outcome.describe("statistics", "those of the batch, which is all the data")
  }

  // MARK: Table

  private func table(_ sweeps: [Sweep]) -> Table {
    var table = Table(
      "Steps until the loss is within a thousandth of its way to the minimum",
      ["loss and inputs", "condition number", "own best rate", "steps", "detour", "steps at rate 0.1"],
      notes: [
        "Median of the seeds (fewest–most). Condition number: the loss's largest curvature over its smallest; 1 is a round "
          + "bowl. Detour: the length of the way over that of the straight line, in the weights that were trained, at the own "
          + "best rate."
      ])
    for shape in Shape.allCases {
      for standardizes in [false, true] {
        let group = group(sweeps, shape, standardizes)
        let rates = Set(group.map(\.bestRate)).sorted().map(Format.rate)
        table.rows.append([
          "\(shape.rawValue), \(standardizes ? "standardized" : "raw")",
          Self.median(group.map { $0.problem.conditionNumber(standardized: standardizes) }),
          rates.joined(separator: ", "), Format.steps(group.map { $0.descents[$0.best].steps }),
          Self.median(group.compactMap { $0.descents[$0.best].detour }),
          Format.steps(group.map { $0.descent(at: Self.slowRate)?.steps }),
        ])
      }
    }
    return table
  }

  private static func median(_ values: [Double]) -> String {
    Statistics.median(values).map { Format.decimal($0, places: 1) } ?? "–"
  }

  private func group(_ sweeps: [Sweep], _ shape: Shape, _ standardizes: Bool) -> [Sweep] {
    sweeps.filter { $0.shape == shape && $0.standardizes == standardizes }
  }

  // MARK: Figures

  private func figures(_ sweeps: [Sweep]) -> [Figure] {
    guard let raw = group(sweeps, .scaled, false).first, let straight = group(sweeps, .scaled, true).first,
      let rawCorrelated = group(sweeps, .correlated, false).first,
      let correlated = group(sweeps, .correlated, true).first
    else { return [] }
    let best = Format.rate(raw.bestRate)
    return [
      Figure(
        name: "scaled",
        caption:
          "Inputs of unlike scale. The raw path at its best rate jumps from side to side of the valley; at a small "
          + "rate it falls into the valley first and then creeps along it. The standardized one, drawn here in the raw "
          + "inputs' weights, heads for the minimum. Seed 1.",
        chart: contours(
          "Descent over a badly scaled loss", raw.problem,
          [
            ("raw, rate \(best), its best", raw.descents[raw.best], .without),
            ("raw, rate 0.1", raw.descent(at: Self.slowRate), .numbered(2)),
            ("standardized, rate 0.1", straight.descent(at: Self.slowRate), .with),
          ]
        )),
      Figure(
        name: "correlated",
        caption:
          "Correlated inputs of equal scale: the valley lies askew, and standardizing each input leaves it as it is. "
          + "Both take the same way. Seed 1.",
        chart: contours(
          "Descent with correlated inputs", rawCorrelated.problem,
          [
            (
              "raw, rate \(Format.rate(rawCorrelated.bestRate))", rawCorrelated.descents[rawCorrelated.best], .without
            ),
            ("standardized, rate \(Format.rate(correlated.bestRate))", correlated.descents[correlated.best], .with),
          ]
        )),
      excess(raw, straight, correlated),
    ]
  }

  private func contours(
    _ title: String, _ problem: PathProblem, _ paths: [(String, PathProblem.Descent?, SeriesStyle)]
  ) -> ContourChart {
    let start = problem.excess(0, 0)
    return ContourChart(
      title: title, summary: "Contour lines of the loss over two weights, and the ways of gradient descent from 0.",
      x: Axis("weight of the second input"), y: Axis("weight of the first input"),
      levels: (-2...5).map { start * Statistics.power(4, -Double($0)) },
      contourName: "loss above its minimum, each line four times the next one inside",
      trajectories: paths.map { name, descent, style in
        ContourChart.Trajectory(
          name, (descent?.weights.prefix(60) ?? []).map { ($0.second, $0.first) }, style: style)
      }
    ) { second, first in problem.excess(first, second) }
  }

  private func excess(_ raw: Sweep, _ straight: Sweep, _ correlated: Sweep) -> Figure {
    func series(_ name: String, _ sweep: Sweep, _ rate: Float, _ style: SeriesStyle) -> LineChart.Series {
      let shares = sweep.descent(at: rate)?.excess ?? []
      return LineChart.Series(
        name, shares.prefix(201).enumerated().map { LineChart.Point(Double($0), $1) }, style: style)
    }
    let chart = LineChart(
      title: "The loss on its way down", summary: "Excess loss by step for raw and standardized inputs.",
      x: Axis("steps"), y: Axis("loss above its minimum (start: 1)", scale: .logarithmic, range: 1e-8...2),
      series: [
        series("raw, rate \(Format.rate(raw.bestRate)), its best", raw, raw.bestRate, .without),
        series("raw, rate 0.1", raw, Self.slowRate, .numbered(2)),
        series("standardized, rate 0.1", straight, Self.slowRate, .with),
        series(
          "correlated and standardized, rate \(Format.rate(correlated.bestRate))", correlated, correlated.bestRate,
          .numbered(3)),
      ])
    return Figure(
      name: "excess",
      caption:
        "How far the loss is above its minimum, as a share of what it is at the start, in the descents of figures 1 and 2.",
      chart: chart)
  }

  // MARK: Verdict

  private func verdict(_ sweeps: [Sweep]) -> Verdict {
    func steps(_ shape: Shape, _ standardizes: Bool) -> [Int?] {
      group(sweeps, shape, standardizes).map { $0.descents[$0.best].steps }
    }
    func detour(_ standardizes: Bool) -> String {
      Self.median(group(sweeps, .scaled, standardizes).compactMap { $0.descents[$0.best].detour })
    }
    let (raw, straight) = (steps(.scaled, false), steps(.scaled, true))
    let most = straight.contains(nil) ? Int.max : straight.compactMap { $0 }.max() ?? .max
    let fewest = raw.compactMap { $0 }.min() ?? .max
    return Verdict(
      most < fewest ? .borneOut : .notBorneOut, claim: claim,
      seen:
        "On inputs of unlike scales descent took \(Format.steps(raw)) steps at its best rate, on a way \(detour(false)) times as "
        + "long as the straight line; standardized \(Format.steps(straight)) steps, \(detour(true)) times. Standardizing cures "
        + "unlike scales alone: with correlated inputs of nearly the same condition number it took "
        + "\(Format.steps(steps(.correlated, false))) steps raw and \(Format.steps(steps(.correlated, true))) standardized.",
      number: "\(Format.steps(straight)) steps standardized, \(Format.steps(raw)) raw")
  }
}
