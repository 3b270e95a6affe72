import NormKit

/// What a trained net's answers are worth by each kind of statistics, and what its averages hold: a part of `Perils`.
struct PerilsDiagnosis: Encodable {
  /// Which statistics normalize.
  enum Kind: String, CaseIterable {
    /// Those of test batches of one set.
    case batch
    /// Those of test batches that are half of either set.
    case mergedBatch = "merged_batch"
    /// The moving averages that both sets were fed to.
    case shared
    /// Moving averages of each set.
    case each
    /// Found anew over training images of both sets, the weights as they are.
    case recalibrated
    /// Found anew over training images of each set.
    case eachRecalibrated = "each_recalibrated"

    var title: String {
      switch self {
      case .batch: "the test batch's"
      case .mergedBatch: "a merged test batch's"
      case .shared: "shared averages"
      case .each: "each set's averages"
      case .recalibrated: "recalibrated, both"
      case .eachRecalibrated: "recalibrated, each set"
      }
    }
  }

  /// One batch norm's variances, each the mean of its channels.
  struct Mixture: Encodable {
    var layer: String
    /// (vA + vB)/2
    var within: Double
    /// (mA − mB)²/4
    var between: Double
    /// What the moving averages hold; nil where they are not shared.
    var running: Double?
    /// Measured over images of both sets together. The first batch norm's alone, since what the others see depends on the
    /// statistics before them.
    var measured: Double?
    /// The greatest distance of a channel's within + between from what is measured, over the latter.
    var greatestError: Double?
  }

  /// Test accuracy on either set by kind; those that an arm has not are left out.
  private(set) var accuracies: [String: [Double]] = [:]
  /// Of each batch norm, where one net has both sets' statistics.
  private(set) var mixtures: [Mixture] = []

  func accuracy(_ kind: Kind, _ domain: Int) -> Double? { accuracies[kind.rawValue]?[domain] }

  /// Looks at what was trained, whose statistics are other ones afterwards.
  init(_ training: PerilsTraining) throws {
    let arm = training.arm
    try measure(.batch, training, by: .batch)
    try measure(arm.keepsSets || arm == .netsApart ? .each : .shared, training)
    // Before recalibration takes their place.
    let running = arm.keepsSets || arm.netCount > 1 ? nil : training.model(0)
    let names = arm == .netsApart ? [] : training.model(0).normalizationNames
    let shared = try running.map { model in try names.map { try Self.values(model, $0, "moving_variance") } }
    if arm.netCount == 1, !arm.keepsSets { try measureMergedBatches(training) }
    try recalibrateEach(training)
    guard let shared, let model = running else { return }
    try model.recalibrate(training.setting.recalibration)
    try measure(.recalibrated, training)
    mixtures = try zip(names, shared).enumerated().map { index, item in
      try Self.mixture(of: item.0, in: model, running: item.1, isFirst: index == 0)
    }
  }

  private mutating func measure(
    _ kind: Kind, _ training: PerilsTraining, by statistics: StatisticsSource = .running
  ) throws {
    accuracies[kind.rawValue] = try (0..<2).map {
      try training.accuracy($0, on: training.setting.data.domains[$0].test, by: statistics)
    }
  }

  /// Recalibrates over each set's images, into sets of the same names where the net had none.
  private mutating func recalibrateEach(_ training: PerilsTraining) throws {
    let data = training.setting.data
    var values: [Double] = []
    for domain in 0..<2 {
      let model = training.model(domain)
      let set = training.arm == .netsApart ? nil : PerilsArm.sets[domain]
      if let set, !model.statisticsSets.contains(set) { try model.addStatisticsSet(set) }
      try model.recalibrate(training.setting.recalibration(domain), into: set)
      try model.useStatisticsSet(set)
      values.append(try training.accuracy(domain, on: data.domains[domain].test))
      try model.useStatisticsSet(nil)
    }
    accuracies[Kind.eachRecalibrated.rawValue] = values
  }

  /// Batches of 128 images of the one set and 128 of the other, as merged training saw them.
  private mutating func measureMergedBatches(_ training: PerilsTraining) throws {
    let tests = training.setting.data.domains.map(\.test)
    let half = 128
    let count = min(tests[0].count, tests[1].count)
    var correct = [0, 0]
    for start in stride(from: 0, to: count, by: half) {
      let rows = start..<min(start + half, count)
      let batch = try tests[0].subset(rows).joined(with: tests[1].subset(rows))
      let answers = try training.model(0).predict(batch, batchSize: batch.count, statistics: .batch).values
      for (row, label) in (batch.labels ?? []).enumerated() {
        let scores = answers[row * ExperimentData.classes..<(row + 1) * ExperimentData.classes]
        if scores.firstIndex(of: scores.max() ?? .nan) == scores.startIndex + Int(label) {
          correct[row / rows.count] += 1
        }
      }
    }
    accuracies[Kind.mergedBatch.rawValue] = correct.map { Double($0) / Double(count) }
  }

  // MARK: Mixtures

  private static func values(_ model: Sequential, _ layer: String, _ tensor: String) throws -> [Double] {
    try model.tensor("\(layer)/\(tensor)").values.map(Double.init)
  }

  private static func mixture(
    of layer: String, in model: Sequential, running: [Double], isFirst: Bool
  ) throws -> Mixture {
    func both(_ tensor: String) throws -> [[Double]] {
      try PerilsArm.sets.map { try values(model, layer, "\(tensor).\($0)") }
    }
    let (means, variances) = (try both("moving_mean"), try both("moving_variance"))
    let within = zip(variances[0], variances[1]).map { ($0 + $1) / 2 }
    let between = zip(means[0], means[1]).map { ($0 - $1) * ($0 - $1) / 4 }
    var mixture = Mixture(
      layer: layer, within: Statistics.mean(within), between: Statistics.mean(between),
      running: Statistics.mean(running))
    guard isFirst else { return mixture }
    let measured = try values(model, layer, "moving_variance")
    mixture.measured = Statistics.mean(measured)
    mixture.greatestError = measured.indices.map {
      abs(within[$0] + between[$0] - measured[$0]) / max(measured[$0], .leastNormalMagnitude)
    }.max()
    return mixture
  }
}
