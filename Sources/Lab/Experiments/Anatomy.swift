import Charts
import NormKit

/// What batch norm does to a unit: its statistics, γ and β over the steps, and the form of what comes out.
struct Anatomy: Experiment {
  let name = "anatomy"
  let title = "What it is"
  let question =
    "What are γ, β, the batches' and the running statistics of a layer while it trains, and what does batch norm make of a unit's numbers?"
  let claim =
    "Every batch is standardized to a normal distribution of mean 0 and variance 1; γ and β then scale and shift it, and are learned, not set."

  private static let rate: Float = 1
  private static let keras = 0.99
  /// How much of Keras's average is its start after 100 steps: "37 %".
  private static let shareOfStart = "\(Format.decimal(100 * Statistics.power(keras, 100), places: 0)) %"
  /// The samples that the form of a unit's numbers is judged by.
  private static let lookedAt = 1000

  /// One training from one seed.
  private struct Watched {
    var run: Run
    var trace: UnitTrace
    var shapes: [UnitShape]
  }

  func run(_ context: Context) throws -> Outcome {
    let (data, seeds) = (context.data, context.seeds())
    let course = Course(steps: context.steps(quick: 600, full: 5000), logarithmicFrom: 1)
    let looked = try data.train.subset(0..<min(Self.lookedAt, data.train.count))
    let plain = Net.paper("Keras's averages", standardDeviation: PaperNet.standardDeviation) {
      BatchNormalization(momentum: Self.keras)
    }
    let items = seeds.map { (net: PaperNet.with(), seed: $0) } + [(net: plain, seed: seeds[0])]
    let watched = try context.parallel(items, "watched") { item in
      try Self.watch(item.net, item.seed, data, course, looked)
    }
    let seen = Array(watched.dropLast())
    let keras = watched[watched.count - 1].trace
    var outcome = Outcome(verdict: verdict(seen, looked.count))
    describe(&outcome, data, course, seeds, looked.count)
    outcome.tables = [unitsTable(seen[0]), formTable(seen, looked.count)]
    outcome.figures = figures(seen[0], keras)
    try outcome.record("course", course)
    try outcome.record("traces", seen.map(\.trace))
    try outcome.record("trace_with_keras_averages", keras)
    try outcome.record("units", seen.map(\.shapes))
    try outcome.record("runs", seen.map(\.run))
    return outcome
  }

  private static func watch(
    _ net: Net, _ seed: UInt64, _ data: ExperimentData, _ course: Course, _ looked: Dataset
  ) throws -> Watched {
    let shape = data.train.sampleShape
    // The outputs, the last sigmoid, and then the batch norm too.
    let (after, before) = (
      try Probe(net, withoutLast: 2, inputShape: shape), try Probe(net, withoutLast: 3, inputShape: shape)
    )
    var trace = UnitTrace(seed: seed)
    var shapes: [UnitShape] = []
    let run = try Run.train(
      net, optimizer: .sgd(learningRate: rate), seed: seed, data: data, course: course,
      look: { (trainer) throws(NormKitError) in
        // Another batch each time.
        let first = (trace.steps.count * course.batchSize) % (data.train.count - course.batchSize)
        let batch = try data.train.subset(first..<first + course.batchSize)
        try trace.add(trainer.iterations, trainer.model, before, batch: batch)
      },
      finish: { trainer in
        let (gamma, beta) = (
          try UnitTrace.tensor("gamma", of: trainer.model), try UnitTrace.tensor("beta", of: trainer.model)
        )
        let inputs = try before.outputs(of: trainer.model, for: looked)
        let outputs = try after.outputs(of: trainer.model, for: looked)
        shapes = (0..<before.units).map { unit in
          UnitShape(
            unit, before: before.column(unit, of: inputs), after: after.column(unit, of: outputs),
            gamma: gamma[unit], beta: beta[unit], epsilon: BatchNormalization().epsilon)
        }
      })
    return Watched(run: run, trace: trace, shapes: shapes)
  }

  private func describe(
    _ outcome: inout Outcome, _ data: ExperimentData, _ course: Course, _ seeds: [UInt64], _ looked: Int
  ) {
    PaperNet.describe(&outcome, data, start: "Gaussian kernels of std \(PaperNet.standardDeviation); γ 1, β 0")
    outcome.describe(
      "training",
      "plain SGD at rate \(Format.rate(Self.rate)), \(Format.count(course.steps)) steps of \(course.batchSize) images; seeds "
        + Format.seeds(seeds) + "; the pictures are of seed \(seeds[0])")
    outcome.describe(
      "looked at",
      "the last hidden layer's batch norm, one by one its first \(UnitTrace.drawn) units; forms of units by "
        + "\(Format.count(looked)) training images as one batch, statistics over the steps by batches of \(course.batchSize)"
    )
    outcome.describe(
      "averages",
      "weight of the old \(PaperNet.momentum), bias-corrected, and beside it Keras's default, \(Self.keras) without "
        + "correction, from mean 0 and variance 1: the same training otherwise, to the bit")
  }

