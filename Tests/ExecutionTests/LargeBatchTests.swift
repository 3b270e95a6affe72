import Layers
import Reference
import TestSupport
import Tensors
import Testing
import Threads

/// Batches of 8 MB, whose normalized values and gradients are stored past the caches where a row is whole lines of them.
@Suite struct LargeBatchTests {
  @Test(arguments: [(1 << 15 | 5, 64), (1 << 17, 20), (1 << 15 - 1, 64)])
  func agreeWithTheReferenceByTheSameBitsOnAnyNumberOfThreads(rows: Int, channels: Int) throws {
    defer { _ = WorkerPool.shared.setThreadCount(0) }
    let (x, dy) = (randomFloats(rows * channels, seed: 1, mean: 2), randomFloats(rows * channels, seed: 2))
    let runs = try [1, 2, 3].map { threads in
      #expect(WorkerPool.shared.setThreadCount(threads))
      return try ProbedModel([BatchNormalization(name: "norm")], inputShape: [channels], batchSize: rows)
        .train(x, upstream: dy)
    }
    let reference = BatchNormalizationLayerReference(parameters: [:], epsilon: 1e-3)
    let input = LayerMatrix(rows: rows, channels: channels, x.doubles)
    let expected = reference.backward(input, upstream: LayerMatrix(rows: rows, channels: channels, dy.doubles))
    #expect(mismatch(runs[0].outputs, reference.forward(input).values) == nil)
    #expect(mismatch(runs[0].inputGradient, expected.input.values) == nil)
    for run in runs.dropFirst() { #expect(run == runs[0]) }
  }
}
