import Charts
import NormKit

/// How many ReLU units are dead after training at several rates: a part of `Activations`.
struct DeadUnits {
  struct Count: Encodable {
    var normalizes: Bool
    var rate: Float
    var seed: UInt64
    var dead: Int
  }

  let counts: [Count]
  let rates: [Float]
  let steps: Int

  init(_ context: Context, _ looked: Dataset, _ seeds: [UInt64]) throws {
    let rates: [Float] = context.choose(tiny: [0.1, 3], quick: [0.03, 0.1, 0.3, 1, 3], full: [0.03, 0.1, 0.3, 1, 3])
    let steps = context.steps(quick: 300, full: 1000)
    let items = [false, true].flatMap { arm in
      rates.flatMap { rate in seeds.map { (normalizes: arm, rate: rate, seed: $0) } }
    }
    counts = try context.parallel(items, "counted dead units") { item in
      let net = UnitWatch.net(.relu, item.normalizes, .heNormal)
      let watch = UnitWatch(net: net, rate: item.rate, seed: item.seed, steps: [steps])
      let dead = try watch.train(on: context.data.train, looking: looked) { Double($0.deadCount) }
      return Count(
        normalizes: item.normalizes, rate: item.rate, seed: item.seed, dead: Int(dead.first ?? 0))
    }
    self.rates = rates
    self.steps = steps
  }

  private func values(_ normalizes: Bool, _ rate: Float) -> [Double] {
    counts.filter { $0.normalizes == normalizes && $0.rate == rate }.map { Double($0.dead) }
  }

  /// "12 (10–15)"
  func text(_ normalizes: Bool, _ rate: Float) -> String {
    guard let band = Band(values(normalizes, rate), higherIsBetter: false) else { return "–" }
    return "\(Format.number(band.median)) (\(Format.number(band.best))–\(Format.number(band.worst)))"
  }

  var table: Table {
    Table(
      "Dead ReLU units of 300 after \(Format.count(steps)) steps", ["rate", "with batch norm", "without"],
      rows: rates.map { [Format.rate($0), text(true, $0), text(false, $0)] },
      notes: ["Median of the seeds (fewest–most)."])
  }

  var figure: Figure {
    let series = [true, false].map { normalizes in
      LineChart.Series(
        normalizes ? "with batch norm" : "without",
        rates.map { LineChart.Point(Double($0), runs: values(normalizes, $0)) }, style: normalizes ? .with : .without)
    }
    let chart = LineChart(
      title: "Dead ReLU units by learning rate", summary: "How many of 300 units are dead after training.",
      x: Axis("learning rate", scale: .logarithmic), y: Axis("dead units of 300"), series: series)
    return Figure(
      name: "dead",
      caption:
        "Units that give 0 for every image, after \(Format.count(steps)) steps at that rate; three layers of 100.",
      chart: chart)
  }
}
