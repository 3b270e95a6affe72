import Foundation
import Testing

@testable import Charts

@Suite struct PageTests {
  private let hostile = "<script>alert(1)</script> & \"γ\" 'x' \u{1}\u{FFFF}"

  private var page: Page {
    let chart = LineChart(
      title: hostile, summary: hostile, x: Axis(hostile), y: Axis(hostile), series: [.init(hostile, [.init(0, 1)])])
    return Page(
      title: hostile, question: hostile,
      blocks: [
        .heading(hostile), .setup([(hostile, hostile)]),
        .table(
          Table(
            caption: hostile, columns: [.text(hostile), .number(hostile)], rows: [[hostile], ["a", "b", "c"]],
            notes: [hostile])),
        .figure(chart, caption: hostile), .figure(chart, caption: ""), .links([(hostile, hostile), ("a", "b")]),
        .verdict(Verdict(.partly, claim: hostile, seen: hostile, number: hostile, reference: hostile)),
      ])
  }

  /// The part that is XML: everything in the body.
  private func body(_ html: String) -> String {
    let start = html.range(of: "<main>")?.lowerBound ?? html.startIndex
    let end = html.range(of: "</main>")?.upperBound ?? html.endIndex
    return String(html[start..<end])
  }

  @Test func everyTextIsEscaped() {
    let drawn = Drawn(body(page.html))
    #expect(drawn.count("script") == 0)
    #expect(!page.html.contains("\u{1}") && !page.html.contains("\u{FFFF}"))
  }

  @Test func needsNoNetworkAndNoScript() {
    for html in [page.html, FrontPage(title: "t", introduction: [], entries: []).html] {
      #expect(
        !html.contains("<script") && !html.contains("src=") && !html.contains("@import") && !html.contains("url("))
      // The one address is the name of SVG's namespace.
      #expect(html.replacing("http://www.w3.org/2000/svg", with: "").contains("http") == false)
    }
  }

  @Test func numbersKeepTheirPercentSigns() {
    let verdict = Verdict(.partly, claim: "c", seen: "97.3 % at W = 2 & more", number: "n")
    #expect(verdict.html.contains("97.3\u{A0}% at W\u{A0}=\u{A0}2 &amp; more"))
  }

  @Test func figuresAreNumbered() {
    #expect(page.html.contains("Figure 1.</span>") && page.html.contains("Figure 2.</span>"))
    #expect(!page.html.contains("Figure 3."))
  }

  @Test func rowsHaveACellAColumn() {
    let table = Table(caption: "c", columns: [.text("a"), .number("b")], rows: [["1"], ["1", "2", "3"]])
    let drawn = Drawn("<div>\(table.html)</div>")
    #expect(drawn.count("td") == 2 && drawn.count("th") == 4)
  }

  @Test func theSamePageHasTheSameBytes() { #expect(page.html == page.html) }

  @Test func aVerdictNamesItsReference() {
    let verdict = Verdict(.partly, claim: "c", seen: "s", number: "n", reference: "Irpan 2017")
    let entry = FrontPage.Entry(title: "t", question: "q", verdict: verdict, file: "f")
    #expect(verdict.html.contains("Irpan 2017"))
    #expect(FrontPage(title: "t", introduction: [], entries: [entry]).html.contains("Irpan 2017"))
    #expect(!Verdict(.partly, claim: "c", seen: "s", number: "n").html.contains("For comparison"))
  }

  @Test func frontPageListsEveryVerdict() {
    let verdict = Verdict(.notBorneOut, claim: "faster", seen: "slower", number: "61 against 64")
    let entry = FrontPage.Entry(title: "Perils", question: "?", verdict: verdict, file: "perils/index.html")
    let html = FrontPage(title: "Lab", introduction: ["one"], entries: [entry]).html
    #expect(
      html.contains("href=\"perils/index.html\"") && html.contains("Not borne out") && html.contains("61 against 64"))
    _ = Drawn(body(html))
  }
}
