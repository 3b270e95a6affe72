import Layers
import Models
import TestSupport
import Tensors
import Testing
import Training

/// A program in words names what was fused, and the algorithm of every convolution.
@Suite struct PlanDescriptionTests {
  private func model() throws -> Sequential {
    try Sequential(
      inputShape: [28, 28, 32],
      layers: [
        Conv2D(32, kernelSize: 3, padding: .same, useBias: false), BatchNormalization(), Activation(.relu),
        Conv2D(16, kernelSize: 1), Flatten(), Dense(10),
      ])
  }

  @Test func aTrainingStep() throws {
    let lines = try model().trainingPlan(loss: .sparseCategoricalCrossentropy, batchSize: 64).split(separator: "\n")
    #expect(
      lines.first
        == "forward: convolution by F(4×4,3×3): conv2d/output [50176, 32] = input [50176, 32] · conv2d/kernel [288, 32], then moments"
    )
    #expect(
      lines.contains(
        "forward: convolution by direct: conv2d_1/output [50176, 16] = conv2d_1/bias + relu(normalized conv2d/output "
          + "[50176, 32]) · conv2d_1/kernel [32, 16]"))
    #expect(lines.contains { $0.contains("times relu's derivative, sum and centred sum") })
    #expect(lines.contains { $0.hasPrefix("backward: convolution's kernel gradient by ") })
    #expect(lines.contains { $0.contains("gradient by conv2d/output [50176, 32] from ") })
  }

  @Test func withoutFusionsEachStepStandsAlone() throws {
    let model = try model()
    let fused = try model.trainingPlan(loss: .sparseCategoricalCrossentropy, batchSize: 64)
    model.fusions = []
    let plain = try model.trainingPlan(loss: .sparseCategoricalCrossentropy, batchSize: 64)
    #expect(!plain.contains("then"))
    #expect(plain.split(separator: "\n").count > fused.split(separator: "\n").count)
    #expect(plain.contains("\nforward: moments: conv2d/output → batch_normalization/moments\n"))
  }

  @Test func aPrediction() throws {
    let lines = try model().inferencePlan(batchSize: 1).split(separator: "\n")
    #expect(lines.first?.hasPrefix("beforehand: normalization into weights: ") == true)
    #expect(!lines.contains { $0.hasPrefix("backward") })
  }

  @Test func aBatchOfNothingIsRefused() throws {
    let model = try model()
    expectError(.invalidArgument, "Sequential.inferencePlan: batchSize must be at least 1, got 0") {
      _ = try model.inferencePlan(batchSize: 0)
    }
    expectError(.invalidArgument, "Sequential.trainingPlan: batchSize must be at least 1, got -1") {
      _ = try model.trainingPlan(loss: .huber, batchSize: -1)
    }
  }
}
