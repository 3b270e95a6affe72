/// What the numbers say about the claims, in plain words.
struct Verdict: Encodable {
  /// Whether batch norm got to 95 % in fewer steps, each arm at the rate chosen for it.
  let trainsFaster: Bool
  /// Whether batch norm still learns at a rate at which the other arm diverges.
  let allowsHigherRates: Bool
  /// One sentence a claim.
  let sentences: [String]

  init(_ result: SweepResult) {
    guard let without = result.chosen(.without), let with = result.chosen(.with) else {
      (trainsFaster, allowsHigherRates, sentences) = (false, false, ["Nothing was run."])
      return
    }
    let speed = Self.speed(without, with)
    let highest = Arm.allCases.map { arm in
      result.summaries.last { $0.arm == arm && $0.divergedCount == 0 && !$0.stepsTo90.contains(nil) }?.learningRate
    }
    trainsFaster = speed.isBorneOut
    allowsHigherRates = (highest[1] ?? 0) > (highest[0] ?? 0)
    sentences = [
      speed.sentence, Self.rates(highest[0], highest[1], isBorneOut: allowsHigherRates), Self.best(without, with),
    ]
  }

  private static func speed(_ without: RateSummary, _ with: RateSummary) -> (isBorneOut: Bool, sentence: String) {
    let rates = "each at its own rate, \(Figures.rate(with.learningRate)) and \(Figures.rate(without.learningRate))"
    switch (Figures.median(without.stepsTo95), Figures.median(with.stepsTo95)) {
    case (let slow?, let fast?) where fast < slow:
      let ratio = (slow / fast * 10).rounded() / 10
      return (
        true,
        "Trains faster: borne out. 95 % in \(Figures.count(Int(fast))) steps with batch norm, "
          + "\(Figures.count(Int(slow))) without (\(ratio) times as many; \(rates))."
      )
    case (nil, let fast?):
      return (
        true,
        "Trains faster: borne out. 95 % in \(Figures.count(Int(fast))) steps with batch norm; without it not every "
          + "seed got there (\(rates))."
      )
    case (let slow, let fast):
      return (
        false,
        "Trains faster: NOT borne out. 95 % with batch norm in \(Self.text(fast)), without in \(Self.text(slow)) "
          + "(\(rates))."
      )
    }
  }

  private static func text(_ steps: Double?) -> String {
    steps.map { "\(Figures.count(Int($0))) steps" } ?? "no number of steps that was tried"
  }

  private static func rates(_ without: Float?, _ with: Float?, isBorneOut: Bool) -> String {
    let text = [with, without].map { $0.map(Figures.rate) ?? "none" }
    return "Bears higher learning rates: \(isBorneOut ? "borne out" : "NOT borne out"). The highest at which every "
      + "seed reached 90 %: \(text[0]) with, \(text[1]) without."
  }

  private static func best(_ without: RateSummary, _ with: RateSummary) -> String {
    let difference = 100 * (with.bestTestAccuracy - without.bestTestAccuracy)
    let percents =
      "\(Figures.percent(with.bestTestAccuracy)) with, \(Figures.percent(without.bestTestAccuracy)) without"
    let word =
      abs(difference) < 0.5 ? "about equal" : difference > 0 ? "better with batch norm" : "worse with batch norm"
    return "Best test accuracy of a run: \(word) (\(percents))."
  }
}
