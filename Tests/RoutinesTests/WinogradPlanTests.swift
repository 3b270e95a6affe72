import KernelTable
import Kernels
import Reference
import Routines
import TestSupport
import Testing

/// Winograd's algorithms against the definition and against the direct one, for every tile and in every direction.
@Suite struct WinogradPlanTests {
  static let algorithms = [ConvolutionAlgorithm.smallTiles, .largeTiles]

  /// A convolution with a 3×3 kernel by stride 1, unless said otherwise.
  private static func sizes(
    _ images: Int, _ size: (Int, Int), _ channels: Int, _ filters: Int, kernel: (Int, Int) = (3, 3),
    stride: (Int, Int) = (1, 1), _ padding: WindowPadding = .same
  ) throws -> ConvolutionShape {
    try ConvolutionPlanTests.shape(images, size, channels, filters, kernel: kernel, stride: stride, padding)
  }

  static func shapes() throws -> [ConvolutionShape] {
    [
      try sizes(1, (1, 1), 1, 1), try sizes(1, (3, 3), 2, 3, .valid), try sizes(2, (14, 14), 33, 40),
      try sizes(3, (14, 13), 16, 17, .valid), try sizes(9, (8, 8), 8, 64), try sizes(40, (4, 5), 3, 5),
      try sizes(1, (30, 70), 2, 3, .valid), try sizes(5, (28, 28), 4, 32),
    ]
  }

  /// Every kernel table agrees with the definition, AVX2 and AVX-512 to the last bit.
  @Test(arguments: algorithms, ConvolutionKind.allCases)
  func agreesWithTheDefinition(algorithm: ConvolutionAlgorithm, kind: ConvolutionKind) throws {
    for shape in try Self.shapes() {
      let problem = ConvolutionProblem(shape, kind)
      let found = disagreements(with: [problem.reference]) { table in
        [(problem.output(table: table, algorithm: algorithm) ?? []).map(Double.init)]
      }
      #expect(found.isEmpty, "\(algorithm), \(kind) of \(shape): \(found)")
    }
  }

  @Test(arguments: algorithms, ConvolutionKind.allCases)
  func theOrderOfChunksDoesNotMatter(algorithm: ConvolutionAlgorithm, kind: ConvolutionKind) throws {
    for shape in try Self.shapes() {
      let problem = ConvolutionProblem(shape, kind)
      let forwards = try #require(problem.output(table: Kernels.table, algorithm: algorithm))
      let backwards = try #require(problem.output(table: Kernels.table, algorithm: algorithm, backwards: true))
      #expect(sameBits(forwards, backwards), "\(algorithm), \(kind) of \(shape)")
    }
  }

