import NormKit
import Testing

@testable import LabData

@Suite struct RisingSeriesTests {
  @Test func theProductOfFiftyYears() throws {
    let series = try RisingSeries(contentsOf: LabDataFile.example("realgdp/realgdp.csv"))
    #expect(series.values.count == 203)
    #expect(series.quarters.first == "1959Q1")
    #expect(series.quarters.last == "2009Q3")
    #expect(series.values.first == 2710.349)
    #expect(series.values.last == 12990.341)
  }

  @Test(arguments: [
    ("", "expected a heading and rows, got none"), ("quarter,realgdp\n", "expected a heading and rows, got none"),
    ("q,r\n1959Q1,1\n1959Q2\n", "line 3: expected a quarter and a number, got 1959Q2"),
    ("q,r\n1959Q1,inf\n", "line 2: expected a quarter and a number, got 1959Q1,inf"),
  ])
  func errorsNameTheLine(text: String, message: String) throws {
    try LabDataFile.withFile(Array(text.utf8), named: "s.csv") { folder in
      do throws(NormKitError) {
        _ = try RisingSeries(contentsOf: "\(folder)/s.csv")
        Issue.record("expected an error")
      } catch { #expect(error.message == "\(folder)/s.csv: \(message)") }
    }
  }
}
