import Foundation
import Testing

@testable import Charts

/// Charts as data: everything that is drawn can be read back, and what is no number is null.
@Suite struct ChartDataTests {
  private func data(_ chart: any Chart) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(chart))
    return try #require(object as? [String: Any])
  }

  private func series(_ chart: any Chart) throws -> [[String: Any]] {
    try #require(try data(chart)["series"] as? [[String: Any]])
  }

  @Test func aLineChartGivesItsColumnsAxesAndBands() throws {
    let chart = LineChart(
      title: "t", summary: "s", x: Axis("steps", scale: .logarithmic),
      y: Axis("accuracy", unit: "%", range: 0...100),
      series: [
        LineChart.Series("ours", [.init(1, 5, spread: 4...6), .init(2, .nan)]),
        .reference("paper", [.init(3, 7)], style: .with),
      ], bandName: "of 3 seeds")
    let object = try data(chart)
    #expect(object["kind"] as? String == "line" && object["band"] as? String == "of 3 seeds")
    let (x, y) = (try #require(object["x"] as? [String: Any]), try #require(object["y"] as? [String: Any]))
    #expect(x["scale"] as? String == "logarithmic" && x["unit"] is NSNull && x["range"] is NSNull)
    #expect(y["title"] as? String == "accuracy" && y["unit"] as? String == "%" && y["range"] as? [Double] == [0, 100])
    let series = try series(chart)
    #expect(series[0]["x"] as? [Double] == [1, 2] && series[1]["y"] as? [Double] == [7])
    #expect((series[0]["y"] as? [Any])?.last is NSNull)
    #expect((series[0]["low"] as? [Any])?.first as? Double == 4 && (series[0]["high"] as? [Any])?.first as? Double == 6)
    #expect(series.map { $0["reference"] as? Bool } == [false, true])
    let style = try #require(series[1]["style"] as? [String: Any])
    #expect(style["color"] as? String == "#0067a5" && style["hollow"] as? Bool == true)
  }

  @Test func aCategoryChartGivesAValueACategory() throws {
    let chart = CategoryChart(
      title: "t", summary: "s", categories: ["a", "b"], axis: Axis("v"),
      series: [.init("one", [.init(1, spread: 0...2), .init(runs: [3])])])
    #expect(try data(chart)["categories"] as? [String] == ["a", "b"])
    let series = try series(chart)
    #expect(series[0]["y"] as? [Double] == [1, 3] && (series[0]["low"] as? [Any])?.last is NSNull)
  }

  @Test func aHeatMapTellsDivergedFromNotRun() throws {
    let chart = HeatMap(
      title: "t", summary: "s", columnTitle: "c", columns: ["1", "2", "3", "4"], rowTitle: "r", rows: ["x"],
      cells: [[.value(1.5), .diverged, .notRun, .value(.infinity)]], valueTitle: "v")
    let rows = try #require(try data(chart)["cells"] as? [[Any]])
    #expect(rows[0][0] as? Double == 1.5 && rows[0][1] as? String == "diverged")
    #expect(rows[0][2] is NSNull && rows[0][3] as? String == "diverged")
  }

  @Test func aContourChartGivesAGridOfItsFunction() throws {
    let chart = ContourChart(
      title: "t", summary: "s", x: Axis("x", range: 0...6), y: Axis("y", range: -1...3), levels: [1], contourName: "c",
      trajectories: [.init("way", [(0, 0), (1, 2)])]
    ) { x, y in x < 0.05 ? .nan : x + 10 * y }
    let grid = try #require(try data(chart)["grid"] as? [String: [Any]])
    let (x, y) = (try #require(grid["x"] as? [Double]), try #require(grid["y"] as? [Double]))
    #expect(x.first == 0 && x.last == 6 && y.first == -1 && y.last == 3)
    let values = try #require(grid["values"] as? [[Any]])
    #expect(values.count == y.count && values.allSatisfy { $0.count == x.count })
    #expect(values[0][0] is NSNull && abs((values[40][60] as? Double ?? 0) - 36) < 1e-4)
    #expect(try series(chart)[0]["y"] as? [Double] == [0, 2])
  }
}
