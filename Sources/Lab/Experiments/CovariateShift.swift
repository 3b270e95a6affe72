import Charts
import NormKit

/// Data that are no longer as they were in training, and layers whose inputs move while a net trains.
struct CovariateShift: Experiment {
  let name = "covariate-shift"
  let title = "Covariate shift"
  let question =
    "Do nets with batch norm bear data that are not as those they were trained on, what does recalibrating without labels mend, and is it less movement of layers' inputs that makes them train faster?"
  let claim =
    "Batch normalization lets a net bear covariate shift, as a net of yellow dogs that meets spotted ones; and its layers' inputs move less while it trains (internal covariate shift), which is why it trains faster."

  func run(_ context: Context) throws -> Outcome {
    let seeds = context.seeds()
    let digits = try ShiftedDigits(context, seeds)
    let series = try ShiftedSeries(context, seeds)
    let inner = try InternalShift(context, seeds)
    var outcome = Outcome(verdict: verdict(digits, series, inner))
    describe(&outcome, context, digits, series, inner, seeds)
    outcome.tables = [digits.table, series.table, inner.table]
    outcome.figures = [digits.figure] + series.figures + inner.figures
    try outcome.record("digits", digits.runs)
    try outcome.record("series", series.runs)
    try outcome.record("series_quarters", series.quarters)
    try outcome.record("series_values", series.values)
    try outcome.record("series_naive_error", series.naiveError)
    try outcome.record("internal", inner.runs)
    return outcome
  }

  private func describe(
    _ outcome: inout Outcome, _ context: Context, _ digits: ShiftedDigits, _ series: ShiftedSeries,
    _ inner: InternalShift, _ seeds: [UInt64]
  ) {
    outcome.describe(data: context.data, trained: "changed digits: the first \(Format.count(digits.trainedCount))")
    outcome.describe(
      "series",
      "real product of the United States by quarters, 1959 to 2009, trillions of 2005 dollars; eight quarters in, the next "
        + "one's level or growth out")
    outcome.describe(
      "changed digits",
      "2 × 64 ReLU units, batch norm before each; Adam, \(Format.count(digits.steps)) steps of 60 images; rates "
        + Format.rates(digits.rates)
        + ", for each arm and change the one of the best accuracy on held-out images with the same change")
    outcome.describe(
      "rising series",
      "2 × 16 ReLU units, mean squared error, Adam at 0.01 (not chosen), \(Format.count(series.steps)) steps of 32 windows"
    )
    outcome.describe(
      "internal shift",
      "the net of Ioffe & Szegedy 2015, §4.1, from Gaussian kernels of std \(PaperNet.standardDeviation); plain SGD, "
        + "\(Format.count(inner.steps)) steps of 60 images in the same order for all arms")
    outcome.describe(
      "moved on purpose",
      "after Santurkar et al. 2018: in each step each unit's output of batch norm is scaled by 1 ± "
        + "\(NoisyNorm.scaleRange) and moved by 0 ± \(NoisyNorm.shiftRange), drawn evenly, the same for all samples of the "
        + "batch; the part of their noise that differs from sample to sample is left out, and the sizes are ours")
    outcome.describe("seeds", Format.seeds(seeds))
    outcome.describe(
      "statistics",
      "found anew over training images after training (\(Format.count(ShiftedDigits.recalibrated)) changed digits, all windows of "
        + "the series, \(Format.count(InternalShift.lookedAt)) images for internal shift), unless adapted; drift by the batch's own"
    )
  }

  // MARK: Verdict

