import Charts
import NormKit

/// Whether batch norm keeps units in the range where they learn: sigmoid units off their ends, ReLU units alive.
struct Activations: Experiment {
  let name = "activations"
  let title = "Units that stay alive"
  let question =
    "Do deep sigmoid nets train, how many of their numbers are saturated, how many ReLU units die, and do dead ones come back, with and without batch norm?"
  let claim =
    "Batch normalization keeps what goes into activations where they have a slope: deep sigmoid nets train, and dead ReLU units come back."

  /// The images that units are judged on.
  private static let lookedAt = 1000

  func run(_ context: Context) throws -> Outcome {
    let seeds = context.seeds()
    let looked = try context.data.train.subset(0..<min(Self.lookedAt, context.data.train.count))
    let sigmoid = SigmoidDepths(
      depths: context.choose(tiny: [2, 8], quick: [2, 4, 8], full: [2, 4, 6, 8, 12]),
      rates: context.choose(tiny: [1], quick: [0.3, 1, 3], full: [0.1, 0.3, 1, 3]),
      course: Course(
        steps: context.steps(quick: 300, full: 1500), every: context.steps(quick: 150, full: 500)), seeds: seeds)
    let runs = try context.train(sigmoid.trials, sigmoid.course)
    let saturation = try Saturation(context, looked, seeds)
    let deaths = try DeadUnits(context, looked, seeds)
    let revivals = try Revival(context, looked, seeds)
    var outcome = Outcome(verdict: verdict(sigmoid, runs, saturation, deaths, revivals))
    describe(&outcome, context, sigmoid, saturation, deaths, revivals)
    outcome.tables = [sigmoid.table(runs), saturation.table, deaths.table, revivals.table]
    outcome.figures = [sigmoid.figure(runs), saturation.figure, deaths.figure, revivals.figure]
    try outcome.record("sigmoid_runs", runs)
    try outcome.record("sigmoid_course", sigmoid.course)
    try outcome.record("saturation", saturation.curves)
    try outcome.record("dead_units", deaths.counts)
    try outcome.record("revival", revivals.curves)
    return outcome
  }

  private func describe(
    _ outcome: inout Outcome, _ context: Context, _ sigmoid: SigmoidDepths, _ saturation: Saturation,
    _ deaths: DeadUnits, _ revivals: Revival
  ) {
    outcome.describe(data: context.data)
    outcome.describe(
      "nets",
      "sigmoid: 2 to \(sigmoid.depths.last ?? 2) hidden layers of 100 units, Glorot's start values; saturation: 3 × 100 sigmoid "
        + "units from Gaussian kernels of std 1; ReLU: 3 × 100 units, He's; 10 outputs, softmax cross-entropy, batch norm "
        + "before the activation")
    outcome.describe(
      "training",
      "plain SGD on batches of 60 images in the same order for both arms; sigmoid \(Format.count(sigmoid.course.steps)) steps, "
        + "saturation \(Format.count(saturation.lastStep)), dead units \(Format.count(deaths.steps)), units killed by hand "
        + "\(Format.count(revivals.steps)) at rate 0.1; seeds "
        + Format.seeds(sigmoid.seeds))
    outcome.describe(
      "rates",
      "sigmoid: \(Format.rates(sigmoid.rates)), for each depth and arm the one of the best accuracy "
        + "on held-out images at the end; dead units: each as shown; saturation: 0.3 for both")
    outcome.describe(
      "dead",
      "a unit that gives 0 for each of \(Format.count(Self.lookedAt)) training images, or all where there are fewer")
    outcome.describe("saturated", "a sigmoid's output within .02 of 0 or 1: under 8 % of its largest slope")
    outcome.describe(
      "statistics",
      "units by batches' own, as training has them; test accuracy by running averages (weight of the old 0.9, bias-corrected)"
    )
  }

  private func verdict(
    _ sigmoid: SigmoidDepths, _ runs: [Run], _ saturation: Saturation, _ deaths: DeadUnits, _ revivals: Revival
  ) -> Verdict {
    let deepest = sigmoid.depths.last ?? 0
    let with = sigmoid.accuracies(runs, deepest, true)
    let without = sigmoid.accuracies(runs, deepest, false)
    let trains = Verdict.Outcome(with, above: without)
    let comeBack = revivals.shareBack(.betaAtMinusTen)
    // Borne out as it was said only if units that are dead behind batch norm come back too.
    let finding: Verdict.Outcome =
      trains == .borneOut ? (comeBack >= 0.5 ? .borneOut : .partly) : comeBack >= 0.5 ? .partly : .notBorneOut
    let rate = deaths.rates.last ?? 0
    return Verdict(
      finding, claim: claim,
      seen: "A net of \(deepest) sigmoid layers came to \(Format.median(with)) of the test images with batch norm, to "
        + "\(Format.median(without)) without. After training at rate \(Format.rate(rate)), of 300 ReLU units "
        + "\(deaths.text(true, rate)) were dead with it, \(deaths.text(false, rate)) without. A large negative bias kills no unit "
        + "before batch norm, which takes it out with the mean. But of units killed by a large negative β, behind the "
        + "normalization, \(Format.percent(comeBack)) came back; of those killed by their bias in the net without it "
        + "\(Format.percent(revivals.shareBack(.without))) (0 also where more were dead in the end).",
      number:
        "\(deepest) sigmoid layers: \(Format.median(with)) with, \(Format.median(without)) without; dead ReLU units of 300 at rate "
        + "\(Format.rate(rate)): \(deaths.text(true, rate)) with, \(deaths.text(false, rate)) without",
      reference: "Ioffe & Szegedy 2015, §4.2: Inception with sigmoids and batch norm at 5 times the rate, 69.8 %")
  }
}

extension Diagnosis {
  /// Dead units in all activations.
  var deadCount: Int { layers.reduce(0) { $0 + ($1.units?.dead.count ?? 0) } }

  /// The share of saturated numbers, the mean of the activations.
  var saturatedShare: Double { Statistics.mean(layers.compactMap { $0.units?.saturatedShare }) }
}