  // MARK: Tables

  private func unitsTable(_ seen: Watched) -> Table {
    func decimal(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }
    return Table(
      "Three units at the end: mean and standard deviation",
      ["unit", "before: mean", "std", "standardized: mean", "std", "γ", "β", "after: mean", "std"],
      rows: seen.shapes.prefix(UnitTrace.drawn).map { shape in
        [
          "\(shape.unit + 1)", decimal(shape.before.mean), decimal(shape.before.deviation),
          decimal(shape.standardized.mean), decimal(shape.standardized.deviation), decimal(shape.gamma),
          decimal(shape.beta), decimal(shape.after.mean), decimal(shape.after.deviation),
        ]
      },
      notes: [
        "Seed \(seen.trace.seed). After: the mean is β, the std is |γ|·σ/√(σ² + ε). The standardized std is under 1 by ε's share."
      ])
  }

  private func formTable(_ seen: [Watched], _ count: Int) -> Table {
    let shapes = seen[0].shapes
    let farthest = shapes.max { $0.distance < $1.distance }
    var table = Table(
      "Standardized is not normal: percentiles of a unit's standardized numbers",
      ["numbers"] + UnitShape.percents.map { "\(Format.number($0)) % below" } + ["distance from normal"],
      rows: [["normal"] + UnitShape.normalPercentiles.map { NumberText.fixed($0) } + ["0"]],
      notes: [
        "Distance: the largest difference between the shares of numbers below a value, here and in a normal distribution "
          + "(Kolmogorov, Smirnov). For \(Format.count(count)) numbers drawn from a normal distribution it stays below "
          + "\(Format.decimal(UnitShape.criticalDistance(count: count), places: 3)) 99 times in 100 (Lilliefors 1967). Seed "
          + "\(seen[0].trace.seed)."
      ])
    for (name, shape) in shapes.prefix(UnitTrace.drawn).map({ ("unit \($0.unit + 1)", $0) })
      + (farthest.map { [("the farthest from normal, unit \($0.unit + 1)", $0)] } ?? [])
    {
      table.rows.append(
        [name] + shape.percentiles.map { NumberText.fixed($0) } + [Format.decimal(shape.distance, places: 3)])
    }
    return table
  }

  // MARK: Figures

  private func figures(_ seen: Watched, _ keras: UnitTrace) -> [Figure] {
    let trace = seen.trace
    return [
      Figure(
        name: "gamma", caption: "γ starts at 1 for every unit. What it becomes is learned.",
        chart: traceChart("γ over the steps", "γ", trace, trace.gamma)),
      Figure(
        name: "beta", caption: "β starts at 0 for every unit. What it becomes is learned.",
        chart: traceChart("β over the steps", "β", trace, trace.beta)),
      Figure(
        name: "mean",
        caption:
          "The first unit: each batch has a mean of its own (marks), the running mean follows. Keras's average sets "
          + "out from 0 and is late: after 100 steps \(Self.shareOfStart) of it is still its start. Corrected for that "
          + "share (bias-corrected), an average follows at once.",
        chart: statisticChart(
          "Batch and running mean", "mean of what goes in", trace, keras, \.batchMean, \.runningMean)),
      Figure(
        name: "deviation",
        caption:
          "The first unit's standard deviation. Keras's running variance sets out from 1, whatever the batches' variance is.",
        chart: statisticChart(
          "Batch and running standard deviation", "standard deviation of what goes in", trace, keras, \.batchDeviation,
          \.runningDeviation)),
      Figure(
        name: "form",
        caption:
          "Standardized numbers of two units at the end, before γ and β: mean 0 and variance 1 both, and the normal "
          + "density for comparison.",
        chart: formChart(seen.shapes)),
    ]
  }

  private func points(_ trace: UnitTrace, _ values: [Double]) -> [LineChart.Point] {
    zip(trace.steps, values).map { LineChart.Point(Double($0), $1) }
  }

