import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

/// Batch norms that take statistics of some of the rows: ghost batches, masks, sets mixed in a batch, other axes.
@Suite struct NormalizationGroupTests {
  private static func matrix(_ values: [Float], channels: Int) -> LayerMatrix {
    LayerMatrix(rows: values.count / channels, channels: channels, values.doubles)
  }

  @Test(arguments: [(1, 8), (4, 12), (5, 13), (16, 64), (50, 128), (200, 100)])
  func ghostBatchesAreBatchesOfTheirOwn(size: Int, batch: Int) throws {
    var layer = BatchNormalization()
    layer.virtualBatchSize = size
    try checkLayer(layer, inputShape: [7], batchSize: batch)
    try checkLayer(layer, inputShape: [2, 3, 5], batchSize: min(batch, 12))
  }

  @Test func ghostBatchesMoveTheAveragesOnceByTheirMean() throws {
    var layer = BatchNormalization(momentum: 0.5, name: "layer")
    layer.virtualBatchSize = 2
    let probed = try ProbedModel([layer], inputShape: [1], batchSize: 4)
    let run = try probed.train([1, 3, 10, 14], upstream: [1, 2, 3, 4])
    // Means 2 and 12, variances 1 and 4.
    #expect(run.statistics["layer/moving_mean"] == [3.5])
    #expect(run.statistics["layer/moving_variance"] == [1.75])
    #expect(probed.model.statisticsUpdates(of: "layer") == 1)
  }

  @Test func aGhostBatchOfTheWholeBatchIsTheBatch() throws {
    var layer = BatchNormalization(name: "layer")
    let (x, dy) = (randomFloats(60, seed: 1), randomFloats(60, seed: 2))
    let plain = try ProbedModel([layer], inputShape: [3], batchSize: 20).train(x, upstream: dy)
    layer.virtualBatchSize = 20
    let ghost = try ProbedModel([layer], inputShape: [3], batchSize: 20).train(x, upstream: dy)
    #expect(ghost.isIdentical(to: plain))
  }

  @Test(arguments: [0, 1, 2])
  func maskedRowsDoNotCount(seed: Int) throws {
    let (batch, rows, channels) = (6, 5, 4)
    let x = randomFloats(batch * rows * channels, seed: seed)
    let dy = randomFloats(batch * rows * channels, seed: seed + 10)
    let mask = (0..<batch * rows).map { Float(($0 * 7 + seed) % 3 == 0 ? 0 : 1) }
    let probed = try ProbedModel([BatchNormalization(name: "layer")], inputShape: [5, 4], batchSize: batch)
    try probed.randomize(seed: seed)
    let tensors = try probed.parameters(of: "layer")
    let run = try probed.train(x, upstream: dy, mask: mask)
    let reference = GroupNormalizationLayerReference(
      parameters: tensors.filter { $0.key == "gamma" || $0.key == "beta" }, epsilon: 1e-3,
      group: mask.map { _ in 0 }, counts: mask.map { $0 != 0 })
    let input = Self.matrix(x, channels: channels)
    #expect(reference.gradientError(input, upstream: Self.matrix(dy, channels: channels)) < 1e-6)
    #expect(mismatch(run.outputs, reference.forward(input).values) == nil)
    let gradients = reference.backward(input, upstream: Self.matrix(dy, channels: channels))
    #expect(mismatch(run.inputGradient, gradients.input.values) == nil)
    #expect(mismatch(run.gradients["layer/gamma"] ?? [], gradients.parameters["gamma"] ?? []) == nil)
    #expect(mismatch(run.gradients["layer/beta"] ?? [], gradients.parameters["beta"] ?? []) == nil)
    let counted = input.rows - mask.filter { $0 == 0 }.count
    let kept = (0..<input.rows).filter { mask[$0] != 0 }.flatMap { row in (0..<channels).map { input[row, $0] } }
    let batchStatistics = BatchNormalizationLayerReference.Statistics(
      of: LayerMatrix(rows: counted, channels: channels, kept))
    let moved = zip(tensors["moving_mean"] ?? [], batchStatistics.mean).map { 0.99 * $0 + 0.01 * $1 }
    #expect(mismatch(run.statistics["layer/moving_mean"] ?? [], moved) == nil)
  }

  @Test func aMaskForOtherRowsIsAnError() throws {
    let probed = try ProbedModel([Flatten(), BatchNormalization(name: "layer")], inputShape: [2, 3], batchSize: 2)
    expectError(.shape, "layer: the mask is for 2 rows a sample, here a sample has 1") {
      _ = try probed.train(
        [Float](repeating: 1, count: 12), upstream: [Float](repeating: 1, count: 12), mask: [1, 1, 0, 1])
    }
  }