  /// Operands that are transformed while they are loaded, with zeros around the image whatever the transform.
  @Test(arguments: algorithms, ConvolutionKind.allCases)
  func transformsOnLoading(algorithm: ConvolutionAlgorithm, kind: ConvolutionKind) throws {
    for transform in ChannelParameters.Kind.allCases {
      for shape in try Self.shapes() {
        let problem = ConvolutionProblem(shape, kind)
        let left = ChannelParameters(rows: problem.left.rows, channels: problem.left.columns, seed: 5)
        let right = ChannelParameters(rows: problem.right.rows, channels: problem.right.columns, seed: 6)
        let results = try [algorithm, .direct].map { algorithm in
          try #require(
            problem.output(table: Kernels.table, algorithm: algorithm) {
              $0.leftTransform = left.transform(transform)
              if kind == .weightGradient { $0.rightTransform = right.transform(transform) }
            })
        }
        #expect(relativeError(results[0], results[1].map(Double.init)) <= 1e-5, "\(algorithm), \(kind) of \(shape)")
      }
    }
  }

  /// Bias, activation and moments are those of the finished output.
  @Test(arguments: algorithms, [ConvolutionKind.forward, .dataGradient])
  func epilogues(algorithm: ConvolutionAlgorithm, kind: ConvolutionKind) throws {
    for shape in try Self.shapes() {
      let problem = ConvolutionProblem(shape, kind)
      let (rows, channels) = problem.outputSize
      let table = Kernels.table
      let bias = GuardedMatrix(rows: 1, columns: channels)
      bias.values = (0..<channels).map { Float($0) / 8 }
      let plain = try #require(problem.output(table: table, algorithm: algorithm))
      let activated = try #require(
        problem.output(table: table, algorithm: algorithm) {
          $0.start = .bias(bias.base)
          $0.epilogue = .activation(.relu)
        })
      let expected = plain.indices.map { max(0, plain[$0] + bias.values[$0 % channels]) }
      #expect(sameBits(activated, expected), "\(algorithm), \(kind) of \(shape)")

      let blocks = try #require(shape.blocks(of: kind))
      let fused = Partials(blocks.count * channels)
      let unfused = Partials(blocks.count * channels)
      let output = try #require(
        problem.output(table: table, algorithm: algorithm) {
          $0.epilogue = .moments(mean: fused.first, squares: fused.second)
        })
      #expect(sameBits(output, plain) && blocks.rows == rows)
      output.withUnsafeBufferPointer { output in
        guard let base = output.baseAddress else { return }
        for index in 0..<blocks.count {
          let range = blocks.range(index)
          table.block.moments(
            BlockMoments(
              rows: range.count, channels: channels, source: base + range.lowerBound * channels,
              sourceStride: channels, mean: unfused.first + index * channels,
              squares: unfused.second + index * channels))
        }
      }
      #expect(fused.hasSameBits(as: unfused), "\(algorithm), \(kind) of \(shape)")
    }
  }

  /// The errors that the documentation states, relative to the largest number of the result, on normal numbers and on
  /// channels whose mean is ten times their deviation.
  @Test(arguments: algorithms, ConvolutionKind.allCases)
  func error(algorithm: ConvolutionAlgorithm, kind: ConvolutionKind) throws {
    for (channels, mean) in [(32, 0), (128, 0), (32, 10)] {
      let shape = try Self.sizes(2, (14, 14), channels, 16)
      let problem = ConvolutionProblem(shape, kind)
      problem.left.values = NormalNumbers.values(problem.left.values.count, mean: Float(mean))
      problem.right.values = NormalNumbers.values(problem.right.values.count, mean: 0)
      let output = try #require(problem.output(table: Kernels.table, algorithm: algorithm))
      let limit = algorithm == .largeTiles ? 4e-6 : 2e-6
      let error = relativeError(output, problem.reference)
      #expect(error <= limit, "\(algorithm), \(kind), \(channels) channels, mean \(mean)")
    }
  }

  /// The choice is the shape's alone: tiles where they save enough, the definition where they do not or cannot.
  @Test func choices() throws {
    for kind in ConvolutionKind.allCases {
      for (size, channels, filters) in [
        (28, 32, 32), (14, 32, 64), (14, 64, 64), (32, 16, 16), (16, 32, 32), (8, 64, 64),
      ] {
        let convolution = try Self.sizes(64, (size, size), channels, filters)
        #expect(ConvolutionAlgorithm.choice(for: convolution, kind) == .largeTiles)
      }
      let first = try Self.sizes(64, (28, 28), 1, 32)
      let strided = try Self.sizes(64, (28, 28), 32, 32, stride: (2, 2))
      let wide = try Self.sizes(64, (28, 28), 32, 32, kernel: (5, 5))
      let empty = try Self.sizes(64, (2, 2), 32, 32, .valid)
      // Nobody asks for the gradient of a network's input.
      if kind != .dataGradient { #expect(ConvolutionAlgorithm.choice(for: first, kind) == .direct) }
      for other in [strided, wide, empty] {
        #expect(ConvolutionAlgorithm.choice(for: other, kind) == .direct)
        #expect(!ConvolutionAlgorithm.largeTiles.canCompute(other))
      }
    }
    let small = try Self.sizes(64, (2, 2), 64, 64)
    #expect(ConvolutionAlgorithm.choice(for: small, .forward) == .smallTiles)
  }
}

/// Normal numbers, as sums of twelve uniform ones.
private enum NormalNumbers {
  static func values(_ count: Int, mean: Float) -> [Float] {
    var numbers = TestNumbers(seed: UInt64(count) &+ 11)
    return (0..<count).map { _ in mean + numbers.floats(12).reduce(0, +) / 2 }
  }
}
