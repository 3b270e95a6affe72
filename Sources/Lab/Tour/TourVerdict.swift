/// What the numbers say about the paper's claims, in plain words.
struct TourVerdict: Encodable {
  /// Whether batch norm, at the rate chosen for it, got to 95 % in fewer steps than the other net at any rate; nil when
  /// the seeds overlap.
  let trainsFaster: Bool?
  /// Whether batch norm still learns at higher rates than the other net; nil when no rate tried was too high for that.
  let bearsHigherRates: Bool?
  /// One sentence a claim.
  let sentences: [String]

  init(_ result: SweepResult) {
    guard let without = result.chosen(.without), let with = result.chosen(.with) else {
      (trainsFaster, bearsHigherRates, sentences) = (nil, nil, ["Nothing was run."])
      return
    }
    let fastest = result.fastest(.without)
    trainsFaster = Self.isFaster(with.stepsTo95, than: fastest?.stepsTo95 ?? [])
    let (high, highWithout) = (result.highestLearningRate(.with), result.highestLearningRate(.without))
    let isTested = result.summaries.last { $0.arm == .without }?.learningRate != highWithout
    bearsHigherRates = isTested ? high ?? 0 > highWithout ?? 0 : nil
    var others: [RateSummary] = []
    for summary in [without, result.summary(.without, with.learningRate), fastest].compactMap({ $0 })
    where !others.contains(where: { $0.learningRate == summary.learningRate }) {
      others.append(summary)
    }
    let speed = Self.word(trainsFaster, undecided: Self.overlap)
    let rates = Self.word(bearsHigherRates, undecided: "not tested, no rate was too high")
    sentences = [
      "Trains faster: \(speed). Steps to 95 %: \(Self.steps(with)) with batch norm; without it "
        + others.map(Self.steps).joined(separator: ", ") + ".",
      "Bears higher rates: \(rates). The highest at which every seed reached 90 %: "
        + "\(high.map(Format.rate) ?? "none") with batch norm, \(highWithout.map(Format.rate) ?? "none") without.",
      Self.accuracy(with, result.bestAtTheEnd(.without) ?? without),
    ]
  }

  /// Whether every seed of one net needed fewer steps than any of the other's, none if that never got there.
  ///
  /// With three seeds only such a gap counts as a difference: nil stands for an overlap.
  private static func isFaster(_ steps: [Int?], than others: [Int?]) -> Bool? {
    let (own, theirs) = (steps.compactMap { $0 }, others.compactMap { $0 })
    guard own.count == steps.count, let most = own.max(), let fewest = own.min() else { return false }
    if most < theirs.min() ?? .max { return true }
    return fewest > theirs.max() ?? .max ? false : nil
  }

  private static func word(_ isBorneOut: Bool?, undecided: String) -> String {
    switch isBorneOut {
    case true?: "borne out"
    case false?: "NOT borne out"
    case nil: undecided
    }
  }

  /// "55 at rate 0.3"
  private static func steps(_ summary: RateSummary) -> String {
    let median = Statistics.median(summary.stepsTo95).map { Format.count(Int($0.rounded())) }
    return "\(median ?? "not reached by every seed") at rate \(Format.rate(summary.learningRate))"
  }

  private static let overlap = "not decided, the seeds overlap"

  /// Batch norm at the rate chosen for it against the other net at whatever rate serves it best at the end.
  private static func accuracy(_ with: RateSummary, _ without: RateSummary) -> String {
    let isHigher = with.lastTestAccuracies.min() ?? 0 > without.lastTestAccuracies.max() ?? 1
    let isLower = with.lastTestAccuracies.max() ?? 1 < without.lastTestAccuracies.min() ?? 0
    return "Better in the end: \(word(isHigher ? true : isLower ? false : nil, undecided: overlap)). Last accuracy: "
      + "\(Format.spread(with.lastTestAccuracies)) % at rate \(Format.rate(with.learningRate)) with batch norm; "
      + "\(Format.spread(without.lastTestAccuracies)) % at rate \(Format.rate(without.learningRate)), its best, "
      + "without."
  }
}
