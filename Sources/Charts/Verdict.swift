/// What an experiment found about a claim.
package struct Verdict: Sendable {
  package enum Outcome: String, Sendable {
    case borneOut = "Borne out"
    case partly = "Borne out in part"
    case notBorneOut = "Not borne out"
    case undecided = "Not decided"

    /// A sign that tells it without colour.
    var sign: String {
      switch self {
      case .borneOut: "✓"
      case .partly: "◐"
      case .notBorneOut: "✗"
      case .undecided: "?"
      }
    }

    var className: String {
      switch self {
      case .borneOut: "yes"
      case .partly: "partly"
      case .notBorneOut: "no"
      case .undecided: "open"
      }
    }
  }

  package var outcome: Outcome
  /// What was claimed, and by whom.
  package var claim: String
  /// What was seen, with its numbers.
  package var seen: String
  /// The number found, in a few words, for the page that lists all claims.
  package var number: String
  /// The reference's number and whose it is, in a few words; "none" where nobody gives one.
  package var reference: String

  package init(_ outcome: Outcome, claim: String, seen: String, number: String, reference: String = "none") {
    (self.outcome, self.claim, self.seen) = (outcome, claim, seen)
    (self.number, self.reference) = (number, reference)
  }

  /// "✓ Borne out"
  var badge: String { "<strong class=\"badge\">\(outcome.sign) \(outcome.rawValue)</strong>" }

  /// The reference, where there is one.
  package var comparison: String? { reference == "none" ? nil : reference }

  /// A paragraph with the reference's number; nothing where there is none.
  var referenceHTML: String {
    comparison.map { "<p><span class=\"term\">For comparison.</span> \(Markup.prose($0))</p>\n" } ?? ""
  }

  var html: String {
    """
    <section class="verdict \(outcome.className)" aria-label="verdict">
    <p>\(badge)</p>
    <p><span class="term">The claim.</span> \(Markup.prose(claim))</p>
    <p><span class="term">What was seen.</span> \(Markup.prose(seen))</p>
    \(referenceHTML)</section>

    """
  }
}
