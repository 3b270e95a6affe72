import Charts
import NormKit

/// How activations and gradients fare on their way through many layers, and which depths train.
struct Depth: Experiment {
  let name = "depth"
  let title = "Neither vanishing nor exploding"
  let question =
    "How large are activations and gradients in nets of up to 50 layers whose weights are too small, right and too large, with and without batch norm?"
  let claim =
    "Through many layers activations and gradients vanish when weights are small (W < 1: Wⁿ → 0) and explode when they are large (W > 1: Wⁿ → ∞); batch normalization prevents both."

  /// How much larger the start weights' deviation is than He's, which keeps the size of activations: W of the claim.
  private static let gains: [Float] = [0.5, 1, 2]

  /// "0.5 / 1 / 2"
  private static let gainsText = gains.map(Format.rate).joined(separator: " / ")

  private static func net(_ normalizes: Bool, _ gain: Float, depth: Int, width: Int) -> Net {
    Net("\(normalizes ? "with" : "without"), W = \(Format.rate(gain)), \(depth) layers") {
      var layers: [any Layer] = []
      for index in 0..<depth {
        // The first layer has the same start in all nets, so that what differs is what the others do to it.
        let deviation = gain * (2 / Float(width)).squareRoot()
        layers.append(
          Dense(
            width, useBias: !normalizes,
            kernelInitializer: index == 0 ? .heNormal : .randomNormal(standardDeviation: deviation)))
        if normalizes { layers.append(BatchNormalization.shortMemory) }
        layers.append(Activation(.relu))
      }
      return layers + [Dense(ExperimentData.classes)]
    }
  }

  /// What a net's activations do at the start.
  private struct Profile: Encodable {
    var normalizes: Bool
    var gain: Float
    var seed: UInt64
    /// Root mean square of each ReLU's outputs.
    var activations: [Double]
    /// Root mean square of the gradients by what goes into each ReLU.
    var gradients: [Double]

    /// The first layer's gradient over the last's.
    var gradientRatio: Double { (gradients.first ?? .nan) / (gradients.last ?? .nan) }
    /// The last layer's activations over the first's.
    var activationRatio: Double { (activations.last ?? .nan) / (activations.first ?? .nan) }
  }

  func run(_ context: Context) throws -> Outcome {
    let seeds = context.seeds()
    let width = context.choose(quick: 32, full: 64)
    let deepest = 50
    let depths = context.choose(tiny: [5, 50], quick: [5, 10, 20, 50], full: [5, 10, 20, 30, 50])
    let rates: [Float] = context.choose(tiny: [0.03], quick: [0.01, 0.1], full: [0.01, 0.03, 0.1])
    let steps = context.steps(quick: 120, full: 500)
    let course = Course(steps: steps, every: steps)
    let sorts = [false, true].flatMap { arm in
      Self.gains.flatMap { gain in seeds.map { (normalizes: arm, gain: gain, seed: $0) } }
    }
    let looked = try context.data.train.subset(0..<min(500, context.data.train.count))
    let profiles = try context.parallel(sorts, "looked at") { sort in
      let net = Self.net(sort.normalizes, sort.gain, depth: deepest, width: width)
      return try Self.profile(net, sort.normalizes, sort.gain, sort.seed, looked)
    }
    let nets = depths.flatMap { depth in
      [false, true].flatMap { arm in Self.gains.map { Self.net(arm, $0, depth: depth, width: width) } }
    }
    let runs = try context.train(Trial.all(nets, rates: rates, seeds: seeds), course)
    var outcome = Outcome(verdict: verdict(profiles, runs, depths, width))
    describe(&outcome, context, course, rates, seeds, width)
    outcome.tables = [startTable(profiles), accuracyTable(runs, depths, width)]
    outcome.figures = figures(profiles) + [false, true].map { heatMap(runs, $0, depths, width) }
    try outcome.record("rates", rates)
    try outcome.record("course", course)
    try outcome.record("profiles", profiles)
    try outcome.record("runs", runs)
    return outcome
  }

