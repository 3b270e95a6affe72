import KernelTable
import Kernels
import Reference
import Routines
import Testing

/// What is done to a block of the output while it is hot is what would be done to the whole output afterwards.
@Suite struct MatmulEpilogueTests {
  enum DerivativeKind: String, CaseIterable, CustomTestStringConvertible {
    case one, output, input, normalized
    var testDescription: String { rawValue }
  }

  @Test(arguments: tableNames)
  func activation(name: String) throws {
    let table = try #require(Kernels.named(name))
    for shape in Self.shapes {
      let problem = ProductProblem(shape, start: .bias)
      let plain = try #require(problem.output(table: table))
      let output = problem.makeOutput()
      #expect(problem.run(problem.operands(output: output, epilogue: .activation(.relu)), table: table))
      #expect(output.isIntact)
      #expect(sameBits(output.values, plain.map { max(0, $0) }))
    }
  }

  @Test(arguments: tableNames)
  func moments(name: String) throws {
    let table = try #require(Kernels.named(name))
    for shape in Self.shapes {
      let problem = ProductProblem(shape)
      let plain = problem.makeOutput()
      problem.run(problem.operands(output: plain), table: table)
      let blocks = RowBlocks(rows: shape.rows)
      let fused = Partials(blocks.count * shape.columns)
      let unfused = Partials(blocks.count * shape.columns)
      let output = problem.makeOutput()
      let epilogue = MatmulEpilogue.moments(mean: fused.first, squares: fused.second)
      #expect(problem.run(problem.operands(output: output, epilogue: epilogue), table: table) && output.isIntact)
      for index in 0..<blocks.count {
        let rows = blocks.range(index)
        table.block.moments(
          BlockMoments(
            rows: rows.count, channels: shape.columns, source: plain.base + rows.lowerBound * plain.stride,
            sourceStride: plain.stride, mean: unfused.first + index * shape.columns,
            squares: unfused.second + index * shape.columns))
      }
      #expect(sameBits(output.values, plain.values))
      #expect(fused.hasSameBits(as: unfused))
      expectExactMoments(fused, of: plain.values, shape)
    }
  }

  @Test(arguments: tableNames, DerivativeKind.allCases)
  func reduceGradient(name: String, kind: DerivativeKind) throws {
    let table = try #require(Kernels.named(name))
    for shape in Self.shapes {
      let problem = ProductProblem(shape)
      let parameters = ChannelParameters(rows: shape.rows, channels: shape.columns, seed: 9)
      let z = parameters.z
      let centred = (z: UnsafePointer(z.base), stride: z.stride, mean: parameters.affine.mean)
      let plain = problem.makeOutput()
      problem.run(problem.operands(output: plain), table: table)
      let before = plain.values
      let blocks = RowBlocks(rows: shape.rows)
      let fused = Partials(blocks.count * shape.columns)
      let unfused = Partials(blocks.count * shape.columns)
      let output = problem.makeOutput()
      let epilogue = MatmulEpilogue.reduceGradient(
        derivative(kind, parameters, row: 0), centred: centred, sum: fused.first, centredSum: fused.second)
      #expect(problem.run(problem.operands(output: output, epilogue: epilogue), table: table) && output.isIntact)
      for index in 0..<blocks.count {
        let rows = blocks.range(index)
        let offset = index * shape.columns
        table.block.reduceGradient(
          BlockGradient(
            rows: rows.count, channels: shape.columns, gradient: plain.base + rows.lowerBound * plain.stride,
            gradientStride: plain.stride, derivative: derivative(kind, parameters, row: rows.lowerBound),
            centred: (z: centred.z + rows.lowerBound * z.stride, stride: z.stride, mean: centred.mean),
            sum: unfused.first + offset, centredSum: unfused.second + offset))
      }
      #expect(sameBits(output.values, plain.values))
      #expect(fused.hasSameBits(as: unfused))
      expectExactGradient(output.values, fused, kind, parameters, before: before)
    }
  }

