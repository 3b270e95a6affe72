import Charts
import NormKit

/// From which batch size on batch norm does well, and what does better below.
struct BatchSize: Experiment {
  let name = "batch-size"
  let title = "When to use it: batch size"
  let question =
    "At which batch sizes does batch normalization do well, and do ghost batches, batch renormalization or group normalization do better?"
  let claim =
    "Batch normalization wants batches of a fair size: with few images in a batch it does worse than with many, and worse than batch renormalization and group normalization."

  /// Images in a ghost batch.
  private static let ghost = 16
  /// Groups of a layer's 100 units.
  private static let groups = 10
  /// Over how many images running averages look back, whatever the batch size.
  private static let memory = 1000.0
  /// The sizes at which the claim is decided, and a large one beside them.
  private static let small = [2, 4]
  private static let large = 64

  private enum Arm: String, CaseIterable {
    case none
    case batch = "batch norm"
    case ghost = "ghost batches"
    case renormalized = "renormalized"
    case group = "group norm"

    /// What goes before each ReLU in the bias's place, for a training of so many steps.
    func layer(batchSize: Int, steps: Int) -> (@Sendable () -> any Layer)? {
      var norm = BatchNormalization(
        momentum: max(0.5, 1 - Double(batchSize) / BatchSize.memory), averaging: .biasCorrected)
      switch self {
      case .none: return nil
      case .batch: break
      case .ghost: norm.virtualBatchSize = BatchSize.ghost
      case .renormalized:
        norm.renormalization = Renormalization(
          rMax: .init(from: 1, to: 3, begin: steps / 10, end: steps / 2),
          dMax: .init(from: 0, to: 5, begin: steps / 10, end: steps / 2))
      case .group: return { GroupNormalization(groups: BatchSize.groups) }
      }
      return { [norm] in norm }
    }

    /// Whether running statistics normalize outside of training.
    var hasStatistics: Bool { self != .none && self != .group }

    var style: SeriesStyle {
      switch self {
      case .none: .without
      case .batch: .with
      case .ghost: .numbered(2)
      case .renormalized: .numbered(3)
      case .group: .numbered(4)
      }
    }
  }

  /// A training, and how the same weights did with statistics found anew.
  private struct Result: Encodable {
    var batchSize: Int
    var run: Run
    /// Test accuracy after recalibrating on training images; nil without running statistics.
    var recalibratedTestAccuracy: Double?
  }

  private static func net(_ arm: Arm, batchSize: Int, steps: Int) -> Net {
    .dense(
      arm.rawValue, hidden: [100, 100, 100], activation: Activation(.relu), initializer: .heNormal,
      normalization: arm.layer(batchSize: batchSize, steps: steps))
  }

  func run(_ context: Context) throws -> Outcome {
    let sizes = context.choose(
      tiny: [2, 4, 64], quick: [1, 2, 4, 16, 64, 128], full: [1, 2, 4, 8, 16, 32, 64, 128])
    let rates: [Float] = context.choose(tiny: [0.1], quick: [0.03, 0.3], full: [0.01, 0.03, 0.1, 0.3, 1])
    let images = context.choose(tiny: 256, quick: 3000, full: 24_000)
    let seeds = context.seeds()
    let items = sizes.flatMap { size in
      Trial.all(
        Arm.allCases.map { Self.net($0, batchSize: size, steps: images / size) }, rates: rates, seeds: seeds
      ).map { (size: size, trial: $0) }
    }
    let data = context.data
    let looked = try data.train.subset(0..<min(2000, data.train.count))
    let results = try context.parallel(items, "trained") { item in
      let course = Course(batchSize: item.size, steps: images / item.size, every: images / item.size)
      return try Self.train(item.trial, data, course, recalibratingOn: looked)
    }
    var outcome = Outcome(verdict: verdict(results))
    describe(&outcome, data, images, rates, seeds, looked.count)
    outcome.tables = [table(results, sizes), ratesTable(results, sizes), statisticsTable(results, sizes)]
    outcome.figures = [figure(results, sizes), heatMap(results, sizes), statisticsFigure(results, sizes)]
    try outcome.record("sizes", sizes)
    try outcome.record("rates", rates)
    try outcome.record("images", images)
    try outcome.record("results", results)
    return outcome
  }

