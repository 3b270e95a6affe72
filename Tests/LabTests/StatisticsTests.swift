import Charts
import Testing

@testable import Lab

@Suite struct StatisticsTests {
  @Test func medianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
    #expect(Statistics.median([3.0, 1, 2]) == 2 && Statistics.median([4.0, 1, 3, 2]) == 2.5)
    #expect(Statistics.median([Double]()) == nil)
  }

  @Test func aSeedThatNeverGotThereLeavesNoMedian() {
    #expect(Statistics.median([10, nil, 30]) == nil && Statistics.median([10, 20, 30] as [Int?]) == 20)
    #expect(Format.steps([10, nil, 30]) == "2 of 3 seeds" && Format.steps([nil]) == "never")
  }

  @Test func aBandKnowsWhichEndIsBest() {
    let (high, low) = (Band([1, 2, 3]), Band([1, 2, 3], higherIsBetter: false))
    #expect(high?.best == 3 && high?.worst == 1 && low?.best == 1 && low?.worst == 3 && high?.median == 2)
  }

  @Test func onlyAGapOfAllSeedsDecides() {
    #expect(Verdict.Outcome([3, 4], above: [1, 2]) == .borneOut)
    #expect(Verdict.Outcome([1, 2], above: [3, 4]) == .notBorneOut)
    #expect(Verdict.Outcome([1, 4], above: [2, 3]) == .undecided && Verdict.Outcome([], above: [1]) == .undecided)
  }

  @Test func coursesEndWhereTheyAreMeasuredLast() {
    #expect(Course(steps: 25, every: 10).measuredSteps == [10, 20, 25])
  }
}
