import Foundation
import Layers
import Models
import TestSupport
import Testing
import Training

@Suite struct LearningRateScheduleTests {
  private func expect(_ schedule: LearningRateSchedule, at step: Int, _ expected: Double) {
    #expect(abs(Double(schedule.factor(at: step)) - expected) <= 1e-6, "\(schedule) at \(step)")
  }

  @Test func constantStays() {
    for step in [0, 1, 1_000_000] { expect(.constant, at: step, 1) }
  }

  @Test func exponentialDecayFalls() {
    let smooth = LearningRateSchedule.exponentialDecay(steps: 10, rate: 0.5, staircase: false)
    let stairs = LearningRateSchedule.exponentialDecay(steps: 10, rate: 0.5, staircase: true)
    for step in 0...40 {
      expect(smooth, at: step, pow(0.5, Double(step) / 10))
      expect(stairs, at: step, pow(0.5, Double(step / 10)))
    }
  }

  @Test func cosineDecayEndsAtAlpha() {
    let schedule = LearningRateSchedule.cosineDecay(steps: 20, alpha: 0.1)
    expect(schedule, at: 0, 1)
    expect(schedule, at: 10, 0.55)
    for step in [20, 21, 1000] { expect(schedule, at: step, 0.1) }
    for step in 0..<20 { #expect(schedule.factor(at: step) > schedule.factor(at: step + 1)) }
  }

  @Test func piecewiseConstantHoldsUpToAndWithItsBoundary() {
    let schedule = LearningRateSchedule.piecewiseConstant(boundaries: [2, 5], factors: [1, 0.5, 0.1])
    for (step, factor) in [(0, 1), (2, 1), (3, 0.5), (5, 0.5), (6, 0.1), (99, 0.1)] {
      expect(schedule, at: step, factor)
    }
    expect(.piecewiseConstant(boundaries: [], factors: [0.3]), at: 7, 0.3)
  }

  @Test func multipliesTheOptimizersRate() {
    let optimizer = Optimizer.sgd(
      learningRate: 0.2, schedule: .piecewiseConstant(boundaries: [2], factors: [1, 0.5]))
    #expect(optimizer.learningRate(at: 2) == 0.2 && optimizer.learningRate(at: 3) == 0.1)
  }

  @Test func errorsSayWhatWasExpected() throws {
    let model = try Sequential(inputShape: [4], layers: [Dense(3)])
    func expect(_ text: String, _ schedule: LearningRateSchedule) {
      expectError(.invalidArgument, "LearningRateSchedule.\(text)") {
        _ = try model.compile(optimizer: .sgd(schedule: schedule), loss: .meanSquaredError)
      }
    }
    let decay = "exponentialDecay: steps must be at least 1 and rate greater than 0, got "
    expect(decay + "0, 0.5", .exponentialDecay(steps: 0, rate: 0.5, staircase: false))
    expect(decay + "5, 0.0", .exponentialDecay(steps: 5, rate: 0, staircase: false))
    let cosine = "cosineDecay: steps must be at least 1 and alpha in 0...1, got "
    expect(cosine + "0, 0.5", .cosineDecay(steps: 0, alpha: 0.5))
    expect(cosine + "5, 1.5", .cosineDecay(steps: 5, alpha: 1.5))
    let pieces =
      "piecewiseConstant: expected rising boundaries and one more positive factor than boundaries, got "
    expect(pieces + "1 boundaries and 1 factors", .piecewiseConstant(boundaries: [1], factors: [1]))
    expect(pieces + "2 boundaries and 3 factors", .piecewiseConstant(boundaries: [3, 3], factors: [1, 1, 1]))
    expect(pieces + "1 boundaries and 2 factors", .piecewiseConstant(boundaries: [1], factors: [1, 0]))
  }
}
