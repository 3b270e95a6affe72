import Charts
import NormKit

/// All trainings of `Perils`, as tables and pictures.
struct PerilsResults {
  let setting: PerilsTraining.Setting
  let rates: [Float]
  let seeds: [UInt64]
  /// Each arm at each rate from seed 0: what rates are chosen by.
  let choices: [PerilsRun]
  /// Each arm at its rate, from every seed.
  let runs: [PerilsRun]

  init(_ context: Context, _ setting: PerilsTraining.Setting, _ rates: [Float]) throws {
    let seeds = context.seeds(5)
    let tried = PerilsArm.compared.flatMap { arm in rates.map { (arm: arm, rate: $0) } }
    let choices = try context.parallel(tried, "tried rates") { item in
      try PerilsTraining(item.arm, setting, rate: item.rate, seed: 0).train(rate: item.rate, seed: 0)
    }
    let items = PerilsArm.allCases.flatMap { arm in
      let rate = Self.bestRate(arm, choices) ?? rates[0]
      return seeds.map { (arm: arm, rate: rate, seed: $0) }
    }
    runs = try context.parallel(items, "trained") { item in
      let training = try PerilsTraining(item.arm, setting, rate: item.rate, seed: item.seed)
      var run = try training.train(rate: item.rate, seed: item.seed)
      run.diagnosis = try PerilsDiagnosis(training)
      return run
    }
    (self.setting, self.rates, self.seeds, self.choices) = (setting, rates, seeds, choices)
  }

  /// The arm's rate of the best held-out accuracy; the one that shows what is to blame in `shared` has its weights, and
  /// so its rate.
  private static func bestRate(_ arm: PerilsArm, _ choices: [PerilsRun]) -> Float? {
    let arm = arm == .averagesApart ? .shared : arm
    return choices.filter { $0.run.arm == arm.title }.max {
      $0.run.lastHeldOutAccuracy < $1.run.lastHeldOutAccuracy
    }?.run.learningRate
  }

  // MARK: Numbers

  func runs(_ arm: PerilsArm) -> [PerilsRun] { runs.filter { $0.run.arm == arm.title } }

  /// The seeds' test accuracy at the end on one set; nil: the mean of both.
  func last(_ arm: PerilsArm, _ domain: Int? = nil) -> [Double] { runs(arm).map { $0.last(domain) } }

  /// The seeds' test accuracies on either set by some statistics: [seed][set]; empty where an arm has not these.
  func diagnosed(_ arm: PerilsArm, _ kind: PerilsDiagnosis.Kind) -> [[Double]] {
    // What each set's averages say of the shared net's weights is known from the training that kept them.
    let arm = arm == .shared && kind == .each ? .averagesApart : arm
    return runs(arm).compactMap { $0.diagnosis?.accuracies[kind.rawValue] }
  }

  /// From the worst seed to the best.
  static func width(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }

  // MARK: Tables

  var accuracyTable: Table {
    Table(
      "Test accuracy in % at the end", ["arm", "rate", "both sets", "first set", "second set"],
      rows: PerilsArm.compared.map { arm in
        [arm.title, runs(arm).first.map { Format.rate($0.run.learningRate) } ?? "–"]
          + [nil, 0, 1].map { Format.band(last(arm, $0)) }
      },
      notes: [
        "Median of the seeds (worst–best), by the moving averages that each arm trains with: shared in (1) and (2), of each set in "
          + "(3) and (4). (4) has twice the weights, and half of the updates for each."
      ])
  }

  var diagnosisTable: Table {
    let kinds = PerilsDiagnosis.Kind.allCases
    return Table(
      "The same weights by other statistics: test accuracy in %", ["arm and set"] + kinds.map(\.title),
      rows: PerilsArm.compared.flatMap { arm in
        (0..<2).map { domain in
          ["\(arm.number) \(domain == 0 ? "first" : "second")"]
            + kinds.map { kind in Format.band(diagnosed(arm, kind).map { $0[domain] }) }
        }
      },
      notes: [
        "Median of the seeds (worst–best). –: the arm has no such statistics. A test batch is 256 images. Each set's averages for "
          + "(2) come from training it once more with averages for each set, which leaves every weight the same, to the bit."
      ])
  }

