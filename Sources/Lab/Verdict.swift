/// What the numbers say about the claim.
package struct Verdict: Encodable, Sendable {
  package enum Finding: String, Encodable, Sendable {
    case borneOut = "borne out"
    case notBorneOut = "not borne out"
    case undecided = "not decided"
  }

  package var finding: Finding
  /// What the claim said, in one sentence.
  package var claimed: String
  /// What was seen, in one sentence with the numbers.
  package var seen: String
  /// Our number, in a few words, for the table of all claims.
  package var number: String
  /// The reference's number and whose it is, in a few words; "none" where nobody gives one.
  package var reference: String

  package init(_ finding: Finding, claimed: String, seen: String, number: String, reference: String = "none") {
    self.finding = finding
    self.claimed = claimed
    self.seen = seen
    self.number = number
    self.reference = reference
  }
}

extension Verdict.Finding {
  /// Whether every value of `values` is above every one of `others`: only such a gap counts as a difference with few
  /// seeds. Borne out when it is so, not borne out when it is the other way round, undecided where they overlap.
  package init(_ values: [Double], above others: [Double]) {
    guard let low = values.min(), let high = values.max(), let otherLow = others.min(), let otherHigh = others.max()
    else {
      self = .undecided
      return
    }
    self = low > otherHigh ? .borneOut : high < otherLow ? .notBorneOut : .undecided
  }
}