  private static func profile(
    _ net: Net, _ normalizes: Bool, _ gain: Float, _ seed: UInt64, _ data: Dataset
  ) throws -> Profile {
    let model = try net.makeModel(inputShape: data.sampleShape, seed: seed)
    let trainer = try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy)
    let layers = try trainer.diagnose(data, recalibrates: false).layers.filter { $0.kind == Activation.kind }
    return Profile(
      normalizes: normalizes, gain: gain, seed: seed, activations: layers.map(\.outputNorm),
      gradients: layers.compactMap(\.gradientNorm))
  }

  private func describe(
    _ outcome: inout Outcome, _ context: Context, _ course: Course, _ rates: [Float], _ seeds: [UInt64], _ width: Int
  ) {
    outcome.describe(data: context.data)
    outcome.describe(
      "net",
      "5 to 50 layers of \(width) ReLU units, 10 outputs, softmax cross-entropy; batch norm before each ReLU in the bias's place"
    )
    outcome.describe(
      "start",
      "Gaussian kernels of W times the deviation √(2 / \(width)) that keeps the size of activations (He et al. 2015), W = "
        + Format.rates(Self.gains)
        + ", equal with and without batch norm; the first layer at W = 1")
    outcome.describe(
      "training",
      "plain SGD, \(Format.count(course.steps)) steps of \(course.batchSize) images in the same order for all nets; seeds "
        + Format.seeds(seeds))
    outcome.describe(rates: rates, each: "net")
    outcome.describe(
      "statistics",
      "norms by batches' own, as training has them; test accuracy by running averages (weight of the old 0.9, bias-corrected)"
    )
  }

  // MARK: At the start

  private func group(_ profiles: [Profile], _ normalizes: Bool, _ gain: Float) -> [Profile] {
    profiles.filter { $0.normalizes == normalizes && $0.gain == gain }
  }

  private static func name(_ normalizes: Bool, _ gain: Float) -> String {
    "\(normalizes ? "batch norm" : "without"), W = \(Format.rate(gain))"
  }

  private func startTable(_ profiles: [Profile]) -> Table {
    var table = Table(
      "50 layers before training: from one end to the other",
      ["net", "activations, last ÷ first layer", "gradients, first ÷ last layer"],
      notes: ["Ratios of root mean squares, median of the seeds (lowest–highest)."])
    for normalizes in [false, true] {
      for gain in Self.gains {
        let group = group(profiles, normalizes, gain)
        table.rows.append([
          Self.name(normalizes, gain), Self.range(group.map(\.activationRatio)), Self.range(group.map(\.gradientRatio)),
        ])
      }
    }
    return table
  }

  private static func range(_ values: [Double]) -> String {
    guard let band = Band(values, higherIsBetter: true) else { return "–" }
    return "\(NumberText.short(band.median)) (\(NumberText.short(band.worst))–\(NumberText.short(band.best)))"
  }

  /// The first layer's gradient over the last's for each W, the median of the seeds: "5 / 6 / 5".
  private func gradients(_ profiles: [Profile], _ normalizes: Bool) -> String {
    Self.gains.map { gain in
      NumberText.short(Statistics.median(group(profiles, normalizes, gain).map(\.gradientRatio)) ?? .nan)
    }.joined(separator: " / ")
  }

  private func figures(_ profiles: [Profile]) -> [Figure] {
    func chart(_ title: String, _ quantity: String, _ values: (Profile) -> [Double]) -> LineChart {
      var series: [LineChart.Series] = []
      for normalizes in [true, false] {
        for gain in Self.gains {
          let runs = group(profiles, normalizes, gain).map(values)
          let layers = runs.map(\.count).min() ?? 0
          let points = (0..<layers).map { layer in LineChart.Point(Double(layer + 1), runs: runs.map { $0[layer] }) }
          series.append(LineChart.Series(Self.name(normalizes, gain), points))
        }
      }
      return LineChart(
        title: title, summary: "\(quantity) in each of 50 layers, six nets.", x: Axis("layer"),
        y: Axis("root mean square", scale: .logarithmic), series: series)
    }
    return [
      Figure(
        name: "activations",
        caption:
          "What comes out of each ReLU before training. W = 2 and 0.5 are chosen to double and halve it in each layer.",
        chart: chart("Activations on their way up", "Activations") { $0.activations }),
      Figure(
        name: "gradients",
        caption:
          "The gradient of each sample's loss by what goes into each ReLU, before training; read it from the right, "
          + "as it travels. With batch norm the first layer's is \(gradients(profiles, true)) times the last's at W = "
          + "\(Self.gainsText).",
        chart: chart("Gradients on their way down", "Gradients") { $0.gradients }),
    ]
  }

  // MARK: After training

  private func best(_ runs: [Run], _ normalizes: Bool, _ gain: Float, _ depth: Int, _ width: Int) -> RunGroup? {
    runs.best(Self.net(normalizes, gain, depth: depth, width: width))
  }

  /// Whether most seeds ended with a loss that is no number.
  private static func hasDiverged(_ group: RunGroup) -> Bool {
    group.runs.count { $0.measurements.last?.trainingLoss == nil } * 2 > group.runs.count
  }

  private func accuracyTable(_ runs: [Run], _ depths: [Int], _ width: Int) -> Table {
    var table = Table(
      "Test accuracy in % at the end, each net at its own best rate",
      ["layers"] + [false, true].flatMap { arm in Self.gains.map { Self.name(arm, $0) } },
      notes: ["Median of the seeds (worst–best). diverged: the loss of most seeds was no number at the end."])
    for depth in depths {
      table.rows.append(
        ["\(depth)"]
          + [false, true].flatMap { arm in
            Self.gains.map { gain -> String in
              guard let group = best(runs, arm, gain, depth, width) else { return "–" }
              return Self.hasDiverged(group) ? "diverged" : Format.band(group.lastTestAccuracies)
            }
          })
    }
    return table
  }

  private func heatMap(_ runs: [Run], _ normalizes: Bool, _ depths: [Int], _ width: Int) -> Figure {
    let word = normalizes ? "With" : "Without"
    let cells = depths.map { depth in
      Self.gains.map { gain -> HeatMap.Cell in
        guard let group = best(runs, normalizes, gain, depth, width),
          let median = Statistics.median(group.lastTestAccuracies)
        else { return .notRun }
        return Self.hasDiverged(group) ? .diverged : .value(100 * median)
      }
    }
    let map = HeatMap(
      title: "\(word) batch norm: which depths train", summary: "Test accuracy by depth and size of the start weights.",
      columnTitle: "W, size of the start weights", columns: Self.gains.map(Format.rate), rowTitle: "layers",
      rows: depths.map(String.init), cells: cells, valueTitle: "test accuracy (%), median of the seeds", range: 10...100
    )
    return Figure(
      name: normalizes ? "trained-with" : "trained-without",
      caption: "\(word) batch norm, each net at its own best rate, by running averages. Guessing gives 10 %.",
      chart: map)
  }

  // MARK: Verdict

  private func verdict(_ profiles: [Profile], _ runs: [Run], _ depths: [Int], _ width: Int) -> Verdict {
    func all(_ normalizes: Bool, _ value: (Profile) -> Double) -> [Double] {
      profiles.filter { $0.normalizes == normalizes }.map(value)
    }
    func isWithin(_ ratios: [Double], _ factor: Double) -> Bool {
      ratios.allSatisfy { $0 > 1 / factor && $0 < factor }
    }
    let keepsActivations = isWithin(all(true, \.activationRatio), 10)
    let keepsGradients = isWithin(all(true, \.gradientRatio), 10)
    let deepest = depths.last ?? 0
    func accuracies(_ normalizes: Bool) -> String {
      Self.gains.map { gain -> String in
        guard let group = best(runs, normalizes, gain, deepest, width) else { return "none" }
        return Self.hasDiverged(group) ? "diverged" : Format.median(group.lastTestAccuracies)
      }.joined(separator: " / ")
    }
    let gradient = Statistics.median(all(true, \.gradientRatio)) ?? .nan
    let (small, large) = (
      Statistics.median(group(profiles, false, 0.5).map(\.activationRatio)) ?? .nan,
      Statistics.median(group(profiles, false, 2).map(\.activationRatio)) ?? .nan
    )
    let last = Statistics.median(all(true, \.activationRatio)) ?? .nan
    return Verdict(
      keepsActivations && keepsGradients ? .borneOut : keepsActivations || keepsGradients ? .partly : .notBorneOut,
      claim: claim,
      seen:
        "Before training, activations changed through 50 layers by a factor of \(NumberText.short(small)) at W = 0.5 and "
        + "\(NumberText.short(large)) at W = 2 without batch norm, of \(NumberText.short(last)) with it (median of all W)"
        + (keepsActivations ? "" : ", though not in every net by less than 10") + ". The "
        + "first layer's gradients at W = \(Self.gainsText) were \(gradients(profiles, true)) times the last's with it"
        + (all(true, \.gradientRatio).allSatisfy { $0 > 10 } ? ": they explode whatever W is" : "")
        + "; \(gradients(profiles, false)) times without. Test accuracy "
        + "of \(deepest) trained layers at these W: \(accuracies(true)) with, \(accuracies(false)) without.",
      number:
        "50 layers: activations ×\(NumberText.short(last)), gradients ×\(NumberText.short(gradient)) with; activations "
        + "×\(NumberText.short(small)) (W = 0.5) to ×\(NumberText.short(large)) (W = 2) without",
      reference:
        "Yang et al. 2019, A Mean Field Theory of Batch Normalization (arXiv 1902.08129): with it gradients explode with "
        + "depth at the start")
  }
}
