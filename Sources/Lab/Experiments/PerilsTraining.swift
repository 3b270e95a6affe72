import NormKit

/// One arm trained once on two sets of digits, and what came of it: a part of `Perils`.
final class PerilsTraining {
  /// What all arms have in common.
  struct Setting: Sendable {
    var data: TwoDomains
    /// Images of both sets, as many of the one as of the other and the first's first, to recalibrate over.
    var recalibration: Dataset
    /// Updates of weights, two for each pair of batches; measured after some of them.
    var course: Course
    var filters: Int
    /// The weight of the old running statistics.
    var momentum: Double

    /// The strides of the first convolution: images of a digit's size are made smaller at once.
    var strides: Int { data.domains[0].imageShape.sizes[0] >= 16 ? 2 : 1 }

    /// The images of one set to recalibrate over.
    func recalibration(_ domain: Int) throws -> Dataset {
      let half = recalibration.count / 2
      return try recalibration.subset(domain * half..<(domain + 1) * half)
    }
  }

  let arm: PerilsArm
  let setting: Setting
  /// One, or one for each set.
  private let trainers: [Trainer]
  private var streams: [RowStream]

  init(_ arm: PerilsArm, _ setting: Setting, rate: Float, seed: UInt64) throws {
    self.arm = arm
    self.setting = setting
    let net = arm.net(filters: setting.filters, strides: setting.strides, momentum: setting.momentum)
    trainers = try (0..<arm.netCount).map { _ in
      try net.makeModel(inputShape: setting.data.train.sampleShape, seed: seed)
        .compile(optimizer: .sgd(learningRate: rate), loss: .sparseCategoricalCrossentropy)
    }
    streams = try (0..<2).map { domain in
      try RowStream(
        setting.data.trainingRows(domain), batchSize: setting.course.batchSize, seed: seed + UInt64(domain) << 32)
    }
  }

  /// The model that answers for a set.
  func model(_ domain: Int) -> Sequential { trainer(domain).model }

  private func trainer(_ domain: Int) -> Trainer { trainers[domain % trainers.count] }

  /// Lets the set's own batch norm variables work, where the arm has such.
  private func choose(_ domain: Int) throws {
    if arm.keepsSets { try model(domain).useStatisticsSet(PerilsArm.sets[domain]) }
  }

  /// The k-th pair of updates sees the k-th batch of either set, whatever the arm.
  func step() throws {
    let rows = streams.indices.map { streams[$0].next() }
    let train = setting.data.train
    guard arm != .merged else {
      let half = setting.course.batchSize / 2
      for part in [0..<half, half..<setting.course.batchSize] {
        try trainers[0].trainOnBatch(train.subset(rows.flatMap { $0[part] }))
      }
      return
    }
    for domain in 0..<2 {
      try choose(domain)
      try trainer(domain).trainOnBatch(train.subset(rows[domain]))
    }
  }

  /// The accuracy on images of one set.
  func accuracy(_ domain: Int, on images: Dataset, by statistics: StatisticsSource = .running) throws -> Double {
    try choose(domain)
    return try trainer(domain).evaluate(images, statistics: statistics).accuracy ?? 0
  }

  /// Trains to the end and measures on the way; `run` holds the mean of both sets.
  func train(rate: Float, seed: UInt64) throws -> PerilsRun {
    var result = PerilsRun(run: Run(arm: arm.title, learningRate: rate, seed: seed, measurements: []))
    let measured = Set(setting.course.measuredSteps)
    for step in stride(from: 2, through: setting.course.steps, by: 2) {
      try self.step()
      guard measured.contains(step) else { continue }
      let heldOut = try (0..<2).map { try accuracy($0, on: setting.data.domains[$0].heldOut) }
      let test = try (0..<2).map { try accuracy($0, on: setting.data.domains[$0].test) }
      result.testAccuracies.append(test)
      result.run.measurements.append(
        Run.Measurement(
          step: step, heldOutAccuracy: Statistics.mean(heldOut), testAccuracy: Statistics.mean(test)))
    }
    return result
  }
}

/// How a training on two sets went.
struct PerilsRun: Encodable {
  /// The mean of both sets' accuracies, by the statistics that the arm trained.
  var run: Run
  /// Test accuracy on either set, for each of the run's measurements.
  var testAccuracies: [[Double]] = []
  /// Test accuracy on either set by other statistics, with the weights of the end; nil where it was not looked at.
  var diagnosis: PerilsDiagnosis?

  /// Test accuracy at the end on one set; nil: the mean of both.
  func last(_ domain: Int?) -> Double {
    domain.flatMap { testAccuracies.last?[$0] } ?? run.lastTestAccuracy
  }
}