  @Test(arguments: [false, true])
  func rowsOfAMixedBatchHaveTheirOwnSet(separate: Bool) throws {
    var layer = BatchNormalization(momentum: 0.9, name: "layer")
    layer.statisticsSets = ["photos", "drawings"]
    layer.affinePerSet = separate
    let (batch, channels) = (30, 4)
    let x = randomFloats(batch * channels, seed: 1)
    let dy = randomFloats(batch * channels, seed: 2)
    let sets = (0..<batch).map { Int32($0 * 5 % 3) }
    let probed = try ProbedModel([layer], inputShape: [channels], batchSize: batch)
    try probed.randomize(seed: 3)
    let before = try probed.parameters(of: "layer")
    let run = try probed.train(x, upstream: dy, sets: sets)
    for (set, suffix) in ["", ".photos", ".drawings"].enumerated() {
      let affine = separate ? suffix : ""
      let rows = (0..<batch).filter { sets[$0] == set }
      func part(_ values: [Float]) -> LayerMatrix {
        Self.matrix(rows.flatMap { row in (0..<channels).map { values[row * channels + $0] } }, channels: channels)
      }
      let reference = BatchNormalizationLayerReference(
        parameters: ["gamma": before["gamma\(affine)"] ?? [], "beta": before["beta\(affine)"] ?? []], epsilon: 1e-3)
      #expect(mismatch(part(run.outputs).values.map { Float($0) }, reference.forward(part(x)).values) == nil)
      let gradients = reference.backward(part(x), upstream: part(dy))
      #expect(mismatch(part(run.inputGradient).values.map { Float($0) }, gradients.input.values) == nil)
      if separate {
        #expect(mismatch(run.gradients["layer/gamma\(suffix)"] ?? [], gradients.parameters["gamma"] ?? []) == nil)
      }
      let found = BatchNormalizationLayerReference.Statistics(of: part(x))
      let moved = zip(before["moving_mean\(suffix)"] ?? [], found.mean).map { 0.9 * $0 + 0.1 * $1 }
      #expect(mismatch(run.statistics["layer/moving_mean\(suffix)"] ?? [], moved) == nil)
    }
    #expect(probed.model.statisticsUpdates(of: "layer", set: "photos") == 1)
  }

  @Test func aSetWithoutRowsStaysAsItIs() throws {
    var layer = BatchNormalization(name: "layer")
    layer.statisticsSets = ["photos"]
    let probed = try ProbedModel([layer], inputShape: [2], batchSize: 3)
    let run = try probed.train([1, 2, 3, 4, 5, 6], upstream: [1, 2, 3, 4, 5, 6], sets: [0, 0, 0])
    #expect(run.statistics["layer/moving_mean.photos"] == [0, 0])
    #expect(probed.model.statisticsUpdates(of: "layer", set: "photos") == 0)
    #expect(probed.model.statisticsUpdates(of: "layer") == 1)
  }

  @Test(arguments: [1, 2, -2, -3])
  func anotherAxisIsThatAxis(axis: Int) throws {
    let sizes = [3, 4, 5]
    let batch = 6
    var layer = BatchNormalization(name: "layer")
    layer.axis = axis
    let index = axis < 0 ? 3 + axis : axis - 1
    let (x, dy) = (randomFloats(batch * 60, seed: 1), randomFloats(batch * 60, seed: 2))
    let probed = try ProbedModel([layer], inputShape: Shape(sizes), batchSize: batch)
    try probed.randomize(seed: 4)
    let tensors = try probed.parameters(of: "layer")
    #expect(tensors["gamma"]?.count == sizes[index])
    let run = try probed.train(x, upstream: dy)
    // The place of each element in a matrix whose channels are the axis.
    let inner = sizes[(index + 1)...].reduce(1, *)
    func ordered(_ values: [Float]) -> LayerMatrix {
      var matrix = LayerMatrix(
        rows: values.count / sizes[index], channels: sizes[index], [Double](repeating: 0, count: values.count))
      for (place, value) in values.enumerated() {
        let (outer, rest) = place.quotientAndRemainder(dividingBy: sizes[index] * inner)
        matrix[outer * inner + rest % inner, rest / inner] = Double(value)
      }
      return matrix
    }
    let reference = BatchNormalizationLayerReference(
      parameters: tensors.filter { $0.key == "gamma" || $0.key == "beta" }, epsilon: 1e-3)
    #expect(mismatch(ordered(run.outputs).values.map { Float($0) }, reference.forward(ordered(x)).values) == nil)
    let gradients = reference.backward(ordered(x), upstream: ordered(dy))
    #expect(mismatch(ordered(run.inputGradient).values.map { Float($0) }, gradients.input.values) == nil)
    #expect(mismatch(run.gradients["layer/gamma"] ?? [], gradients.parameters["gamma"] ?? []) == nil)
  }

  @Test func mistakesAreNamed() {
    func expect(_ text: String, _ change: (inout BatchNormalization) -> Void) {
      var layer = BatchNormalization()
      change(&layer)
      expectError(.invalidArgument, "BatchNormalization: \(text)") { _ = try layer.outputShape(for: [4, 5]) }
    }
    expect("virtualBatchSize must be at least 1, got 0") { $0.virtualBatchSize = 0 }
    expect("axis must be in 1...2 or -2...-1 for samples of [4, 5], got 0") { $0.axis = 0 }
    expect("axis must be in 1...2 or -2...-1 for samples of [4, 5], got 3") { $0.axis = 3 }
    expect("a set's name must not be empty or have a slash or NUL, got \"a/b\"") { $0.statisticsSets = ["a/b"] }
    expect("two sets are called a") { $0.statisticsSets = ["a", "b", "a"] }
    expect("rMax must be at least 1.0, got 0.5 to 3.0") {
      $0.renormalization = Renormalization(rMax: .init(from: 0.5, to: 3, begin: 0, end: 1), dMax: .init(0))
    }
    expect("dMax must rise from one update to a later one, got 5 to 4") {
      $0.renormalization = Renormalization(rMax: .init(1), dMax: .init(from: 0, to: 1, begin: 5, end: 4))
    }
  }

  @Test func ghostBatchesWithMasksAreRefused() throws {
    var layer = BatchNormalization(name: "layer")
    layer.virtualBatchSize = 2
    let probed = try ProbedModel([layer], inputShape: [1], batchSize: 4)
    expectError(.unsupported, "layer: ghost batches cannot be had with masks or with sets mixed in a batch") {
      _ = try probed.train([1, 2, 3, 4], upstream: [1, 2, 3, 4], mask: [1, 1, 1, 0])
    }
  }
}