  private static func train(
    _ trial: Trial, _ data: ExperimentData, _ course: Course, recalibratingOn looked: Dataset
  ) throws -> Result {
    var recalibrated: Double?
    let run = try Run.train(
      trial.net, optimizer: trial.optimizer, seed: trial.seed, data: data, course: course,
      finish: { trainer in
        guard Arm(rawValue: trial.net.name)?.hasStatistics == true else { return }
        try trainer.model.recalibrate(looked)
        recalibrated = try trainer.evaluate(data.test).accuracy
      })
    return Result(batchSize: course.batchSize, run: run, recalibratedTestAccuracy: recalibrated)
  }

  private func describe(
    _ outcome: inout Outcome, _ data: ExperimentData, _ images: Int, _ rates: [Float], _ seeds: [UInt64], _ looked: Int
  ) {
    outcome.describe(data: data)
    outcome.describe(
      "net",
      "3 × 100 ReLU units, He's start values, equal in all arms, 10 outputs, softmax cross-entropy; the norm before each "
        + "ReLU in the bias's place")
    outcome.describe(
      "arms",
      "none; batch norm; the same in ghost batches of \(Self.ghost) (Hoffer et al. 2017); batch renormalization (Ioffe 2017), "
        + "its limits widened to r 3 and d 5 from a tenth to half of the steps; group norm of \(Self.groups) groups (Wu & He "
        + "2018)")
    outcome.describe(
      "training",
      "plain SGD on \(Format.count(images)) images at every batch size, so that small batches take more steps, in the same "
        + "order for all arms; seeds " + Format.seeds(seeds))
    outcome.describe(rates: rates, each: "arm and size")
    outcome.describe(
      "statistics",
      "test accuracy by running averages, bias-corrected, that look back over about \(Format.count(Int(Self.memory))) "
        + "images at every size; recalibrated: found anew over \(Format.count(looked)) training images")
  }

  // MARK: Numbers

  private func group(_ results: [Result], _ size: Int, _ arm: Arm, rate: Float? = nil) -> [Result] {
    let own = results.filter { $0.batchSize == size && $0.run.arm == arm.rawValue }
    let chosen = rate ?? own.map(\.run).best(arm.rawValue)?.learningRate
    return own.filter { $0.run.learningRate == chosen }
  }

  private func accuracies(_ results: [Result], _ size: Int, _ arm: Arm) -> [Double] {
    group(results, size, arm).map(\.run.lastTestAccuracy)
  }

  private func rate(_ results: [Result], _ size: Int, _ arm: Arm) -> Float? {
    group(results, size, arm).first?.run.learningRate
  }

  // MARK: Tables

  private func table(_ results: [Result], _ sizes: [Int]) -> Table {
    Table(
      "Test accuracy in % at the end, each arm at its own best rate",
      ["batch size"] + Arm.allCases.map(\.rawValue) + ["none at batch norm's rate"],
      rows: sizes.map { size in
        ["\(size)"] + Arm.allCases.map { Format.band(accuracies(results, size, $0)) }
          + [
            Format.band(
              group(results, size, .none, rate: rate(results, size, .batch)).map(\.run.lastTestAccuracy))
          ]
      },
      notes: [
        "Median of the seeds (worst–best), by running averages. Up to \(Self.ghost) images ghost batches are batch norm."
      ])
  }

  private func ratesTable(_ results: [Result], _ sizes: [Int]) -> Table {
    Table(
      "The rates chosen on held-out images", ["batch size"] + Arm.allCases.map(\.rawValue),
      rows: sizes.map { size in
        ["\(size)"] + Arm.allCases.map { rate(results, size, $0).map(Format.rate) ?? "–" }
      })
  }

  private func statisticsTable(_ results: [Result], _ sizes: [Int]) -> Table {
    Table(
      "The same weights of batch norm under other statistics: test accuracy in %",
      ["batch size", "running", "recalibrated", "batches of 256 by their own"],
      rows: sizes.map { size in
        let runs = group(results, size, .batch)
        return [
          "\(size)", Format.band(runs.map(\.run.lastTestAccuracy)),
          Format.band(runs.compactMap(\.recalibratedTestAccuracy)),
          Format.band(runs.compactMap(\.run.lastTestAccuracyByBatchStatistics)),
        ]
      }, notes: ["Median of the seeds (worst–best)."])
  }

  // MARK: Figures

  private static let axis = Axis("batch size", unit: "images", scale: .logarithmic)

