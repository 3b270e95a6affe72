package import Archive

/// What came of an experiment: everything that is written, printed and drawn.
package struct Outcome: Sendable {
  /// What was run, as labelled lines: data, net, optimizer, seeds, statistics used, and what else a reader must know.
  package var setup: [SetupLine] = []
  package var tables: [Table] = []
  package var figures: [Figure] = []
  /// All numbers, under names in snake_case.
  package var numbers: [String: JSONValue] = [:]
  package var verdict: Verdict
  /// Seconds that parts of it took, by name: for timing.json alone, since they differ from run to run.
  package var times: [String: Double] = [:]

  package init(verdict: Verdict) { self.verdict = verdict }

  /// Adds a line to what was run.
  package mutating func describe(_ label: String, _ text: String) { setup.append(SetupLine(label: label, text: text)) }

  /// Adds numbers. Throws: for what JSON cannot hold, such as a NaN: give nil for those.
  package mutating func record(_ name: String, _ value: some Encodable) throws {
    numbers[name] = try JSONValue(encoding: value)
  }
}

/// A labelled line of what was run.
package struct SetupLine: Encodable, Sendable {
  package var label: String
  package var text: String
}

/// A table: the first column's cells are names, the others' are numbers with their units in the headings.
package struct Table: Encodable, Sendable {
  package var title: String
  package var headings: [String]
  package var rows: [[String]]
  /// What a reader must know to read it: which statistics, what the brackets mean.
  package var notes: [String] = []

  package init(_ title: String, _ headings: [String], rows: [[String]] = [], notes: [String] = []) {
    self.title = title
    self.headings = headings
    self.rows = rows
    self.notes = notes
  }

  /// The table as plain text.
  package var lines: [String] {
    var table = TextTable(headings)
    for row in rows { table.append(row) }
    return [title] + table.lines + notes.map { "  \($0)" }
  }
}

/// A picture, as SVG that needs nothing from outside.
package struct Figure: Sendable {
  /// The file's name without its ending: "accuracy".
  package var name: String
  /// What it shows, in a sentence or two.
  package var caption: String
  package var svg: String

  package init(name: String, caption: String, svg: String) {
    self.name = name
    self.caption = caption
    self.svg = svg
  }
}
