import Archive
import CShims
import Charts
import Kernels
import Threads

/// An experiment that was run: what it is, with what it was run, and what came of it.
package struct Report: Sendable {
  package let name: String
  package let title: String
  package let question: String
  package let claim: String
  package let outcome: Outcome
  private let configuration: [String: JSONValue]
  private let seconds: Double

  /// Runs the experiment. Throws: what it throws.
  package init(running experiment: any Experiment, _ context: Context) throws {
    let start = ContinuousClock.now
    outcome = try experiment.run(context)
    seconds = (ContinuousClock.now - start) / .seconds(1)
    name = experiment.name
    title = experiment.title
    question = experiment.question
    claim = experiment.claim
    configuration = [
      "data": .string(context.data.name),
      "scale": .string(context.scale.rawValue),
      "seed_count": context.seedCount.map { .number(String($0)) } ?? .null,
      "train_count": .number(String(context.data.train.count)),
      "held_out_count": .number(String(context.data.heldOut.count)),
      "test_count": .number(String(context.data.test.count)),
    ]
  }

  /// All that was found, with what it was found with. The same run gives the same bytes: there is no time in it and no path.
  package func resultJSON() throws -> String {
    JSONValue.object([
      "name": .string(name), "title": .string(title), "question": .string(question), "claim": .string(claim),
      "configuration": .object(configuration),
      "versions": .object(["normkit": .string(Self.version), "result_format": .number("1")]),
      "setup": try JSONValue(encoding: outcome.setup),
      "tables": .array(outcome.tables.map(\.json)),
      "figures": .array(try outcome.figures.map { try $0.json }),
      "numbers": .object(outcome.numbers),
      "verdict": outcome.verdict.json,
    ]).indentedText
  }

  /// What it took, in seconds, and on what.
  package func timingJSON() throws -> String {
    JSONValue.object([
      "name": .string(name), "seconds": JSONValue(finite: seconds),
      "parts": try JSONValue(encoding: outcome.times),
      "threads": .number(String(WorkerPool.shared.threadCount)), "instruction_set": .string(Kernels.table.name),
    ]).indentedText
  }

  /// What the outcome's parts took, as a table; nil without any.
  var times: Table? {
    guard !outcome.times.isEmpty else { return nil }
    return Table(
      "What it took", ["part", "steps", "seconds", "µs a step"],
      rows: outcome.times.map { time in
        [
          time.part, Format.count(time.steps), NumberText.short(time.seconds),
          NumberText.short(1e6 * time.seconds / Double(time.steps)),
        ]
      },
      notes: [
        "By the clock, each training on one of \(WorkerPool.shared.threadCount) threads, beside others and whatever else "
          + "the machine did (\(Kernels.table.name)); no part of result.json."
      ])
  }

  /// The tables and the two sentences, as they are printed.
  package var lines: [String] {
    var lines = ["\(title): \(question)", ""]
    let width = outcome.setup.map(\.label.count).max() ?? 0
    lines += outcome.setup.map { line in
      "  \(line.label)\(String(repeating: " ", count: width - line.label.count))   \(line.text)"
    }
    for table in outcome.tables { lines += [""] + table.lines }
    if let times { lines += [""] + times.lines }
    let verdict = outcome.verdict
    return lines + [
      "", "Claimed: \(verdict.claim)", "Seen: \(verdict.seen)",
    ] + (verdict.comparison.map { ["For comparison: \($0)."] } ?? []) + [
      "Finding: \(verdict.outcome.rawValue)."
    ]
  }

  private static var version: String { String(cString: normkit_shims_version()) }
}
