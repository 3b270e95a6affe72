import Charts
import NormKit

/// Sigmoid nets of several depths, with and without batch norm: a part of `Activations`.
struct SigmoidDepths {
  let depths: [Int]
  let rates: [Float]
  let course: Course
  let seeds: [UInt64]

  private static func net(_ depth: Int, _ normalizes: Bool) -> Net {
    let norm: @Sendable () -> any Layer = { BatchNormalization.shortMemory }
    return .dense(
      "\(depth) layers, \(normalizes ? "with" : "without")", hidden: Array(repeating: 100, count: depth),
      activation: Activation(.sigmoid), initializer: .glorotNormal, normalization: normalizes ? norm : nil)
  }

  var trials: [Trial] {
    Trial.all(
      depths.flatMap { depth in [false, true].map { Self.net(depth, $0) } }, rates: rates, seeds: seeds)
  }

  /// The seeds' test accuracies at the depth's and arm's best rate.
  func accuracies(_ runs: [Run], _ depth: Int, _ normalizes: Bool) -> [Double] {
    runs.best(Self.net(depth, normalizes))?.lastTestAccuracies ?? []
  }

  func table(_ runs: [Run]) -> Table {
    var table = Table(
      "Sigmoid nets: test accuracy in % at the end, each at its own best rate",
      ["hidden layers", "without", "rate", "without, at the other's rate", "with", "rate"],
      notes: ["Median of the seeds (worst–best)."])
    for depth in depths {
      let groups = [false, true].map { runs.best(Self.net(depth, $0)) }
      let same = groups[1].flatMap { runs.group(Self.net(depth, false), $0.learningRate) }
      func band(_ group: RunGroup?) -> String { Format.band(group?.lastTestAccuracies ?? []) }
      let rates = groups.map { group in group.map { Format.rate($0.learningRate) } ?? "–" }
      table.rows.append(["\(depth)", band(groups[0]), rates[0], band(same), band(groups[1]), rates[1]])
    }
    return table
  }

  func figure(_ runs: [Run]) -> Figure {
    let series = [true, false].map { normalizes in
      LineChart.Series(
        normalizes ? "with batch norm" : "without",
        depths.map { depth in
          LineChart.Point(Double(depth), runs: accuracies(runs, depth, normalizes).map { 100 * $0 })
        }, style: normalizes ? .with : .without)
    }
    let chart = LineChart(
      title: "Deep sigmoid nets", summary: "Test accuracy by the number of hidden layers.", x: Axis("hidden layers"),
      y: Axis("test accuracy", unit: "%"), series: series)
    return Figure(
      name: "sigmoid-depth",
      caption: "Each depth and arm at its own best rate, by running averages. Guessing gives 10 %.",
      chart: chart)
  }
}
