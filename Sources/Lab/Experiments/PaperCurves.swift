import Charts

/// Figure 1(a) of Ioffe & Szegedy 2015 (arXiv 1502.03167), read off its plot: a part of `Convergence`.
///
/// Exact to ±.004 in accuracy and ±1,000 in steps.
enum PaperCurves {
  private static let with: [(step: Int, accuracy: Double)] = [
    (1000, 0.956), (4000, 0.967), (31_000, 0.979), (50_000, 0.983),
  ]
  private static let without: [(step: Int, accuracy: Double)] = [
    (1000, 0.70), (4000, 0.90), (16_000, 0.965), (45_000, 0.977),
  ]

  /// The steps that it was read at.
  static let steps = Set((with + without).map(\.step)).sorted()

  /// Its points up to a step, as marks.
  static func series(to last: Int) -> [LineChart.Series] {
    [("the paper's with, on MNIST", with, SeriesStyle.with), ("the paper's without", without, .without)].map {
      name, points, style in
      .reference(
        name, points.filter { $0.step <= last }.map { LineChart.Point(Double($0.step), 100 * $0.accuracy) },
        style: style)
    }
  }

  /// Its points, and where ours stood there.
  static func table(with ourWith: RunGroup?, without ourWithout: RunGroup?) -> Table {
    func ours(_ group: RunGroup?, _ step: Int) -> String {
      Format.band(group?.runs.compactMap { $0.testAccuracy(after: step) } ?? [])
    }
    func theirs(_ points: [(step: Int, accuracy: Double)], _ step: Int) -> String {
      points.first { $0.step == step }.map { Format.decimal(100 * $0.accuracy, places: 1) } ?? ""
    }
    return Table(
      "Beside the paper's figure 1(a): test accuracy in %",
      ["steps", "paper, with", "ours, with", "paper, without", "ours, without"],
      rows: steps.map { step in
        [Format.count(step), theirs(with, step), ours(ourWith, step), theirs(without, step), ours(ourWithout, step)]
      },
      notes: [
        "The paper's on MNIST, read off its plot to ±0.4 points and ±1,000 steps. Ours: median of the seeds "
          + "(worst–best), each net at its own best rate from small start values; – where training was not as long."
      ])
  }
}
