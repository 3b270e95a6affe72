import Charts
import NormKit

/// Whether batch norm regularizes on few training images, and whether Dropout is still wanted beside it.
struct Regularization: Experiment {
  let name = "regularization"
  let title = "Regularization, and Dropout beside it"
  let question =
    "On a small training set, how far apart are training and test accuracy with batch norm, with Dropout, with both and with neither?"
  let claim = "Batch normalization regularizes, so that Dropout can be weaker or left out."

  /// A net, and how much it drops.
  private struct Arm {
    var net: Net
    var normalizes: Bool
    var dropout: Float
  }

  private static let hidden = 128

  private static let arms: [Arm] = [false, true].flatMap { normalizes in
    ([0, 0.2, 0.5] as [Float]).map { dropout in
      let name =
        switch (normalizes, dropout) {
        case (false, 0): "neither"
        case (true, 0): "batch norm"
        case (false, _): "Dropout \(Format.rate(dropout))"
        case (true, _): "both, Dropout \(Format.rate(dropout))"
        }
      return Arm(net: net(name, normalizes, dropout), normalizes: normalizes, dropout: dropout)
    }
  }

  private static func net(_ name: String, _ normalizes: Bool, _ dropout: Float) -> Net {
    Net(name) {
      var layers: [any Layer] = []
      for _ in 0..<2 {
        layers.append(Dense(hidden, useBias: !normalizes, kernelInitializer: .heNormal))
        if normalizes { layers.append(BatchNormalization.shortMemory) }
        layers.append(Activation(.relu))
        if dropout > 0 { layers.append(Dropout(dropout)) }
      }
      return layers + [Dense(ExperimentData.classes)]
    }
  }

  /// A run, and how it did on the images it was trained on.
  private struct Result {
    var size: Int
    var run: Run
    var trainAccuracy: Double
    var gap: Double { trainAccuracy - run.lastTestAccuracy }
  }

  func run(_ context: Context) throws -> Outcome {
    let sizes = context.choose(tiny: [200], quick: [200, 1000], full: [500, 1000, 2000])
    let rates: [Float] = context.choose(tiny: [0.1], quick: [0.03, 0.1, 0.3], full: [0.03, 0.1, 0.3])
    let course = Course(
      steps: context.steps(quick: 400, full: 1200), every: context.steps(quick: 200, full: 400))
    let seeds = context.seeds()
    let trials = sizes.flatMap { size in
      Trial.all(Self.arms.map(\.net), rates: rates, seeds: seeds).map { (size: size, trial: $0) }
    }
    let results = try context.parallel(trials, "trained") { item in
      try Self.train(item.trial, context.data.trainingOn(first: item.size), course)
    }
    var outcome = Outcome(verdict: verdict(results, sizes))
    describe(&outcome, context, course, rates, seeds)
    outcome.tables = sizes.map { table(results, $0) } + [Self.reference]
    outcome.figures = sizes.map { figure(results, $0) }
    try outcome.record("sizes", sizes)
    try outcome.record("rates", rates)
    try outcome.record("course", course)
    for size in sizes {
      let group = results.filter { $0.size == size }
      try outcome.record("runs_\(size)", group.map(\.run))
      try outcome.record("train_accuracy_\(size)", group.map(\.trainAccuracy))
    }
    return outcome
  }

  private static func train(_ trial: Trial, _ data: ExperimentData, _ course: Course) throws -> Result {
    var accuracy = 0.0
    let run = try Run.train(
      trial.net, optimizer: trial.optimizer, seed: trial.seed, data: data, course: course,
      finish: { accuracy = try $0.evaluate(data.train).accuracy ?? 0 })
    return Result(size: data.train.count, run: run, trainAccuracy: accuracy)
  }

  private func describe(
    _ outcome: inout Outcome, _ context: Context, _ course: Course, _ rates: [Float], _ seeds: [UInt64]
  ) {
    outcome.describe(data: context.data, trained: "the nets see the first ones, as many as each title says")
    outcome.describe(
      "net",
      "2 × \(Self.hidden) ReLU units, He's start values, equal in all arms, 10 outputs, softmax cross-entropy; batch norm "
        + "before the ReLU in the bias's place, Dropout after it")
    outcome.describe(
      "training",
      "plain SGD, \(Format.count(course.steps)) steps of \(course.batchSize) images in the same order for all arms; seeds "
        + Format.seeds(seeds))
    outcome.describe(rates: rates, each: "arm and size")
    outcome.describe(
      "statistics",
      "training and test accuracy by running averages (weight of the old 0.9, bias-corrected), Dropout off")
  }

  // MARK: Numbers

  private func best(_ results: [Result], _ size: Int, _ arm: Arm) -> [Result] {
    let group = results.filter { $0.size == size }
    let rate = group.map(\.run).best(arm.net)?.learningRate
    return group.filter { $0.run.arm == arm.net.name && $0.run.learningRate == rate }
  }

  /// The arm's results at the rate that is best for batch norm alone.
  private func atSameRate(_ results: [Result], _ size: Int, _ arm: Arm) -> [Result] {
    let rate = best(results, size, Self.arms[3]).first?.run.learningRate
    return results.filter { $0.size == size && $0.run.arm == arm.net.name && $0.run.learningRate == rate }
  }

