/// What the numbers say about the paper's claims, in plain words.
struct Verdict: Encodable {
  /// Whether batch norm, at the rate chosen for it, got to 95 % in fewer steps than the other net at any rate.
  let trainsFaster: Bool
  /// Whether batch norm still learns at higher rates than the other net; nil when no rate tried was too high for that.
  let bearsHigherRates: Bool?
  /// One sentence a claim.
  let sentences: [String]

  init(_ result: SweepResult) {
    guard let without = result.chosen(.without), let with = result.chosen(.with) else {
      (trainsFaster, bearsHigherRates, sentences) = (false, nil, ["Nothing was run."])
      return
    }
    let fastest = result.fastest(.without)
    let steps = Figures.median(with.stepsTo95)
    let stepsWithout = fastest.flatMap { Figures.median($0.stepsTo95) }
    trainsFaster = steps.map { $0 < stepsWithout ?? .infinity } ?? false
    let (high, highWithout) = (result.highestLearningRate(.with), result.highestLearningRate(.without))
    let isTested = result.summaries.last { $0.arm == .without }?.learningRate != highWithout
    bearsHigherRates = isTested ? high ?? 0 > highWithout ?? 0 : nil
    var others: [RateSummary] = []
    for summary in [without, result.summary(.without, with.learningRate), fastest].compactMap({ $0 })
    where !others.contains(where: { $0.learningRate == summary.learningRate }) {
      others.append(summary)
    }
    sentences = [
      "Trains faster: \(Self.word(trainsFaster)). Steps to 95 %: \(Self.steps(with)) with batch norm; without it "
        + others.map(Self.steps).joined(separator: ", ") + ".",
      "Bears higher rates: \(Self.word(bearsHigherRates)). The highest at which every seed reached 90 %: "
        + "\(high.map(Figures.rate) ?? "none") with batch norm, \(highWithout.map(Figures.rate) ?? "none") without.",
      Self.accuracy(with, result.bestAtTheEnd(.without) ?? without),
    ]
  }

  private static func word(_ isBorneOut: Bool?) -> String {
    switch isBorneOut {
    case true?: "borne out"
    case false?: "NOT borne out"
    case nil: "not tested, no rate was too high"
    }
  }

  /// "55 at rate 0.3"
  private static func steps(_ summary: RateSummary) -> String {
    let median = Figures.median(summary.stepsTo95).map { Figures.count(Int($0.rounded())) }
    return "\(median ?? "not reached by every seed") at rate \(Figures.rate(summary.learningRate))"
  }

  /// Batch norm at the rate chosen for it against the other net at whatever rate serves it best. With few seeds a
  /// difference counts only when the seeds do not overlap.
  private static func accuracy(_ with: RateSummary, _ without: RateSummary) -> String {
    let isClear = with.lastTestAccuracies.min() ?? 0 > without.lastTestAccuracies.max() ?? 1
    let isReverse = with.lastTestAccuracies.max() ?? 1 < without.lastTestAccuracies.min() ?? 0
    let word = isClear ? "borne out" : isReverse ? "NOT borne out" : "not decided, the seeds overlap"
    return "Better in the end: \(word). Last accuracy: \(Figures.spread(with.lastTestAccuracies)) % at rate "
      + "\(Figures.rate(with.learningRate)) with batch norm; \(Figures.spread(without.lastTestAccuracies)) % at rate "
      + "\(Figures.rate(without.learningRate)), its best, without."
  }
}
