import Charts
import NormKit

/// How far what goes into a layer moves while a net trains, and whether it matters. A part of `CovariateShift`.
struct InternalShift {
  enum Arm: String, CaseIterable, Encodable {
    case without
    case with = "with batch norm"
    case noisy = "with batch norm, moved on purpose"

    var style: SeriesStyle {
      switch self {
      case .without: .without
      case .with: .with
      case .noisy: .numbered(2)
      }
    }

    var net: Net { self == .without ? PaperNet.without() : PaperNet.with() }
  }

  struct Run: Encodable {
    var arm: Arm
    var rate: Float
    var seed: UInt64
    var steps: [Int] = []
    var heldOutAccuracies: [Double] = []
    var testAccuracies: [Double] = []
    /// How far the units' means moved in one step after each of `steps`.
    var drifts: [Double] = []

    var meanTestAccuracy: Double { Statistics.mean(testAccuracies) }
    var medianDrift: Double { Statistics.median(drifts) ?? .nan }
  }

  let runs: [Run]
  let rates: [Float]
  let steps: Int

  /// Images that units are looked at with, and that statistics are found over before measuring.
  static let lookedAt = 500

  init(_ context: Context, _ seeds: [UInt64]) throws {
    let rates: [Float] = context.choose(tiny: [1], quick: [0.3, 1, 3], full: [0.3, 1, 3])
    let steps = context.steps(tiny: 20, quick: 160, full: 1500)
    let items = Arm.allCases.flatMap { arm in
      rates.flatMap { rate in seeds.map { Run(arm: arm, rate: rate, seed: $0) } }
    }
    let measured = Course(steps: steps, every: max(1, steps / 10)).measuredSteps
    runs = try context.parallel(items, "internal shift") { try Self.train($0, context.data, measured) }
    (self.rates, self.steps) = (rates, steps)
  }

  private static func train(_ item: Run, _ data: ExperimentData, _ measured: [Int]) throws -> Run {
    var run = item
    let model = try item.arm.net.makeModel(inputShape: data.train.sampleShape, seed: item.seed)
    let trainer = try model.compile(optimizer: .sgd(learningRate: item.rate), loss: .sparseCategoricalCrossentropy)
    let look = try Look(item, data.train.subset(0..<min(lookedAt, data.train.count)))
    var batches = try RowStream(0..<data.train.count, batchSize: 60, seed: item.seed)
    func step() throws {
      let batch = try data.train.subset(batches.next())
      if item.arm == .noisy {
        try NoisyNorm(seed: item.seed).trainOnBatch(trainer, batch, rate: item.rate)
      } else {
        try trainer.trainOnBatch(batch)
      }
    }
    var before: [Moments]?
    for _ in 0...(measured.last ?? 0) {
      try step()
      if let last = before {
        run.drifts.append(Look.distance(of: try look.moments(model, step: trainer.iterations), from: last))
        before = nil
      }
      guard measured.contains(trainer.iterations) else { continue }
      run.steps.append(trainer.iterations)
      if item.arm != .without { try model.recalibrate(look.images) }
      run.heldOutAccuracies.append(try trainer.evaluate(data.heldOut).accuracy ?? 0)
      run.testAccuracies.append(try trainer.evaluate(data.test).accuracy ?? 0)
      before = try look.moments(model, step: trainer.iterations)
    }
    return run
  }

  // MARK: Numbers

  /// The arm's rate that is best by held-out accuracy over the steps, the mean of the seeds.
  func bestRate(_ arm: Arm) -> Float {
    func heldOut(_ rate: Float) -> Double {
      Statistics.mean(group(arm, rate).map { Statistics.mean($0.heldOutAccuracies) })
    }
    return rates.max { heldOut($0) < heldOut($1) } ?? 0
  }

  func group(_ arm: Arm, _ rate: Float) -> [Run] { runs.filter { $0.arm == arm && $0.rate == rate } }

  func best(_ arm: Arm) -> [Run] { group(arm, bestRate(arm)) }

  // MARK: Tables and pictures

  var table: Table {
    func cells(_ runs: [Run]) -> [String] {
      [
        Format.band(runs.map(\.meanTestAccuracy)), Format.band(runs.compactMap(\.testAccuracies.last)),
        Format.lowBand(runs.map(\.medianDrift)),
      ]
    }
    let rows = Arm.allCases.flatMap { arm in
      rates.map { rate in
        [arm.rawValue, Format.rate(rate) + (rate == bestRate(arm) ? " (best)" : "")] + cells(group(arm, rate))
      }
    }
    return Table(
      "Internal covariate shift: the paper's net, the last hidden layer's inputs",
      ["arm", "rate", "test accuracy in %, mean over the steps", "at the end", "drift in one step"], rows: rows,
      notes: [
        "Median of the seeds (worst–best). Drift: how far the mean of what goes into each sigmoid moves in one step, over its standard "
          + "deviation, root mean square over the 100 units, as training sees it; behind batch norm a mean is β, so that nothing else "
          + "moves it. Best: by held-out accuracy over the steps."
      ])
  }

  var figures: [Figure] {
    func chart(_ title: String, _ axis: Axis, _ values: @escaping (Run) -> [Double]) -> LineChart {
      LineChart(
        title: title, summary: "\(title) over the steps for three arms.", x: Axis("training steps"), y: axis,
        series: Arm.allCases.map { arm in
          let group = best(arm)
          return LineChart.Series(
            "\(arm.rawValue), rate \(Format.rate(bestRate(arm)))",
            (group.first?.steps ?? []).enumerated().map { index, step in
              LineChart.Point(Double(step), runs: group.map { values($0)[index] })
            }, style: arm.style)
        })
    }
    return [
      Figure(
        name: "internal-accuracy",
        caption: "Each arm at its own best rate, by recalibrated statistics, nothing moved.",
        chart: chart("Does moving inputs slow training?", Axis("test accuracy", unit: "%")) {
          $0.testAccuracies.map { 100 * $0 }
        }),
      Figure(
        name: "internal-drift",
        caption: "How far the means of the last hidden layer's inputs move in one step, over their standard deviation.",
        chart: chart("How far inputs move", Axis("drift in one step", unit: "standard deviations", scale: .logarithmic))
        { $0.drifts }),
    ]
  }
}

/// What goes into the last hidden layer's activation, looked at with the same images over and over.
private struct Look {
  /// Root mean square over the units of how far their means are from the last ones, in deviations of the last.
  static func distance(of moments: [Moments], from last: [Moments]) -> Double {
    let squares = zip(moments, last).map { now, last -> Double in
      let distance = (now.mean - last.mean) / max(last.deviation, 1e-6)
      return distance * distance
    }
    return Statistics.mean(squares).squareRoot()
  }

  let images: Dataset
  private let item: InternalShift.Run
  /// Up to what goes into the last activation.
  private let probe: Probe

  init(_ item: InternalShift.Run, _ images: Dataset) throws {
    (self.item, self.images) = (item, images)
    probe = try Probe(item.arm.net, withoutLast: 2, inputShape: images.sampleShape)
  }

  /// By batch statistics, and moved as in the step after `step` of them, where the arm is.
  func moments(_ model: Sequential, step: Int) throws -> [Moments] {
    let values =
      item.arm == .noisy
      ? try NoisyNorm(seed: item.seed).whileShifted(model, step: step) { try probe.outputs(of: model, for: images) }
      : try probe.outputs(of: model, for: images)
    return (0..<probe.units).map { Moments(probe.column($0, of: values)) }
  }
}
