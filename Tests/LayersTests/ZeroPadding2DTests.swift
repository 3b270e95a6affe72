import Layers
import TestSupport
import Tensors
import Testing

@Suite struct ZeroPadding2DTests {
  @Test func thereAreGoldenCases() { #expect(GoldenCase.all(of: "zero_padding2d").count >= 4) }

  @Test(arguments: GoldenCase.all(of: "zero_padding2d"))
  func agreesWithKeras(golden: GoldenCase) throws {
    let borders = try #require(golden.configuration.borders)
    try golden.check(ZeroPadding2D(top: borders[0], bottom: borders[1], left: borders[2], right: borders[3]))
  }

  @Test(arguments: [[1, 1, 1], [3, 4, 5], [2, 7, 16]])
  func agreesWithTheReference(sizes: [Int]) throws {
    for layer in [
      ZeroPadding2D(), ZeroPadding2D(height: 2, width: 0), ZeroPadding2D(top: 0, bottom: 3, left: 2, right: 1),
    ] {
      for batch in [1, 4] { try checkLayer(layer, inputShape: Shape(sizes), batchSize: batch) }
    }
  }

  @Test func theForms() throws {
    #expect(try ZeroPadding2D().outputShape(for: [3, 4, 5]) == [5, 6, 5])
    #expect(try ZeroPadding2D(height: 1, width: 3).outputShape(for: [3, 4, 5]) == [5, 10, 5])
    #expect(try ZeroPadding2D(top: 1, bottom: 0, left: 0, right: 2).outputShape(for: [3, 4, 5]) == [4, 6, 5])
  }

  @Test func errorsSayWhatWasExpected() {
    expectError(
      .invalidArgument, "ZeroPadding2D: padding must be at least 0, got top 1, bottom -1, left 0, right 0"
    ) {
      _ = try ZeroPadding2D(top: 1, bottom: -1, left: 0, right: 0).outputShape(for: [3, 4, 5])
    }
    expectError(.invalidArgument, "ZeroPadding2D: padding must be at most 2147483647, got 2147483648") {
      _ = try ZeroPadding2D(2_147_483_648).outputShape(for: [3, 4, 5])
    }
    expectError(.shape, "ZeroPadding2D: expected an image [height, width, channels], got [3, 4]") {
      _ = try ZeroPadding2D().outputShape(for: [3, 4])
    }
  }
}
