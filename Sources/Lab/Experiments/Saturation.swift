import Charts
import NormKit

/// How much of a sigmoid net that starts with large weights is saturated as it trains: a part of `Activations`.
struct Saturation {
  let curves: [UnitCurve]
  private let steps: [Int]
  private static let rate: Float = 0.3

  init(_ context: Context, _ looked: Dataset, _ seeds: [UInt64]) throws {
    let steps = UnitWatch.doubling(to: context.steps(quick: 320, full: 1280))
    let items = [false, true].flatMap { arm in seeds.map { (normalizes: arm, seed: $0) } }
    curves = try context.parallel(items, "watched sigmoids") { item in
      let net = UnitWatch.net(.sigmoid, item.normalizes, .randomNormal(standardDeviation: 1))
      let watch = UnitWatch(net: net, rate: Self.rate, seed: item.seed, steps: steps)
      return UnitCurve(
        arm: net.name, seed: item.seed, steps: steps,
        values: try watch.train(on: context.data.train, looking: looked) { 100 * $0.saturatedShare })
    }
    self.steps = steps
  }

  var lastStep: Int { steps.last ?? 0 }

  private static let arms = ["with batch norm", "without"]

  var table: Table {
    var table = Table(
      "Sigmoids that start with large weights: saturated outputs in %", ["steps"] + Self.arms,
      notes: ["Mean of three layers; median of the seeds (lowest–highest). Rate \(Format.rate(Self.rate)) for both."])
    for index in steps.indices {
      table.rows.append(
        [Format.count(steps[index])]
          + Self.arms.map { arm in
            guard let band = Band(curves.values(of: arm, at: index)) else { return "–" }
            let texts = [band.median, band.worst, band.best].map { Format.decimal($0, places: 1) }
            return "\(texts[0]) (\(texts[1])–\(texts[2]))"
          })
    }
    return table
  }

  var figure: Figure {
    let series = zip(Self.arms, [SeriesStyle.with, .without]).map { arm, style in
      LineChart.Series(
        arm,
        steps.indices.dropFirst().map { LineChart.Point(Double(steps[$0]), runs: curves.values(of: arm, at: $0)) },
        style: style)
    }
    let chart = LineChart(
      title: "Saturated sigmoids", summary: "Share of saturated outputs over the training steps.",
      x: Axis("training steps", scale: .logarithmic), y: Axis("saturated outputs", unit: "%"), series: series)
    return Figure(
      name: "saturation",
      caption:
        "Outputs within .02 of 0 or 1. Three layers of 100 sigmoids from Gaussian kernels of std 1, at rate "
        + "\(Format.rate(Self.rate)).",
      chart: chart)
  }
}
