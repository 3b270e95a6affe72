import Archive
import Charts
import Testing
import Threads

@testable import Lab

extension JSONValue {
  /// Whether there is a number somewhere below series or cells.
  fileprivate var hasNumbers: Bool {
    switch self {
    case .number: true
    case .array(let elements): elements.contains(where: \.hasNumbers)
    case .object(let members):
      members.contains { ["series", "y", "cells"].contains($0.key) && $0.value.hasNumbers }
    default: false
    }
  }
}

/// Every experiment at its tiny scale: that it runs and fills its page; what it finds at so few steps means nothing.
@Suite(.serialized) struct ExperimentTests {
  static let names = Experiments.all.map(\.name)

  private func report(_ name: String, seedCount: Int? = nil) throws -> Report {
    let context = Context(data: try .digits(), scale: .tiny, seedCount: seedCount)
    return try Report(running: Experiments.named(name), context)
  }

  @Test func namesAreUnique() { #expect(Set(Self.names).count == Self.names.count && !Self.names.isEmpty) }

  @Test func anUnknownNameIsAnsweredWithTheKnownOnes() {
    let error = #expect(throws: LabError.self) { try Experiments.named("pathh") }
    #expect(error.map { "\($0)".contains("pathh") && "\($0)".contains("learning-rate") } == true)
  }

  /// The same seeds, run a second time and on another number of threads.
  @Test(arguments: names) func givesTheSameBytesOnOneAndTwoThreads(_ name: String) throws {
    defer { _ = WorkerPool.shared.setThreadCount(0) }
    Context.useThreads(1)
    let alone = try report(name)
    try expectAFullPage(of: alone)
    Context.useThreads(2)
    #expect(try report(name).resultJSON() == alone.resultJSON())
  }

  private func expectAFullPage(of report: Report) throws {
    let outcome = report.outcome
    #expect(!outcome.tables.isEmpty && !outcome.figures.isEmpty && !outcome.numbers.isEmpty)
    for table in outcome.tables {
      #expect(!table.rows.isEmpty && table.rows.allSatisfy { $0.count == table.columns.count }, "\(table.caption)")
      #expect(table.columns.allSatisfy { !$0.heading.isEmpty }, "\(table.caption)")
    }
    #expect(Set(outcome.figures.map(\.file)).count == outcome.figures.count)
    let seen = outcome.verdict.seen
    // A minus sign is no hyphen.
    #expect(!seen.contains("not a number") && !seen.contains(/-[0-9]/) && seen.last == ".", "\(seen)")
    let html = report.page.html
    #expect(outcome.figures.allSatisfy { html.contains($0.chart.svg) })
    #expect(outcome.setup.contains { $0.label == "statistics" })
    let result = try report.resultJSON()
    for figure in outcome.figures {
      let chart = try JSONValue(encoding: figure.chart)
      #expect(result.contains("\"title\": \(JSONValue.string(figure.chart.title).text)") && chart.hasNumbers)
    }
  }

  @Test func otherSeedsGiveOtherNumbers() throws {
    #expect(try report("path", seedCount: 1).resultJSON() != report("path", seedCount: 2).resultJSON())
  }
}
