import Charts
import NormKit

/// Nets trained on digits that meet changed ones: as they are, recalibrated without labels, trained anew. A part of
/// `CovariateShift`.
struct ShiftedDigits {
  /// One training, and what it is worth on changed images.
  struct Run: Encodable {
    var normalizes: Bool
    /// What the training images had undergone; nil: nothing.
    var trainedOn: DigitShift?
    var rate: Float
    var seed: UInt64
    /// On held-out images that had undergone the same.
    var heldOutAccuracy: Double
    /// On test images that had.
    var testAccuracy: Double
    /// Of a net trained on the images as they are: on changed test images.
    var frozen: [String: Double] = [:]
    /// The same with statistics recalibrated on changed training images, without labels.
    var adapted: [String: Double] = [:]
  }

  let runs: [Run]
  let rates: [Float]
  let steps: Int
  let trainedCount: Int

  /// Images that statistics are found over.
  static let recalibrated = 2000

  init(_ context: Context, _ seeds: [UInt64]) throws {
    let rates: [Float] = context.choose(tiny: [0.003], quick: [0.001, 0.003], full: [0.001, 0.003, 0.01])
    let steps = context.steps(tiny: 60, quick: 240, full: 1500)
    let data = try context.data.limited(train: 12_000, test: 5000)
    let changed = try DigitShift.allCases.map { (shift: $0, data: try $0.apply(to: data)) }
    let kinds: [DigitShift?] = [nil] + DigitShift.allCases
    let items = [false, true].flatMap { normalizes in
      kinds.flatMap { kind in
        rates.flatMap { rate in
          seeds.map { seed in
            Run(
              normalizes: normalizes, trainedOn: kind, rate: rate, seed: seed, heldOutAccuracy: 0, testAccuracy: 0)
          }
        }
      }
    }
    runs = try context.parallel(items, "changed digits") { item in
      try Self.train(item, changed.first { $0.shift == item.trainedOn }?.data ?? data, changed, steps: steps)
    }
    (self.rates, self.steps, trainedCount) = (rates, steps, data.train.count)
  }

  private static func net(_ normalizes: Bool) -> Net {
    let norm: @Sendable () -> any Layer = { BatchNormalization.shortMemory }
    return .dense(
      normalizes ? "with batch norm" : "without", hidden: [64, 64], activation: Activation(.relu),
      initializer: .heNormal, normalization: normalizes ? norm : nil)
  }

  private static func train(
    _ item: Run, _ data: ExperimentData, _ changed: [(shift: DigitShift, data: ExperimentData)], steps: Int
  ) throws -> Run {
    let trainer = try net(item.normalizes).trained(
      on: data.train, .adam(learningRate: item.rate), steps: steps, seed: item.seed)
    let model = trainer.model
    func some(_ data: Dataset) throws -> Dataset { try data.subset(0..<min(recalibrated, data.count)) }
    // Running averages trail weights that still move.
    if item.normalizes { try model.recalibrate(some(data.train)) }
    var run = item
    run.heldOutAccuracy = try trainer.evaluate(data.heldOut).accuracy ?? 0
    run.testAccuracy = try trainer.evaluate(data.test).accuracy ?? 0
    guard item.trainedOn == nil else { return run }
    for (shift, images) in changed {
      run.frozen[shift.rawValue] = try trainer.evaluate(images.test).accuracy ?? 0
      guard item.normalizes else { continue }
      try model.addStatisticsSet(shift.rawValue)
      try model.recalibrate(some(images.train), into: shift.rawValue)
      try model.useStatisticsSet(shift.rawValue)
      run.adapted[shift.rawValue] = try trainer.evaluate(images.test).accuracy ?? 0
      try model.useStatisticsSet(nil)
    }
    return run
  }

  // MARK: Numbers

  /// The seeds' runs at the rate that is best on held-out images.
  private func best(_ normalizes: Bool, _ trainedOn: DigitShift?) -> [Run] {
    let group = runs.filter { $0.normalizes == normalizes && $0.trainedOn == trainedOn }
    func heldOut(_ rate: Float) -> Double {
      Statistics.mean(group.filter { $0.rate == rate }.map(\.heldOutAccuracy))
    }
    let rate = rates.max { heldOut($0) < heldOut($1) }
    return group.filter { $0.rate == rate }
  }

  func rate(_ normalizes: Bool) -> String { best(normalizes, nil).first.map { Format.rate($0.rate) } ?? "–" }

  /// Test accuracies of nets trained on the images as they are; `shift`: nil for test images as they are.
  func frozen(_ normalizes: Bool, _ shift: DigitShift?) -> [Double] {
    best(normalizes, nil).compactMap { run in shift.map { run.frozen[$0.rawValue] } ?? run.testAccuracy }
  }

  func adapted(_ shift: DigitShift) -> [Double] { best(true, nil).compactMap { $0.adapted[shift.rawValue] } }

  func retrained(_ normalizes: Bool, _ shift: DigitShift) -> [Double] { best(normalizes, shift).map(\.testAccuracy) }

  // MARK: Tables and pictures

  var table: Table {
    Table(
      "Changed digits: test accuracy in %",
      [
        "test images", "without, frozen", "with, frozen", "with, adapted", "without, trained anew",
        "with, trained anew",
      ],
      rows: [["as they are", Format.band(frozen(false, nil)), Format.band(frozen(true, nil)), "–", "–", "–"]]
        + DigitShift.allCases.map { shift in
          [
            shift.title, Format.band(frozen(false, shift)), Format.band(frozen(true, shift)),
            Format.band(adapted(shift)), Format.band(retrained(false, shift)), Format.band(retrained(true, shift)),
          ]
        },
      notes: [
        "Median of the seeds (worst–best). Frozen: trained on digits as they are. Adapted: its statistics recalibrated on changed "
          + "training images without labels (AdaBN, Li et al. 2016), no weight touched. Trained anew: on changed images with labels.",
        "Recalibration takes back what moves and stretches the numbers that go into batch norm. It cannot turn a sign: W(1 − x) = "
          + "W·1 − W·x, so that after it the first batch norm gives the negative of what it gave.",
      ])
  }

  var figure: Figure {
    func series(_ name: String, _ style: SeriesStyle, _ values: (DigitShift) -> [Double]) -> CategoryChart.Series {
      CategoryChart.Series(
        name, DigitShift.allCases.map { CategoryChart.Dot(runs: values($0).map { 100 * $0 }) }, style: style)
    }
    let chart = CategoryChart(
      title: "Digits changed after training",
      summary: "Test accuracy on changed digits: frozen, adapted, trained anew.",
      categories: DigitShift.allCases.map(\.rawValue), axis: Axis("test accuracy", unit: "%", range: 0...100),
      series: [
        series("without batch norm, frozen", .without) { frozen(false, $0) },
        series("with, frozen", .with) { frozen(true, $0) },
        series("with, adapted without labels", .numbered(2)) { adapted($0) },
        series("with, trained anew", .numbered(5)) { retrained(true, $0) },
      ])
    return Figure(
      name: "digits",
      caption:
        "As they were, the nets came to \(Format.band(frozen(false, nil))) % without and \(Format.band(frozen(true, nil))) % "
        + "with batch norm. Guessing gives 10 %.",
      chart: chart)
  }
}
