import Charts
import NormKit

/// Whether batch norm belongs before or after the activation.
struct Placement: Experiment {
  let name = "placement"
  let title = "Before or after the activation"
  let question = "Does batch normalization do better right before the activation, as in the paper, or right after it?"
  let claim = "It goes before the activation, says the paper; others found it better after."

  private enum Place: String, CaseIterable {
    case without, before, after

    var style: SeriesStyle {
      switch self {
      case .without: .without
      case .before: .with
      case .after: .numbered(2)
      }
    }
  }

  private enum Kind: String, CaseIterable {
    case dense, convolutional
  }

  /// A net with its place for batch norm and its activation.
  private struct Arm {
    var kind: Kind
    var function: Activation.Function
    var place: Place

    var functionName: String {
      switch function {
      case .relu: "ReLU"
      case .tanh: "tanh"
      default: "sigmoid"
      }
    }

    var net: Net {
      let (kind, function, place) = (kind, function, place)
      return Net("\(functionName), \(kind.rawValue), \(place.rawValue)") {
        switch kind {
        case .dense:
          (0..<3).flatMap { _ in
            Self.block(
              Dense(100, useBias: place != .before, kernelInitializer: Self.initializer(function)), function, place)
          } + [Dense(ExperimentData.classes)]
        case .convolutional:
          [8, 16].flatMap { filters in
            Self.block(
              Conv2D(
                filters, kernelSize: 3, padding: .same, useBias: place != .before,
                kernelInitializer: Self.initializer(function)), function, place) + [MaxPooling2D()]
          } + [Flatten(), Dense(ExperimentData.classes)]
        }
      }
    }

    private static func initializer(_ function: Activation.Function) -> Initializer {
      function == .relu ? .heNormal : .glorotNormal
    }

    private static func block(_ layer: any Layer, _ function: Activation.Function, _ place: Place) -> [any Layer] {
      let norm = BatchNormalization.shortMemory
      switch place {
      case .without: return [layer, Activation(function)]
      case .before: return [layer, norm, Activation(function)]
      case .after: return [layer, Activation(function), norm]
      }
    }
  }

  private static let functions: [Activation.Function] = [.relu, .sigmoid, .tanh]

  private static let arms: [Arm] = Kind.allCases.flatMap { kind in
    functions.flatMap { function in Place.allCases.map { Arm(kind: kind, function: function, place: $0) } }
  }

  func run(_ context: Context) throws -> Outcome {
    let seeds = context.seeds()
    let rates: [Float] = context.choose(tiny: [0.1], quick: [0.1, 0.3, 1], full: [0.1, 0.3, 1])
    let steps = context.steps(quick: 200, full: 600)
    let course = Course(steps: steps, every: max(1, steps / 2))
    var runs: [Run] = []
    for kind in Kind.allCases {
      let nets = Self.arms.filter { $0.kind == kind }.map(\.net)
      let data = kind == .dense ? context.data : try context.data.asImages()
      runs += try context.train(Trial.all(nets, rates: rates, seeds: seeds), on: data, course)
    }
    var outcome = Outcome(verdict: verdict(runs))
    describe(&outcome, context, course, rates, seeds)
    outcome.tables = [table(runs), Self.reference]
    outcome.figures = Kind.allCases.map { figure(runs, $0) }
    try outcome.record("rates", rates)
    try outcome.record("course", course)
    try outcome.record("runs", runs)
    return outcome
  }

  private func describe(
    _ outcome: inout Outcome, _ context: Context, _ course: Course, _ rates: [Float], _ seeds: [UInt64]
  ) {
    outcome.describe(data: context.data)
    outcome.describe(
      "nets",
      "dense: 3 × 100 units; convolutional: 3×3 convolutions of 8 and 16 filters, each with its activation and a 2×2 "
        + "max-pooling; then 10 outputs, softmax cross-entropy; He's start values for ReLU, Glorot's for the others, equal in "
        + "the three arms")
    outcome.describe(
      "arms", "without; batch norm before the activation, in the bias's place; right after the activation, with a bias")
    outcome.describe(
      "training",
      "plain SGD, \(Format.count(course.steps)) steps of \(course.batchSize) images in the same order for all arms; seeds "
        + Format.seeds(seeds))
    outcome.describe(rates: rates, each: "arm")
    outcome.describe(
      "statistics", "test accuracy by running averages (weight of the old 0.9, bias-corrected)")
  }

  // MARK: Numbers

  private func arm(_ kind: Kind, _ function: Activation.Function, _ place: Place) -> Arm {
    Arm(kind: kind, function: function, place: place)
  }

  private func accuracies(_ runs: [Run], _ arm: Arm) -> [Double] {
    runs.best(arm.net)?.lastTestAccuracies ?? []
  }

