import KernelTable
import Reference
import Routines
import TestSupport
import Tensors
import Testing

@Suite struct ConvolutionPlanTests {
  static func shape(
    _ images: Int, _ size: (Int, Int), _ channels: Int, _ filters: Int, kernel: (Int, Int) = (3, 3),
    stride: (Int, Int) = (1, 1), _ padding: WindowPadding = .same
  ) throws -> ConvolutionShape {
    try ConvolutionShape(
      images: images, rows: WindowAxis(size: size.0, window: kernel.0, stride: stride.0, padding: padding),
      columns: WindowAxis(size: size.1, window: kernel.1, stride: stride.1, padding: padding), channels: channels,
      filters: filters)
  }

  static func shapes() throws -> [ConvolutionShape] {
    [
      try shape(1, (1, 1), 1, 1, kernel: (1, 1)), try shape(2, (28, 28), 1, 32), try shape(2, (14, 14), 33, 40),
      try shape(3, (14, 14), 16, 17, .valid), try shape(9, (8, 8), 8, 64), try shape(40, (4, 4), 3, 5),
      try shape(2, (17, 9), 6, 7, stride: (2, 2)), try shape(2, (16, 16), 5, 6, kernel: (1, 1), stride: (2, 2)),
      try shape(3, (9, 11), 4, 3, kernel: (2, 5), stride: (3, 2)),
      try shape(3, (12, 11), 4, 3, kernel: (5, 2), stride: (3, 4), .valid),
      try shape(1, (30, 70), 2, 3, kernel: (3, 3), .valid),
    ]
  }

  /// Every kernel table agrees with the definition, AVX2 and AVX-512 to the last bit.
  @Test(arguments: ConvolutionKind.allCases)
  func agreesWithTheDefinition(kind: ConvolutionKind) throws {
    for shape in try Self.shapes() {
      let problem = ConvolutionProblem(shape, kind)
      let found = disagreements(with: [problem.reference]) { table in
        [(problem.output(table: table) ?? []).map(Double.init)]
      }
      #expect(found.isEmpty, "\(kind) of \(shape): \(found)")
    }
  }

  @Test(arguments: ConvolutionKind.allCases)
  func theOrderOfChunksDoesNotMatter(kind: ConvolutionKind) throws {
    for shape in try Self.shapes() {
      let problem = ConvolutionProblem(shape, kind)
      for table in kernelTables {
        let forwards = try #require(problem.output(table: table))
        #expect(sameBits(try #require(problem.output(table: table, backwards: true)), forwards), "\(kind) of \(shape)")
      }
    }
  }

  @Test func sizesThatOverflowAreErrors() throws {
    expectError(.shape, "a window of 9223372036854775807 over 4 elements overflows") {
      _ = try WindowAxis(size: 4, window: .max, stride: 1, padding: .same)
    }
    let axis = try WindowAxis(size: 1 << 20, window: 3, stride: 1, padding: .same)
    expectError(.shape, "Shape: the number of elements of [1048576, 1048579, 1048579, 1048576] overflows") {
      _ = try ConvolutionShape(images: 1 << 20, rows: axis, columns: axis, channels: 1 << 20, filters: 1)
    }
  }

  @Test func sameIsTensorFlows() throws {
    let even = try WindowAxis(size: 8, window: 3, stride: 2, padding: .same)
    #expect(even.outputs == 4 && even.before == 0 && even.after == 1)
    let odd = try WindowAxis(size: 9, window: 3, stride: 2, padding: .same)
    #expect(odd.outputs == 5 && odd.before == 1 && odd.after == 1)
    let wide = try WindowAxis(size: 5, window: 1, stride: 3, padding: .same)
    #expect(wide.outputs == 2 && wide.before == 0 && wide.after == 0)
    #expect(try WindowAxis(size: 2, window: 3, stride: 1, padding: .valid).outputs == 0)
  }
}
