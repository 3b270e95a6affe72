import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

/// What follows from the definition of batch normalization, whatever the numbers (Ioffe & Szegedy 2015, §3.3).
@Suite struct NormalizationPropertyTests {
  private struct Problem: Sendable, CustomTestStringConvertible {
    var rows: Int
    var inputs: Int
    var units: Int
    var seed: Int
    var testDescription: String { "\(rows)×\(inputs)→\(units)" }

    static let all: [Problem] = (0..<12).map { seed in
      var random = Random(seed: 77, stream: UInt64(seed))
      return Problem(
        rows: 2 + random.integer(below: 150), inputs: 1 + random.integer(below: 40),
        units: 1 + random.integer(below: 40), seed: seed)
    }
  }

  private func run(_ problem: Problem, kernelTimes a: Float, epsilon: Double) throws -> ProbedModel.Run {
    let layers: [any Layer] = [
      Dense(problem.units, useBias: false, name: "dense"), BatchNormalization(epsilon: epsilon, name: "norm"),
    ]
    let probed = try ProbedModel(layers, inputShape: [problem.inputs], batchSize: problem.rows)
    try probed.randomize(seed: problem.seed)
    let kernel = try probed.model.tensor("dense/kernel")
    try probed.set(["dense/kernel": kernel.values.map { a * $0 }])
    return try probed.train(
      randomFloats(problem.rows * problem.inputs, seed: problem.seed + 1),
      upstream: randomFloats(problem.rows * problem.units, seed: problem.seed + 2))
  }

  /// BN((aW)u) = BN(Wu); ∂/∂u unchanged; ∂/∂(aW) = (1/a)·∂/∂W. Exact for ε scaled by a².
  @Test(arguments: Problem.all, [0.25, 4, 1.7] as [Float])
  private func theScaleOfTheWeightsDoesNotMatter(problem: Problem, a: Float) throws {
    let epsilon = 1e-3
    let plain = try run(problem, kernelTimes: 1, epsilon: epsilon)
    let scaled = try run(problem, kernelTimes: a, epsilon: epsilon * Double(a) * Double(a))
    // 1.7·w is rounded; powers of two are not.
    let tolerance = a == 1.7 ? 1e-5 : 2e-6
    #expect(mismatch(scaled.outputs, plain.outputs, tolerance: tolerance) == nil)
    #expect(mismatch(scaled.inputGradient, plain.inputGradient, tolerance: 1e-5) == nil)
    let kernel = try #require(plain.gradients["dense/kernel"])
    #expect(mismatch(scaled.gradients["dense/kernel"] ?? [], kernel.map { $0 / a }, tolerance: 1e-5) == nil)
    #expect(mismatch(scaled.gradients["norm/gamma"] ?? [], plain.gradients["norm/gamma"] ?? []) == nil)
  }

  /// Every channel of the output has mean β and variance γ²·σ²/(σ² + ε).
  @Test(arguments: Problem.all, [1e-3, 0.5, 10])
  private func theOutputHasMeanBetaAndVarianceGammaSquared(problem: Problem, epsilon: Double) throws {
    let channels = problem.units
    let x = randomFloats(problem.rows * channels, seed: problem.seed, mean: 3, deviation: 2)
    let probed = try ProbedModel(
      [BatchNormalization(epsilon: epsilon, name: "norm")], inputShape: [channels], batchSize: problem.rows)
    try probed.randomize(seed: problem.seed)
    let y = try probed.train(x, upstream: x).outputs
    let tensors = try probed.parameters(of: "norm")
    let matrix = { LayerMatrix(rows: problem.rows, channels: channels, $0) }
    let before = BatchNormalizationLayerReference.Statistics(of: matrix(x.doubles))
    let after = BatchNormalizationLayerReference.Statistics(of: matrix(y.doubles))
    let (gamma, beta) = (try #require(tensors["gamma"]), try #require(tensors["beta"]))
    let variance = (0..<channels).map {
      gamma[$0] * gamma[$0] * before.variance[$0] / (before.variance[$0] + epsilon)
    }
    #expect(mismatch(after.mean.map { Float($0) }, beta) == nil)
    #expect(mismatch(after.variance.map { Float($0) }, variance) == nil)
  }

  /// Σ dx = 0 and Σ dx·x̂ = dγ·γ/σ·ε/(σ² + ε) in every channel: the gradient goes through μ and σ².
  @Test(arguments: Problem.all)
  private func theInputGradientHasNoMean(problem: Problem) throws {
    let channels = problem.units
    let count = problem.rows * channels
    let probed = try ProbedModel([BatchNormalization()], inputShape: [channels], batchSize: problem.rows)
    let run = try probed.train(
      randomFloats(count, seed: problem.seed), upstream: randomFloats(count, seed: problem.seed + 1))
    let dx = LayerMatrix(rows: problem.rows, channels: channels, run.inputGradient.doubles)
    for channel in 0..<channels {
      let column = dx.column(channel)
      let size = column.reduce(0) { $0 + abs($1) }
      #expect(abs(column.reduce(0, +)) <= 1e-5 * max(size, 1e-3))
    }
  }

  /// Shifting a channel by a constant changes nothing but the running mean.
  @Test func aShiftDoesNotMatter() throws {
    let x = randomFloats(50 * 6, seed: 1).map { ($0 * 1024).rounded() / 1024 }
    let dy = randomFloats(50 * 6, seed: 2)
    let make = { try ProbedModel([BatchNormalization()], inputShape: [6], batchSize: 50) }
    let plain = try make().train(x, upstream: dy)
    let shifted = try make().train(x.map { $0 + 64 }, upstream: dy)
    #expect(mismatch(shifted.outputs, plain.outputs) == nil)
    #expect(mismatch(shifted.inputGradient, plain.inputGradient) == nil)
  }
}
