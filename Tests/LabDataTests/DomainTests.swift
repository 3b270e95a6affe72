import NormKit
import Testing

@testable import LabData

@Suite struct DomainTests {
  private static func digits(_ labels: [Int32] = [3, 1]) throws -> Dataset {
    let values = (0..<labels.count * 6).map { Float($0) / 12 }
    return try Dataset(inputs: Tensor([labels.count, 2, 3, 1], values), targets: .labels(labels))
  }

  @Test func digitsStandEnlargedInTheMiddleInThreeEqualChannels() throws {
    let made = try Self.digits().inColour(height: 5, width: 6)
    #expect(made.sampleShape == [5, 6, 3] && made.labels == [3, 1])
    // Twice as large is 4×6: half a row's rest above, rounded down to none, and one row of black below.
    let second = made.pixels(of: 1)
    for row in 0..<5 {
      for column in 0..<6 {
        let expected = row < 4 ? Float(6 + row / 2 * 3 + column / 2) / 12 : 0
        let start = (row * 6 + column) * 3
        #expect(second[start..<start + 3].allSatisfy { $0 == expected }, "row \(row), column \(column)")
      }
    }
  }

  @Test func digitsOfTheSameSizeKeepTheirPixels() throws {
    let made = try Self.digits().inColour(height: 2, width: 3)
    #expect(made.pixels(of: 0) == (0..<6).flatMap { [Float](repeating: Float($0) / 12, count: 3) })
  }

  @Test func joinedSamplesFollowEachOther() throws {
    let (first, second) = (try Self.digits(), try Self.digits([4, 5, 6]))
    let joined = try first.joined(with: second)
    #expect(joined.count == 5 && joined.labels == [3, 1, 4, 5, 6])
    #expect(joined.pixels(of: 1) == first.pixels(of: 1) && joined.pixels(of: 4) == second.pixels(of: 2))
  }

  @Test func errorsNameWhatIsWrong() throws {
    let digits = try Self.digits()
    #expect(throws: NormKitError.self) { try digits.inColour(height: 1, width: 3) }
    #expect(throws: NormKitError.self) { try digits.joined(with: digits.reshapingSamples(to: [6])) }
    let bare = try Dataset(inputs: Tensor(zeros: [1, 2, 3, 1]))
    #expect(throws: NormKitError.self) { try bare.inColour(height: 2, width: 3) }
    #expect(throws: NormKitError.self) { try digits.joined(with: bare) }
  }
}
