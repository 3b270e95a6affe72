import Archive
import Charts

extension Table {
  /// The first column's cells are names, the others' numbers, with their units in the headings.
  init(_ caption: String, _ headings: [String], rows: [[String]] = [], notes: [String] = []) {
    let columns = headings.enumerated().map { $0 == 0 ? Column.text($1) : Column.number($1) }
    self.init(caption: caption, columns: columns, rows: rows, notes: notes)
  }

  /// The table as plain text.
  var lines: [String] {
    var text = TextTable(columns.map(\.heading))
    for row in rows { text.append(row) }
    return [caption] + text.lines + notes.map { "  \($0)" }
  }

  var json: JSONValue {
    func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
    return .object([
      "title": .string(caption), "headings": list(columns.map(\.heading)), "rows": .array(rows.map(list)),
      "notes": list(notes),
    ])
  }
}

extension Figure {
  /// The figure's texts, and all that its chart is drawn from.
  var json: JSONValue {
    get throws {
      .object([
        "name": .string(name), "file": .string(file), "caption": .string(caption),
        "chart": try JSONValue(encoding: chart),
      ])
    }
  }
}

extension Verdict {
  var json: JSONValue {
    .object([
      "finding": .string(outcome.rawValue), "claimed": .string(claim), "seen": .string(seen), "number": .string(number),
      "reference": .string(reference),
    ])
  }
}

extension Verdict.Outcome {
  /// Whether every value of `values` is above every one of `others`: only such a gap counts as a difference with few
  /// seeds. Borne out when it is so, not borne out when it is the other way round, undecided where they overlap.
  init(_ values: [Double], above others: [Double]) {
    guard let low = values.min(), let high = values.max(), let otherLow = others.min(), let otherHigh = others.max()
    else {
      self = .undecided
      return
    }
    self = low > otherHigh ? .borneOut : high < otherLow ? .notBorneOut : .undecided
  }
}

extension Verdict.Outcome {
  /// Whether all of some runs took fewer steps to a test accuracy than all of others; those that did not get there took
  /// more than any.
  init(stepsOf runs: [Run], fewerThan others: [Run], to accuracy: Double) {
    func haste(_ runs: [Run]) -> [Double] {
      runs.map { run in run.steps(toTestAccuracy: accuracy).map { -Double($0) } ?? -.infinity }
    }
    self.init(haste(runs), above: haste(others))
  }

  /// Several findings in words: "Of 4 comparisons 2 held on every seed, 1 went the other way on every seed; in the rest the
  /// seeds overlap."
  static func tally(_ findings: [Verdict.Outcome], of what: String = "comparisons") -> String {
    let counts = [Verdict.Outcome.borneOut, .notBorneOut].map { outcome in findings.count { $0 == outcome } }
    return "Of \(findings.count) \(what) \(counts[0]) held on every seed, \(counts[1]) went the other way on every seed"
      + (counts[0] + counts[1] < findings.count ? "; in the rest the seeds overlap." : ".")
  }

  /// Of several findings: borne out where all are, in part where some are, not borne out where none is and one was seen
  /// the other way round.
  init(all findings: [Verdict.Outcome]) {
    self =
      !findings.isEmpty && findings.allSatisfy { $0 == .borneOut }
      ? .borneOut : findings.contains(.borneOut) ? .partly : findings.contains(.notBorneOut) ? .notBorneOut : .undecided
  }
}
