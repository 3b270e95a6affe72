package import Archive
package import Charts

/// What came of an experiment: everything that is written, printed and drawn.
package struct Outcome: Sendable {
  /// What was run, as labelled lines: data, net, optimizer, seeds, statistics used, and what else a reader must know.
  package var setup: [SetupLine] = []
  package var tables: [Table] = []
  package var figures: [Figure] = []
  /// All numbers, under names in snake_case.
  package var numbers: [String: JSONValue] = [:]
  package var verdict: Verdict
  /// What parts of it took: for timing.json and the page. result.json has no time in it.
  package var times: [PartTime] = []

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

/// What a part of an experiment took.
package struct PartTime: Encodable, Sendable {
  package var part: String
  package var seconds: Double
  /// Training steps in it.
  package var steps: Int
}

/// A picture, as its own file and on the page.
package struct Figure: Sendable {
  /// The file's name without its ending: "accuracy".
  package var name: String
  /// What it shows, in a sentence or two.
  package var caption: String
  package var chart: any Chart

  package init(name: String, caption: String, chart: any Chart) {
    self.name = name
    self.caption = caption
    self.chart = chart
  }

  /// Its file's name.
  package var file: String { "\(name).svg" }
}