  private func traceChart(
    _ title: String, _ name: String, _ trace: UnitTrace, _ quantity: UnitTrace.Quantity
  ) -> LineChart {
    let layer = trace.steps.indices.map { index in
      LineChart.Point(
        Double(trace.steps[index]), quantity.median[index], spread: quantity.lowest[index]...quantity.highest[index])
    }
    return LineChart(
      title: title, summary: "\(name) of three units and of the whole layer over the training steps.",
      x: Axis("training steps", scale: .logarithmic), y: Axis(name),
      series: [LineChart.Series("median of 100 units", layer, style: .numbered(5))]
        + quantity.units.enumerated().map { unit, values in
          LineChart.Series("unit \(unit + 1)", points(trace, values), style: .numbered(unit))
        }, bandName: "lowest to highest of the units")
  }

  private func statisticChart(
    _ title: String, _ axis: String, _ trace: UnitTrace, _ keras: UnitTrace,
    _ batch: KeyPath<UnitTrace, UnitTrace.Quantity>, _ running: KeyPath<UnitTrace, UnitTrace.Quantity>
  ) -> LineChart {
    LineChart(
      title: title, summary: "One unit's statistics of single batches and its running ones over the training steps.",
      x: Axis("training steps", scale: .logarithmic), y: Axis(axis),
      series: [
        .reference(
          "batches of 60", points(trace, trace[keyPath: batch].units[0]), style: .numbered(5)),
        LineChart.Series(
          "running, \(PaperNet.momentum), bias-corrected", points(trace, trace[keyPath: running].units[0]), style: .with
        ),
        LineChart.Series(
          "running, Keras's \(Self.keras)", points(keras, keras[keyPath: running].units[0]), style: .without),
      ])
  }

  private func formChart(_ shapes: [UnitShape]) -> LineChart {
    let places = (0..<UnitShape.bins).map { UnitShape.firstBin + (Double($0) + 0.5) * UnitShape.binWidth }
    let farthest = shapes.max { $0.distance < $1.distance }
    let units = [shapes.first].compactMap { $0 } + (farthest.map { [$0] } ?? [])
    return LineChart(
      title: "Standardized is not normal",
      summary: "Histograms of two units' standardized numbers beside the normal density.",
      x: Axis("standardized number"), y: Axis("density"),
      series: units.enumerated().map { index, shape in
        LineChart.Series(
          "unit \(shape.unit + 1)" + (index == 1 ? ", the farthest from normal" : ""),
          zip(places, shape.density).map { LineChart.Point($0, $1) }, style: .numbered(index))
      } + [
        .reference(
          "normal", places.map { LineChart.Point($0, UnitShape.normalDensity($0)) }, style: .numbered(5))
      ])
  }

  // MARK: Verdict

  private func verdict(_ seen: [Watched], _ count: Int) -> Verdict {
    let shapes = seen.flatMap(\.shapes)
    let isStandardized = shapes.allSatisfy(\.isStandardized)
    let learns = seen.allSatisfy { watched in watched.shapes.contains { abs($0.gamma - 1) > 0.1 || abs($0.beta) > 0.1 }
    }
    let critical = UnitShape.criticalDistance(count: count)
    let otherwise = seen.map { watched in Double(watched.shapes.count { $0.distance > critical }) }
    // One unit in a hundred of a normal layer would be called none; five are more than chance.
    let isNormal = seen.indices.allSatisfy { otherwise[$0] <= 0.05 * Double(seen[$0].shapes.count) }
    let parts = [isStandardized, isNormal, learns]
    func range(_ values: [Double]) -> String {
      "\(NumberText.fixed(values.min() ?? 0)) to \(NumberText.fixed(values.max() ?? 0))"
    }
    let units = seen.first?.shapes.count ?? 0
    let band = Band(otherwise, higherIsBetter: false)
    let notNormal =
      band.map { "\(Format.number($0.median)) (\(Format.number($0.best)) to \(Format.number($0.worst)))" } ?? "none"
    return Verdict(
      parts.allSatisfy { $0 } ? .borneOut : parts.contains(true) ? .partly : .notBorneOut, claim: claim,
      seen: (isStandardized
        ? "Standardized, every unit's numbers had mean 0 and, but for ε, variance 1"
        : "Not every unit was standardized")
        + "; yet \(notNormal) of \(units) units were farther from a normal distribution than chance allows one time in a "
        + "hundred: standardized is not normal. Training took γ from 1 to values of \(range(shapes.map(\.gamma))) and β from 0 "
        + "to values of \(range(shapes.map(\.beta))) within one layer.",
      number: "\(notNormal) of \(units) standardized units are not normal; γ \(range(shapes.map(\.gamma)))")
  }
}
