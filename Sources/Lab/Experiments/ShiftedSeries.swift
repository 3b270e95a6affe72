import Charts
import LabData
import NormKit

/// A country's product by quarters, which rises out of what a net was trained on. A part of `CovariateShift`.
struct ShiftedSeries {
  /// What the net is to say of the next quarter from the last eight.
  enum Target: String, CaseIterable, Encodable {
    /// Its product, in trillions of dollars: the level is what is asked.
    case level
    /// By how many percent it grows, 100·ln: whatever the level.
    case growth
  }

  enum Arm: String, CaseIterable, Encodable {
    case plainFrozen = "without, frozen"
    case frozen = "with, frozen"
    case adapted = "with, adapted"
    case retrained = "with, trained anew"

    var style: SeriesStyle {
      switch self {
      case .plainFrozen: .without
      case .frozen: .with
      case .adapted: .numbered(2)
      case .retrained: .numbered(5)
      }
    }
  }

  /// What one net foretold of the test quarters, in trillions.
  struct Run: Encodable {
    var target: Target
    var arm: Arm
    var seed: UInt64
    var forecasts: [Double]
    /// The mean of |forecast − value|/value, in percent.
    var error: Double
  }

  /// Quarters that a forecast is made from.
  static let window = 8
  /// Windows that an adapted net's statistics come from: the ten years up to the forecast.
  static let adaptedOver = 40
  let runs: [Run]
  let quarters: [String]
  private let forecaster: Forecaster

  init(_ context: Context, _ seeds: [UInt64]) throws {
    let series = try RisingSeries(contentsOf: "\(ExperimentData.packageFolder)/examples/data/realgdp/realgdp.csv")
    func index(_ quarter: String) throws -> Int {
      guard let index = series.quarters.firstIndex(of: quarter) else { throw LabError("the series has no \(quarter)") }
      return index
    }
    let forecaster = Forecaster(
      values: series.values.map { $0 / 1000 }, firstTested: try index("2000Q1"),
      ends: (trained: try index("1984Q4"), retrained: try index("1999Q4")),
      steps: context.steps(tiny: 100, quick: 600, full: 2000))
    let items = Target.allCases.flatMap { target in
      Arm.allCases.flatMap { arm in seeds.map { Run(target: target, arm: arm, seed: $0, forecasts: [], error: 0) } }
    }
    runs = try context.parallel(items, "rising series", forecaster.forecast)
    (quarters, self.forecaster) = (series.quarters, forecaster)
  }

  /// In trillions.
  var values: [Double] { forecaster.values }
  /// Where the forecast quarters begin.
  var firstTested: Int { forecaster.firstTested }
  var steps: Int { forecaster.steps }

  // MARK: Numbers

  func errors(_ target: Target, _ arm: Arm) -> [Double] {
    runs.filter { $0.target == target && $0.arm == arm }.map(\.error)
  }

  /// Saying that the next quarter will be as the last.
  var naiveError: Double {
    forecaster.error(of: (firstTested..<values.count).map { values[$0 - 1] })
  }

  // MARK: Tables and pictures

  var table: Table {
    func cells(_ target: Target) -> [String] {
      Arm.allCases.map { Format.lowBand(errors(target, $0)) }
    }
    return Table(
      "The rising series: mean error of the next quarter's product in %", ["asked for"] + Arm.allCases.map(\.rawValue),
      rows: [["its level"] + cells(.level), ["its growth"] + cells(.growth)],
      notes: [
        "Median of the seeds (worst–best) over \(values.count - firstTested) quarters from 2000 on. Trained until 1984, trained anew "
          + "until 1999; adapted: statistics from the \(Self.adaptedOver) windows up to each forecast, without labels. Saying \"as "
          + "the last quarter\" errs by \(NumberText.short(naiveError)) %.",
        "Recalibration takes the level out of what the net sees: that can help a net whose answer does not depend on the level, and "
          + "hides the answer from one that is asked for the level itself.",
      ])
  }

  var figures: [Figure] { [courseFigure, errorFigure] }

  private static func year(_ index: Int) -> Double { 1959 + Double(index) / 4 }