  private func table(_ runs: [Run]) -> Table {
    var table = Table(
      "Test accuracy in % at the end, each arm at its own best rate",
      ["net", "without", "rate", "without, at the rate of before", "before", "rate", "after", "rate"],
      notes: ["Median of the seeds (worst–best)."])
    for kind in Kind.allCases {
      for function in Self.functions {
        let arms = Place.allCases.map { arm(kind, function, $0) }
        let groups = arms.map { runs.best($0.net) }
        let rates = groups.map { group in group.map { Format.rate($0.learningRate) } ?? "–" }
        let same = groups[1].flatMap { runs.group(arms[0].net, $0.learningRate) }
        func band(_ group: RunGroup?) -> String { Format.band(group?.lastTestAccuracies ?? []) }
        table.rows.append([
          "\(arms[0].functionName), \(kind.rawValue)", band(groups[0]), rates[0], band(same), band(groups[1]), rates[1],
          band(groups[2]), rates[2],
        ])
      }
    }
    return table
  }

  private static let reference = Table(
    "For comparison: ImageNet, images of 128 pixels, top-1 accuracy", ["net", "without", "before", "after"],
    rows: [
      ["CaffeNet128", "0.471", "0.474–0.478", "0.499"], ["GoogLeNet128", "0.619", "0.603–0.607", "0.584–0.596"],
    ],
    notes: [
      "Source: ducha-aiki, caffenet-benchmark. The two nets disagree, and GoogLeNet128 did best without: its baseline "
        + "belongs beside the claim."
    ])

  private func figure(_ runs: [Run], _ kind: Kind) -> Figure {
    let chart = CategoryChart(
      title: (kind == .dense ? "Dense nets" : "Convolutional nets") + ": batch norm before or after the activation",
      summary: "Test accuracy for each activation without batch norm, with it before and after the activation.",
      categories: Self.functions.map { arm(kind, $0, .without).functionName }, axis: Axis("test accuracy", unit: "%"),
      series: Place.allCases.map { place in
        CategoryChart.Series(
          place.rawValue,
          Self.functions.map { function in
            CategoryChart.Dot(runs: accuracies(runs, arm(kind, function, place)).map { 100 * $0 })
          }, style: place.style)
      })
    return Figure(
      name: kind.rawValue,
      caption: "Median and lowest to highest of the seeds, each arm at its own best rate, by running averages.",
      chart: chart)
  }

  // MARK: Verdict

  /// "2 (ReLU dense, tanh dense)"
  private static func counted(_ names: [String]) -> String {
    "\(names.count)" + (names.isEmpty ? "" : " (\(names.joined(separator: ", ")))")
  }

  private func verdict(_ runs: [Run]) -> Verdict {
    var words: [String] = []
    var wins = (before: 0, after: 0)
    var (better, betterMedians): ([String], [String]) = ([], [])
    for kind in Kind.allCases {
      for function in Self.functions {
        let before = accuracies(runs, arm(kind, function, .before))
        let after = accuracies(runs, arm(kind, function, .after))
        let finding = Verdict.Outcome(before, above: after)
        if finding == .borneOut { wins.before += 1 }
        if finding == .notBorneOut { wins.after += 1 }
        let without = accuracies(runs, arm(kind, function, .without))
        let name = "\(arm(kind, function, .without).functionName) \(kind.rawValue)"
        let medians = [before, after, without].map { Statistics.median($0) ?? 0 }
        if Verdict.Outcome(without, above: before + after) == .borneOut { better.append(name) }
        if medians[2] > max(medians[0], medians[1]) { betterMedians.append(name) }
        let texts = medians.map { Format.decimal(100 * $0, places: 1) }
        words.append("\(name) \(texts.joined(separator: " / "))")
      }
    }
    let count = Kind.allCases.count * Self.functions.count
    let finding: Verdict.Outcome =
      switch (wins.before > 0, wins.after > 0) {
      case (true, true): .partly
      case (true, false): .borneOut
      case (false, true): .notBorneOut
      case (false, false): .undecided
      }
    return Verdict(
      finding, claim: claim,
      seen:
        "Before the activation did better than after it on every seed in \(wins.before) of \(count) nets, worse in "
        + "\(wins.after); in the rest the seeds overlap. The net without batch norm beat both on every seed in \(Self.counted(better)) "
        + "of them, by its median in \(Self.counted(betterMedians)). Median test accuracy in %, before / after / without: "
        + words.joined(separator: "; ") + ".",
      number: "of \(count) nets before is better on every seed in \(wins.before), after in \(wins.after)",
      reference:
        "CaffeNet128: after (.499 against .478, without .471); GoogLeNet128: neither (.607, .596, without .619)")
  }
}
