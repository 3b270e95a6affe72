import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

/// MaxPooling2D, AveragePooling2D and GlobalAveragePooling2D.
@Suite struct Pooling2DTests {
  @Test(arguments: ["max_pooling2d", "average_pooling2d", "global_average_pooling2d"])
  func thereAreGoldenCases(layer: String) { #expect(GoldenCase.all(of: layer).count >= 3) }

  @Test(arguments: GoldenCase.all(of: "max_pooling2d"))
  func maximaAgreeWithKeras(golden: GoldenCase) throws {
    let (pool, strides, padding) = try golden.window()
    try golden.check(MaxPooling2D(pool, strides: strides, padding: padding))
  }

  @Test(arguments: GoldenCase.all(of: "average_pooling2d"))
  func averagesAgreeWithKeras(golden: GoldenCase) throws {
    let (pool, strides, padding) = try golden.window()
    try golden.check(AveragePooling2D(pool, strides: strides, padding: padding))
  }

  @Test(arguments: GoldenCase.all(of: "global_average_pooling2d"))
  func globalAveragesAgreeWithKeras(golden: GoldenCase) throws {
    let keeps = try #require(golden.configuration.keepdims as Bool?)
    try golden.check(GlobalAveragePooling2D(keepDimensions: keeps))
  }

  /// Input, pool, strides: several images a chunk, several chunks an image, one pixel, one channel.
  static let cases: [(input: Shape, pool: WindowSize, strides: WindowSize?)] = [
    ([1, 1, 1], 1, nil), ([6, 4, 3], 2, nil), ([7, 5, 2], 2, nil), ([5, 7, 17], 3, 2),
    ([4, 6, 1], WindowSize(3, 2), 1),
    ([9, 8, 4], 2, 3), ([28, 28, 2], 2, nil),
  ]

  @Test(arguments: cases.indices, Padding.allCases)
  func agreeWithTheReference(index: Int, padding: Padding) throws {
    let (input, pool, strides) = Self.cases[index]
    for batch in [1, 5] {
      try checkLayer(MaxPooling2D(pool, strides: strides, padding: padding), inputShape: input, batchSize: batch)
      try checkLayer(AveragePooling2D(pool, strides: strides, padding: padding), inputShape: input, batchSize: batch)
    }
  }

  @Test(arguments: [[1, 1, 1], [4, 3, 5], [8, 8, 64], [40, 30, 2]], [true, false])
  func globalAveragesAgreeWithTheReference(sizes: [Int], keeps: Bool) throws {
    for batch in [1, 3] {
      try checkLayer(GlobalAveragePooling2D(keepDimensions: keeps), inputShape: Shape(sizes), batchSize: batch)
    }
  }

  @Test func shapes() throws {
    #expect(try MaxPooling2D().outputShape(for: [7, 6, 3]) == [3, 3, 3])
    #expect(try MaxPooling2D(3, strides: 2, padding: .same).outputShape(for: [7, 6, 3]) == [4, 3, 3])
    #expect(try AveragePooling2D(WindowSize(3, 2)).outputShape(for: [7, 6, 3]) == [2, 3, 3])
    #expect(try GlobalAveragePooling2D().outputShape(for: [7, 6, 3]) == [3])
    #expect(try GlobalAveragePooling2D(keepDimensions: true).outputShape(for: [7, 6, 3]) == [1, 1, 3])
    #expect(MaxPooling2D().parameters(for: [7, 6, 3]).isEmpty)
  }

  /// As in Keras on PyTorch and on JAX.
  @Test func aNaNReachesItsWindowAlone() throws {
    var x = randomFloats(2 * 36 * 2, seed: 1)
    x[(36 + 3 * 6 + 2) * 2 + 1] = .nan
    for layer in [MaxPooling2D(), AveragePooling2D()] as [any Layer] {
      let y = try ProbedModel([layer], inputShape: [6, 6, 2], batchSize: 2)
        .train(x, upstream: randomFloats(36, seed: 2)).outputs
      for index in y.indices { #expect(y[index].isNaN == (index == (9 + 3 + 1) * 2 + 1), "\(layer)") }
    }
  }

  @Test func ofEqualNumbersTheFirstLearns() throws {
    let x: [Float] = [1, 1, 1, 1, 0, 2, 2, 0]
    let run = try ProbedModel([MaxPooling2D()], inputShape: [2, 4, 1], batchSize: 1).train(x, upstream: [3, 5])
    #expect(run.outputs == [1, 2] || run.outputs == [2, 2])
    #expect(run.inputGradient.filter { $0 != 0 }.sorted() == [3, 5])
    let equal = try ProbedModel([MaxPooling2D()], inputShape: [2, 2, 1], batchSize: 1)
      .train([7, 7, 7, 7], upstream: [3])
    #expect(equal.inputGradient == [3, 0, 0, 0])
  }

  @Test func errorsSayWhatWasExpected() {
    expectError(.invalidArgument, "MaxPooling2D: poolSize must be at least 1 by 1, got [0, 2]") {
      _ = try MaxPooling2D(WindowSize(0, 2)).outputShape(for: [4, 4, 1])
    }
    expectError(.invalidArgument, "AveragePooling2D: strides must be at least 1 by 1, got [1, -1]") {
      _ = try AveragePooling2D(2, strides: WindowSize(1, -1)).outputShape(for: [4, 4, 1])
    }
    expectError(.shape, "MaxPooling2D: expected an image [height, width, channels], got [16]") {
      _ = try MaxPooling2D().outputShape(for: [16])
    }
    expectError(.shape, "AveragePooling2D: a window of [3, 3] does not fit into [2, 4, 1] with padding valid") {
      _ = try AveragePooling2D(3).outputShape(for: [2, 4, 1])
    }
    expectError(.shape, "GlobalAveragePooling2D: expected an image [height, width, channels], got [16]") {
      _ = try GlobalAveragePooling2D().outputShape(for: [16])
    }
  }
}

extension GoldenCase {
  /// The pool, its strides and its padding.
  fileprivate func window() throws -> (pool: WindowSize, strides: WindowSize, padding: Padding) {
    let (pool, strides) = (try #require(configuration.pool_size), try #require(configuration.strides))
    let name = try #require(configuration.padding)
    let padding = try #require(Padding(rawValue: name))
    return (WindowSize(pool[0], pool[1]), WindowSize(strides[0], strides[1]), padding)
  }
}