  private func points(_ sizes: [Int], _ values: (Int) -> [Double]) -> [LineChart.Point] {
    sizes.map { LineChart.Point(Double($0), runs: values($0).map { 100 * $0 }) }
  }

  private func figure(_ results: [Result], _ sizes: [Int]) -> Figure {
    let chart = LineChart(
      title: "Test accuracy by batch size", summary: "Test accuracy of five arms by the batch size they trained with.",
      x: Self.axis, y: Axis("test accuracy", unit: "%", range: 0...100),
      series: Arm.allCases.map { arm in
        LineChart.Series(
          arm.rawValue, points(sizes) { accuracies(results, $0, arm) }, style: arm.style)
      })
    return Figure(
      name: "sizes",
      caption:
        "Each arm at its own best rate, by running averages. In a batch of 1 a unit's one number less its mean is 0, "
        + "so that nothing of the image is left behind batch norm.", chart: chart)
  }

  private func heatMap(_ results: [Result], _ sizes: [Int]) -> Figure {
    let cells = Arm.allCases.map { arm in
      sizes.map { size in
        Statistics.median(accuracies(results, size, arm)).map { HeatMap.Cell.value(100 * $0) } ?? .notRun
      }
    }
    let values = cells.joined().compactMap { cell in if case .value(let value) = cell { value } else { nil } }
    let map = HeatMap(
      title: "Arms and batch sizes", summary: "Median test accuracy for each arm and batch size.",
      columnTitle: "batch size", columns: sizes.map(String.init), rowTitle: "arm", rows: Arm.allCases.map(\.rawValue),
      cells: cells, valueTitle: "test accuracy (%), median of the seeds", range: 80...max(81, values.max() ?? 100))
    return Figure(
      name: "map", caption: "The same numbers. The palest shade stands for 80 % and all below.", chart: map)
  }

  private func statisticsFigure(_ results: [Result], _ sizes: [Int]) -> Figure {
    let ways: [(String, SeriesStyle, (Result) -> Double?)] = [
      ("running averages", .with, { $0.run.lastTestAccuracy }),
      ("recalibrated", .numbered(2), { $0.recalibratedTestAccuracy }),
      ("test batches of 256 by their own", .numbered(3), { $0.run.lastTestAccuracyByBatchStatistics }),
    ]
    let chart = LineChart(
      title: "Batch norm: whose statistics",
      summary: "Test accuracy of the same weights under three sorts of statistics.",
      x: Self.axis, y: Axis("test accuracy", unit: "%", range: 0...100),
      series: ways.map { name, style, value in
        LineChart.Series(
          name, points(sizes) { group(results, $0, .batch).compactMap(value) }, style: style)
      })
    return Figure(
      name: "statistics",
      caption:
        "The same weights, trained by batch norm: where the lines part, it is the running statistics alone that cost "
        + "accuracy.", chart: chart)
  }

  // MARK: Verdict

  private func verdict(_ results: [Result]) -> Verdict {
    let large = accuracies(results, Self.large, .batch)
    let findings = Self.small.flatMap { size in
      let own = accuracies(results, size, .batch)
      return [
        Verdict.Outcome(large, above: own),
        Verdict.Outcome(accuracies(results, size, .renormalized), above: own),
        Verdict.Outcome(accuracies(results, size, .group), above: own),
      ]
    }
    func median(_ size: Int, _ arm: Arm) -> String {
      Format.median(accuracies(results, size, arm))
    }
    func sentence(_ size: Int) -> String {
      "with \(size) in a batch \(median(size, .batch)) by batch norm, \(median(size, .renormalized)) renormalized, "
        + "\(median(size, .group)) by group norm, \(median(size, .none)) with none"
    }
    let parts = (Self.small + [Self.large]).map(sentence).joined(separator: "; ")
    return Verdict(
      Verdict.Outcome(all: findings), claim: claim,
      seen:
        "Test accuracy, median of the seeds: \(parts). Batch norm with 2 and with 4 in a batch was compared to batch norm with "
        + "\(Self.large), to renormalization and to group norm. \(Verdict.Outcome.tally(findings))",
      number:
        "batch norm \(median(2, .batch)) at 2, \(median(4, .batch)) at 4, \(median(Self.large, .batch)) at \(Self.large); "
        + "group norm \(median(2, .group)) at 2",
      reference: "Ioffe 2017, Inception-v3, groups of 4: 74.2 % batch norm, 76.5 % renormalized")
  }
}