  private var courseFigure: Figure {
    let truth = LineChart.Series(
      "real product", values.indices.map { LineChart.Point(Self.year($0), values[$0]) }, style: .numbered(3))
    let series = [Arm.frozen, .adapted, .retrained].map { arm in
      let group = runs.filter { $0.target == .level && $0.arm == arm }
      return LineChart.Series(
        arm.rawValue,
        (firstTested..<values.count).map { index in
          LineChart.Point(Self.year(index), runs: group.map { $0.forecasts[index - firstTested] })
        }, style: arm.style)
    }
    let chart = LineChart(
      title: "Asked for the level of a rising series",
      summary: "A country's real product by quarters, and forecasts from 2000 on.",
      x: Axis("year", groupsDigits: false),
      y: Axis("real product", unit: "trillion 2005 dollars"), series: [truth] + series)
    return Figure(
      name: "series",
      caption:
        "All with batch norm. Each forecast is of one quarter from the eight before it. Trained on quarters until 1984, trained "
        + "anew until 1999.",
      chart: chart)
  }

  private var errorFigure: Figure {
    let chart = CategoryChart(
      title: "Error on the rising series", summary: "Mean error of forecasts by what is asked and by arm.",
      categories: Target.allCases.map { "asked for \($0.rawValue)" },
      axis: Axis("mean error of the next quarter", unit: "%", scale: .logarithmic),
      series: Arm.allCases.map { arm in
        CategoryChart.Series(
          arm.rawValue, Target.allCases.map { CategoryChart.Dot(runs: errors($0, arm)) }, style: arm.style)
      })
    return Figure(
      name: "series-errors",
      caption:
        "With and without batch norm. Saying \"as the last quarter\" errs by \(NumberText.short(naiveError)) %. Median and lowest "
        + "to highest of the seeds.",
      chart: chart)
  }
}

/// Trains on windows of a series and foretells what comes: a part of `ShiftedSeries`.
private struct Forecaster: Sendable {
  let values: [Double]
  let firstTested: Int
  let ends: (trained: Int, retrained: Int)
  let steps: Int

  /// The windows before these quarters, and what a net is to say of them.
  private func windows(_ targets: Range<Int>, _ target: ShiftedSeries.Target) throws -> Dataset {
    let size = ShiftedSeries.window
    let inputs = targets.flatMap { index in values[index - size..<index].map { Float($0) } }
    let outputs = targets.map { index -> Float in
      switch target {
      case .level: Float(values[index])
      case .growth: Float(100 * Statistics.logarithm(values[index] / values[index - 1]))
      }
    }
    return try Dataset(
      inputs: Tensor([targets.count, size], inputs), targets: .values(Tensor([targets.count, 1], outputs)))
  }

  func error(of forecasts: [Double]) -> Double {
    Statistics.mean(
      zip(forecasts, values[firstTested...]).map { forecast, value in 100 * abs(forecast - value) / value })
  }

  func forecast(_ item: ShiftedSeries.Run) throws -> ShiftedSeries.Run {
    let last = item.arm == .retrained ? ends.retrained : ends.trained
    let data = try windows(ShiftedSeries.window..<last + 1, item.target)
    let normalizes = item.arm != .plainFrozen
    let norm: @Sendable () -> any Layer = { BatchNormalization.shortMemory }
    let net = Net.dense(
      item.arm.rawValue, hidden: [16, 16], outputs: 1, activation: Activation(.relu), initializer: .heNormal,
      normalization: normalizes ? norm : nil)
    let model = try net.trained(
      on: data, .adam(learningRate: 0.01), loss: .meanSquaredError, batchSize: 32, steps: steps, seed: item.seed
    ).model
    if normalizes { try model.recalibrate(data) }
    var run = item
    run.forecasts = try (firstTested..<values.count).map { index in
      if item.arm == .adapted {
        try model.recalibrate(windows(index - ShiftedSeries.adaptedOver + 1..<index + 1, item.target))
      }
      let window = try Tensor(
        [1, ShiftedSeries.window], values[index - ShiftedSeries.window..<index].map { Float($0) })
      let answer = Double(try model.predict(window).values[0])
      return item.target == .level ? answer : values[index - 1] * Statistics.exponential(answer / 100)
    }
    run.error = error(of: run.forecasts)
    return run
  }
}