  private func verdict(_ digits: ShiftedDigits, _ series: ShiftedSeries, _ inner: InternalShift) -> Verdict {
    let shifts = DigitShift.allCases.filter(\.canBeTakenBack)
    let (without, with, noisy) = (inner.best(.without), inner.best(.with), inner.best(.noisy))
    // As it is; recalibrated; less movement; and that with movement training would be no better than without batch norm.
    let findings =
      shifts.map { Verdict.Outcome(digits.frozen(true, $0), above: digits.frozen(false, $0)) }
      + shifts.map { Verdict.Outcome(digits.adapted($0), above: digits.frozen(true, $0)) } + [
        Verdict.Outcome(without.map(\.medianDrift), above: with.map(\.medianDrift)),
        Verdict.Outcome(without.map(\.meanTestAccuracy), above: noisy.map(\.meanTestAccuracy)),
      ]
    return Verdict(
      Verdict.Outcome(all: findings), claim: claim,
      seen: [
        digitsText(digits, shifts), seriesText(series), innerText(without, with, noisy),
        Verdict.Outcome.tally(
          findings,
          of:
            "comparisons (contrast and noise: with above without, recalibrated above as trained; inputs move less with it; "
            + "with it and moved on purpose accuracy is below without)"),
      ].joined(separator: " "),
      number: "contrast \(Format.median(digits.frozen(true, .contrast))) frozen, "
        + "\(Format.median(digits.adapted(.contrast))) recalibrated; mean accuracy over the steps: "
        + "\(Format.median(noisy.map(\.meanTestAccuracy))) with batch norm and inputs moved on purpose, "
        + "\(Format.median(without.map(\.meanTestAccuracy))) without batch norm",
      reference:
        "ImageNet-C, error: contrast 40.8 → 33.1 %, Gaussian noise 64.4 → 52.5 % by recalibration (Wu & Johnson "
        + "2021); noisy batch norm about as fast (Santurkar et al. 2018)")
  }

  private func digitsText(_ digits: ShiftedDigits, _ shifts: [DigitShift]) -> String {
    let changed = shifts.map { shift in
      "\(shift.rawValue) \(Format.median(digits.frozen(false, shift))) / \(Format.median(digits.frozen(true, shift))) / "
        + Format.median(digits.adapted(shift))
    }
    return "Accuracy on changed digits, without batch norm / with it as trained / with it recalibrated: "
      + changed.joined(separator: "; ")
      + ". Inverted digits recalibration does not mend (\(Format.median(digits.adapted(.inverted))))."
  }

  private func seriesText(_ series: ShiftedSeries) -> String {
    func error(_ target: ShiftedSeries.Target, _ arm: ShiftedSeries.Arm) -> String {
      "\(NumberText.short(Statistics.median(series.errors(target, arm)) ?? .nan)) %"
    }
    return "On the rising series recalibration changed the error from \(error(.growth, .frozen)) to "
      + "\(error(.growth, .adapted)) where growth is asked for, and from \(error(.level, .frozen)) to "
      + "\(error(.level, .adapted)) where the level is."
  }

  private func innerText(
    _ without: [InternalShift.Run], _ with: [InternalShift.Run], _ noisy: [InternalShift.Run]
  ) -> String {
    let arms = [without, with, noisy]
    let drifts = arms.map { NumberText.short(Statistics.median($0.map(\.medianDrift)) ?? .nan) }
    let accuracies = arms.map { Format.median($0.map(\.meanTestAccuracy)) }
    let explanation =
      switch Verdict.Outcome(without.map(\.meanTestAccuracy), above: noisy.map(\.meanTestAccuracy)) {
      case .notBorneOut: "the net whose inputs were moved learnt faster than the one without, against that explanation"
      case .borneOut: "where inputs are moved batch norm's lead is gone, as that explanation has it"
      default: "the seeds of the first and the last overlap, which decides nothing"
      }
    return
      "In one step the means of the last hidden layer's inputs moved by \(drifts[0]) of their standard deviation without batch "
      + "norm, \(drifts[1]) with it, \(drifts[2]) with it and moved on purpose; test accuracy, the mean over the steps, was "
      + "\(accuracies[0]), \(accuracies[1]) and \(accuracies[2]): \(explanation)."
  }
}