  private func table(_ results: [Result], _ size: Int) -> Table {
    var table = Table(
      "\(Format.count(size)) training images: accuracy in % at the end",
      ["arm", "own best rate", "training", "test", "gap", "test at batch norm's rate"],
      notes: ["Median of the seeds (worst–best). Gap: training accuracy less test accuracy, in points."])
    for arm in Self.arms {
      let group = best(results, size, arm)
      table.rows.append([
        arm.net.name, group.first.map { Format.rate($0.run.learningRate) } ?? "–",
        Format.band(group.map(\.trainAccuracy)), Format.band(group.map(\.run.lastTestAccuracy)),
        Format.band(group.map(\.gap), higherIsBetter: false),
        Format.band(atSameRate(results, size, arm).map(\.run.lastTestAccuracy)),
      ])
    }
    return table
  }

  private static let reference = Table(
    "For comparison: CaffeNet on ImageNet, images of 128 pixels, top-1 accuracy",
    ["net", "top-1"],
    rows: [
      ["batch norm, Dropout 0.5", "0.499"], ["batch norm, Dropout 0.2", "0.527"], ["batch norm, no Dropout", "0.513"],
      ["no batch norm, Dropout 0.5 (the baseline)", "0.471"],
    ],
    notes: ["Source: ducha-aiki, caffenet-benchmark. Another net on other data: the order may be compared, no number."])

  private func figure(_ results: [Result], _ size: Int) -> Figure {
    let groups = Self.arms.map { best(results, size, $0) }
    let chart = CategoryChart(
      title: "\(Format.count(size)) training images: training and test accuracy",
      summary: "For each arm, accuracy on the images trained on and on test images.",
      categories: Self.arms.map(\.net.name), axis: Axis("accuracy", unit: "%"),
      series: [
        CategoryChart.Series(
          "training images", groups.map { CategoryChart.Dot(runs: $0.map { 100 * $0.trainAccuracy }) },
          style: .numbered(5)),
        CategoryChart.Series(
          "test images", groups.map { CategoryChart.Dot(runs: $0.map { 100 * $0.run.lastTestAccuracy }) }, style: .with),
      ])
    return Figure(
      name: "accuracy-\(size)",
      caption: "Median and lowest to highest of the seeds, each arm at its own best rate, by running averages.",
      chart: chart)
  }

  // MARK: Verdict

  private func tests(_ results: [Result], _ size: Int, _ arm: Arm) -> [Double] {
    best(results, size, arm).map(\.run.lastTestAccuracy)
  }

  /// Which arms were better than batch norm alone, as a sentence; nothing of none.
  private func betterText(_ results: [Result], _ sizes: [Int]) -> String {
    let parts = sizes.compactMap { size -> String? in
      let alone = tests(results, size, Self.arms[3])
      let better = Self.arms.filter { Verdict.Outcome(tests(results, size, $0), above: alone) == .borneOut }
      return better.isEmpty
        ? nil : "with \(Format.count(size)) images " + better.map { "\"\($0.net.name)\"" }.joined(separator: ", ")
    }
    return parts.isEmpty
      ? "" : " Better than batch norm alone on every seed were " + parts.joined(separator: "; ") + "."
  }

  private func verdict(_ results: [Result], _ sizes: [Int]) -> Verdict {
    let arms = Self.arms
    func tests(_ size: Int, _ arm: Arm) -> [Double] { self.tests(results, size, arm) }
    func bestOf(_ size: Int, _ arms: ArraySlice<Arm>) -> Arm {
      arms.max {
        Statistics.median(tests(size, $0)) ?? 0 < Statistics.median(tests(size, $1)) ?? 0
      } ?? Self.arms[0]
    }
    let findings = sizes.flatMap { size in
      [
        // It regularizes: better than with neither.
        Verdict.Outcome(tests(size, arms[3]), above: tests(size, arms[0])),
        // Dropout can go: no worse than the best Dropout without batch norm.
        Verdict.Outcome(tests(size, arms[3]), above: tests(size, bestOf(size, arms[1...2]))),
      ]
    }
    let parts = sizes.map { size in
      let (dropout, both) = (bestOf(size, arms[1...2]), bestOf(size, arms[4...5]))
      return "with \(Format.count(size)) images "
        + [arms[3], arms[0], dropout, both].map { "\(Format.median(tests(size, $0))) (\($0.net.name))" }.joined(
          separator: ", ")
    }
    return Verdict(
      Verdict.Outcome(all: findings), claim: claim,
      seen: "Median test accuracy: " + parts.joined(separator: "; ") + "."
        + betterText(results, sizes)
        + " "
        + Verdict.Outcome.tally(
          findings, of: "comparisons (batch norm alone above neither, and above the better Dropout alone)"),
      number: sizes.last.map { size in
        "\(Format.count(size)) images: \(Format.median(tests(size, arms[3]))) with batch norm alone, "
          + "\(Format.median(tests(size, bestOf(size, arms[4...5])))) with both"
      } ?? "none",
      reference: "CaffeNet (caffenet-benchmark): .513 alone, .527 with Dropout .2, .499 with .5")
  }
}