  @Test func sumsNotWantedAreNotWritten() throws {
    let shape = MatmulShape(rows: 30, columns: 40, depth: 8)
    let problem = ProductProblem(shape)
    let parameters = ChannelParameters(rows: 30, channels: 40, seed: 9)
    let output = problem.makeOutput()
    let epilogue = MatmulEpilogue.reduceGradient(
      .input(.relu, x: parameters.z.base, xStride: parameters.z.stride), centred: nil, sum: nil, centredSum: nil)
    #expect(problem.run(problem.operands(output: output, epilogue: epilogue), table: Kernels.table))
    let plain = try #require(problem.output(table: Kernels.table))
    #expect(zip(output.values, zip(plain, parameters.z.values)).allSatisfy { $0 == ($1.1 > 0 ? $1.0 : 0) })
  }

  private static let shapes =
    MatmulShape.allLayouts(5, 3, 4)
    + [
      MatmulShape(rows: 1, columns: 10, depth: 20), MatmulShape(rows: 60, columns: 100, depth: 70),
      MatmulShape(rows: 130, columns: 70, depth: 400), MatmulShape(rows: 200, columns: 260, depth: 30),
    ]

  private func derivative(
    _ kind: DerivativeKind, _ parameters: ChannelParameters, row: Int
  ) -> BlockGradient.Derivative {
    let z = parameters.z.base + row * parameters.z.stride
    return switch kind {
    case .one: .one
    case .output: .output(.sigmoid, y: z, yStride: parameters.z.stride)
    case .input: .input(.leakyRelu(slope: 0.5), x: z, xStride: parameters.z.stride)
    case .normalized: .normalized(.relu, parameters.affine)
    }
  }

  private func expectExactMoments(_ partials: Partials, of output: [Float], _ shape: MatmulShape) {
    let blocks = RowBlocks(rows: shape.rows)
    for index in 0..<blocks.count {
      for column in 0..<shape.columns {
        let values = blocks.range(index).map { Double(output[$0 * shape.columns + column]) }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let scale = values.reduce(0) { max($0, abs($1)) }
        let offset = index * shape.columns + column
        #expect(abs(partials.first[offset] - mean) <= 1e-5 * scale)
        #expect(abs(partials.second[offset] - squares) <= 1e-5 * scale * scale * Double(values.count))
      }
    }
  }

  private func expectExactGradient(
    _ output: [Float], _ partials: Partials, _ kind: DerivativeKind, _ parameters: ChannelParameters, before: [Float]
  ) {
    let (rows, columns) = (parameters.rows, parameters.channels)
    let z = parameters.z.values.map(Double.init)
    let numbers = parameters.parameters.values.map(Double.init)
    let expected = before.indices.map { index in
      let (mean, a, b) = (
        numbers[index % columns], numbers[columns + index % columns], numbers[2 * columns + index % columns]
      )
      let slope =
        switch kind {
        case .one: 1.0
        case .output: z[index] * (1 - z[index])
        case .input: z[index] > 0 ? 1.0 : 0.5
        case .normalized: a * (z[index] - mean) + b > 0 ? 1.0 : 0.0
        }
      return Double(before[index]) * slope
    }
    #expect(relativeError(output, to: expected) <= 1e-5)
    let blocks = RowBlocks(rows: rows)
    let scale = expected.reduce(0) { max($0, abs($1)) } * Double(blocks.size)
    for index in 0..<blocks.count {
      for column in 0..<columns {
        let places = blocks.range(index).map { $0 * columns + column }
        let sum = places.reduce(0) { $0 + expected[$1] }
        let centredSum = places.reduce(0) { $0 + expected[$1] * (z[$1] - numbers[column]) }
        let offset = index * columns + column
        #expect(abs(partials.first[offset] - sum) <= 1e-5 * scale)
        #expect(abs(partials.second[offset] - centredSum) <= 1e-5 * scale)
      }
    }
  }
}

/// Two lists of partial results, with a guard behind each.
final class Partials {
  let first: UnsafeMutablePointer<Double>
  let second: UnsafeMutablePointer<Double>
  private let count: Int
  private let memory: UnsafeMutablePointer<Double>

  init(_ count: Int) {
    self.count = count
    memory = .allocate(capacity: 2 * count + 2)
    memory.initialize(repeating: -77, count: 2 * count + 2)
    first = memory
    second = memory + count + 1
  }

  deinit { memory.deallocate() }

  func hasSameBits(as other: Partials) -> Bool {
    let (mine, theirs) = (
      Array(UnsafeBufferPointer(start: memory, count: 2 * count + 2)),
      Array(UnsafeBufferPointer(start: other.memory, count: 2 * count + 2))
    )
    return sameBits(mine, theirs) && first[count] == -77 && second[count] == -77
  }
}
