import Charts
import NormKit

/// What becomes of batch norm when one net learns from two sets of digits that look different.
struct Perils: Experiment {
  let name = "perils"
  let title = "The perils: two sets of images"
  let question =
    "When one net learns the same labels from two sets of images that look different, what do merged batches, separate batches, batch norm for each set and a net for each set come to, and which statistics are to blame?"
  let claim =
    "Fed batches of one set at a time, a net whose running averages are shared does worse and less steadily than one fed merged batches; with batch norm variables for each set it does best."

  var takesSecondDomain: Bool { true }

  func run(_ context: Context) throws -> Outcome {
    let limits = TwoDomains.Limits(train: 12_000, heldOut: 2000, test: 5000)
    let data = try TwoDomains(context, limits)
    let steps = context.steps(tiny: 20, quick: 400, full: 1600) / 2 * 2
    let setting = try PerilsTraining.Setting(
      data: data, recalibration: Self.sample(data, 2000),
      course: Course(batchSize: 64, steps: steps, every: max(2, steps / 16 * 2)),
      filters: context.choose(quick: 8, full: 16), momentum: 0.95)
    let rates: [Float] = context.choose(tiny: [0.1], quick: [0.1, 0.3], full: [0.03, 0.1, 0.3])
    let results = try PerilsResults(context, setting, rates)
    var outcome = Outcome(verdict: verdict(results))
    describe(&outcome, results)
    outcome.tables = [
      results.accuracyTable, results.diagnosisTable, results.mixtureTable, results.rateTable, Self.reference,
    ]
    outcome.figures = results.figures
    try outcome.record("rates", rates)
    try outcome.record("course", setting.course)
    try outcome.record("choice_of_rates", results.choices)
    try outcome.record("runs", results.runs)
    try outcome.record(
      "irpan_2017_medians", ["merged": 0.7819, "shared": 0.7630, "batch_norm_for_each": 0.7867])
    return outcome
  }

  /// The first images of either set to recalibrate over, as many of the one as of the other.
  private static func sample(_ data: TwoDomains, _ count: Int) throws -> Dataset {
    let count = min(count, data.domains[0].train.count, data.domains[1].train.count)
    let parts = try data.domains.map { try $0.train.subset(0..<count) }
    return try parts[0].joined(with: parts[1])
  }

  private func describe(_ outcome: inout Outcome, _ results: PerilsResults) {
    let setting = results.setting
    for (index, domain) in setting.data.domains.enumerated() {
      let counts = [domain.train, domain.heldOut, domain.test].map { Format.count($0.count) }
      let sizes = domain.imageShape.sizes
      outcome.describe(
        index == 0 ? "first set" : "second set",
        "\(domain.name), in three channels of \(sizes[0])×\(sizes[1]) pixels from 0 to 1; \(counts[0]) to train on, \(counts[1]) held "
          + "out, \(counts[2]) to test with"
          + (domain.name.contains("MNIST-M-like") ? " (over other photographs than those trained on)" : ""))
    }
    outcome.describe(
      "net",
      "3×3 convolutions of \(setting.filters) filters (stride \(setting.strides)) and \(2 * setting.filters) (stride 2), "
        + "64 units, 10 outputs, softmax cross-entropy; batch norm before each ReLU; He's start values, the same in all arms"
    )
    outcome.describe(
      "arms",
      "the k-th pair of updates sees the k-th batch of either set in every arm: (1) twice half of the one and half of the "
        + "other, (2) and (3) the one batch, then the other, (4) either net its own")
    outcome.describe(
      "training",
      "plain SGD, \(Format.count(setting.course.steps)) updates on \(setting.course.batchSize) images (in (4) half of them for "
        + "either net); seeds \(Format.seeds(results.seeds))")
    outcome.describe(
      "rates",
      "\(Format.rates(results.rates)); for each arm the one of the best accuracy on held-out images "
        + "of both sets, from seed 0, which is not among those that are shown")
    outcome.describe(
      "statistics",
      "moving averages (weight of the old \(setting.momentum), bias-corrected) unless a table says otherwise; recalibrated: "
        + "layer by layer over \(Format.count(setting.recalibration.count / 2)) training images of each set, without labels"
    )
  }

  private static let reference = Table(
    "For comparison: Irpan 2017, median of the final accuracy, two data sets that he does not name",
    ["arm", "accuracy"],
    rows: [
      ["(1) merged batches", "0.7819"], ["(2) separate batches, all shared", "0.7630"],
      ["(3) batch norm for each set", "0.7867"],
    ],
    notes: [
      "Read from the figure of Irpan 2017, \"On The Perils of Batch Norm\", at 800,000 steps; (2) had a band three times as wide. "
        + "Neither data nor net nor optimizer are given: the order may be compared, no number. (4) is the source document's."
    ])

  // MARK: Verdict

  private func verdict(_ results: PerilsResults) -> Verdict {
    let (merged, shared, apart) = (results.last(.merged), results.last(.shared), results.last(.normsApart))
    let widths = (merged: PerilsResults.width(merged), shared: PerilsResults.width(shared))
    let findings = [
      Verdict.Outcome(merged, above: shared), Verdict.Outcome(apart, above: merged),
      Verdict.Outcome([widths.shared], above: [widths.merged]),
    ]
    let each = results.diagnosed(.averagesApart, .each).map(Statistics.mean)
    let recalibrated = [PerilsDiagnosis.Kind.recalibrated, .eachRecalibrated].map {
      results.diagnosed(.shared, $0).map(Statistics.mean)
    }
    return Verdict(
      Verdict.Outcome(all: findings), claim: claim,
      seen:
        "Median accuracy on both test sets: \(Format.median(merged)) with merged batches (1), \(Format.median(shared)) with "
        + "separate batches and all shared (2), \(Format.median(apart)) with batch norm for each set (3), "
        + "\(Format.median(results.last(.netsApart))) with a net for each (4). \(Self.text(findings, widths)) The very weights of (2) "
        + "came to \(Format.median(each)) by each set's own averages, to \(Format.median(recalibrated[0])) by statistics "
        + "recalibrated over both sets and to \(Format.median(recalibrated[1])) over each: the first tells what it costs to mix two "
        + "sets' averages, the others what it costs that averages trail the weights.",
      number: "(1) \(Format.median(merged)), (2) \(Format.median(shared)), (3) \(Format.median(apart)), (4) "
        + "\(Format.median(results.last(.netsApart))); (2)'s weights with each set's averages \(Format.median(each))",
      reference: "Irpan 2017: (1) .7819, (2) .7630 with a band three times as wide, (3) .7867")
  }

  /// Which parts of the claim held.
  private static func text(_ findings: [Verdict.Outcome], _ widths: (merged: Double, shared: Double)) -> String {
    func word(_ finding: Verdict.Outcome) -> String {
      switch finding {
      case .borneOut: "on every seed"
      case .notBorneOut: "on no seed, but the reverse on every one"
      default: "undecided, the seeds overlap"
      }
    }
    return
      "(1) above (2): \(word(findings[0])); (3) above (1): \(word(findings[1])). From the worst seed to the best it was "
      + "\(points(widths.merged)) points in (1) and \(points(widths.shared)) in (2)."
  }

  private static func points(_ share: Double) -> String { Format.decimal(100 * share, places: 1) }
}