  var mixtureTable: Table {
    var table = Table(
      "What goes into batch norm: variances, mean of the channels, seed \(seeds[0])",
      ["arm and layer", "within", "between", "sum", "both sets, measured", "moving average"],
      notes: [
        "For equal halves A and B the variance of both together is (vA + vB)/2, within, plus (mA − mB)²/4, between. Averages that "
          + "see one set at a time miss the latter. Measured where both regimes see the same inputs: in the first batch norm; "
          + "no channel's sum is off by more than \(greatestError.map(NumberText.short) ?? "–") of what is measured."
      ])
    for arm in [PerilsArm.merged, .shared] {
      for mixture in runs(arm).first?.diagnosis?.mixtures ?? [] {
        let values: [Double?] = [
          mixture.within, mixture.between, mixture.within + mixture.between, mixture.measured, mixture.running,
        ]
        table.rows.append(
          ["\(arm.number) \(mixture.layer)"] + values.map { $0.map(NumberText.short) ?? "–" })
      }
    }
    return table
  }

  /// Of all arms and seeds.
  private var greatestError: Double? {
    runs.flatMap { $0.diagnosis?.mixtures ?? [] }.compactMap(\.greatestError).max()
  }

  var rateTable: Table {
    Table(
      "How rates were chosen: accuracy in % at the end on both sets' held-out images (test images), seed 0",
      ["arm"] + rates.map { "rate \(Format.rate($0))" },
      rows: PerilsArm.compared.map { arm in
        [arm.title]
          + choices.filter { $0.run.arm == arm.title }.map {
            "\(Format.decimal(100 * $0.run.lastHeldOutAccuracy, places: 1)) "
              + "(\(Format.decimal(100 * $0.run.lastTestAccuracy, places: 1)))"
          }
      },
      notes: ["Test images had no say; they are there so that arms can be compared at one rate too."])
  }

  // MARK: Pictures

  var figures: [Figure] { [courseFigure, accuracyFigure] + [.shared, .merged].map(diagnosisFigure) }

  private static func style(_ arm: PerilsArm) -> SeriesStyle {
    switch arm {
    case .merged: .with
    case .shared, .averagesApart: .without
    case .normsApart: .numbered(2)
    case .netsApart: .numbered(5)
    }
  }

  private var courseFigure: Figure {
    let series = PerilsArm.compared.map { arm in
      LineChart.Series(
        arm.title,
        setting.course.measuredSteps.enumerated().map { index, step in
          LineChart.Point(
            Double(step), runs: runs(arm).map { 100 * $0.run.measurements[index].testAccuracy })
        }, style: Self.style(arm))
    }
    let chart = LineChart(
      title: "Accuracy on both test sets over the updates",
      summary: "Mean accuracy on both test sets for the four arms.",
      x: Axis("updates"), y: Axis("test accuracy", unit: "%"), series: series)
    return Figure(
      name: "course",
      caption: "By the moving averages that each arm trains with. In (4) either net has half of the updates.",
      chart: chart)
  }

  private var accuracyFigure: Figure {
    let series = zip(["first set", "second set", "both"], [0, 1, nil] as [Int?]).enumerated().map { index, item in
      CategoryChart.Series(
        item.0, PerilsArm.compared.map { CategoryChart.Dot(runs: last($0, item.1).map { 100 * $0 }) },
        style: .numbered([3, 4, 5][index]))
    }
    let chart = CategoryChart(
      title: "Accuracy at the end, by arm", summary: "Test accuracy at the end on either set and on both.",
      categories: PerilsArm.compared.map(\.title), axis: Axis("test accuracy", unit: "%"), series: series)
    return Figure(name: "accuracy", caption: "Median and lowest to highest of the seeds.", chart: chart)
  }

  private func diagnosisFigure(_ arm: PerilsArm) -> Figure {
    let kinds = PerilsDiagnosis.Kind.allCases.filter { !diagnosed(arm, $0).isEmpty }
    let series = (0..<2).map { domain in
      CategoryChart.Series(
        domain == 0 ? "first set" : "second set",
        kinds.map { kind in CategoryChart.Dot(runs: diagnosed(arm, kind).map { 100 * $0[domain] }) },
        style: .numbered([3, 4][domain]))
    }
    let chart = CategoryChart(
      title: "\(arm.title): the same weights by other statistics",
      summary: "Test accuracy of the trained weights by each kind of statistics.", categories: kinds.map(\.title),
      axis: Axis("test accuracy", unit: "%"), series: series)
    return Figure(
      name: "diagnosis-\(arm.rawValue)",
      caption: "Nothing but the statistics differs between the rows. Median and lowest to highest of the seeds.",
      chart: chart)
  }
}
