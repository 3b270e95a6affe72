import KernelTable
import Kernels
import Reference
import Routines
import TestSupport
import Testing

/// Operands transformed while they are packed give what transforming them first would.
@Suite struct MatmulTransformTests {
  @Test(arguments: tableNames, ChannelParameters.Kind.allCases)
  func left(name: String, kind: ChannelParameters.Kind) throws {
    let table = try #require(Kernels.named(name))
    for (rows, columns, depth) in Self.sizes {
      for shape in MatmulShape.allLayouts(rows, columns, depth) {
        let problem = ProductProblem(shape)
        let stored = problem.left
        let parameters = ChannelParameters(rows: stored.rows, channels: stored.columns, seed: 5)
        let output = problem.makeOutput()
        #expect(
          problem.run(problem.operands(output: output, leftTransform: parameters.transform(kind)), table: table)
            && output.isIntact)
        let loaded = parameters.loaded(kind, of: stored, table: table)
        let reference = problem.reference(left: loaded, right: problem.right.values)
        #expect(sameBits(output.values, reference.chains(fused: table.isFused)))
        let exact = parameters.exact(kind, of: stored.values).map { Float($0) }
        let error = relativeError(
          output.values, to: problem.reference(left: exact, right: problem.right.values).exact)
        #expect(error <= 1e-5, "\(shape)")
      }
    }
  }

  @Test(arguments: tableNames, ChannelParameters.Kind.allCases)
  func right(name: String, kind: ChannelParameters.Kind) throws {
    let table = try #require(Kernels.named(name))
    for (rows, columns, depth) in Self.sizes {
      for leftTransposed in [false, true] {
        let problem = ProductProblem(
          MatmulShape(rows: rows, columns: columns, depth: depth, leftTransposed: leftTransposed))
        let stored = problem.right
        let parameters = ChannelParameters(rows: stored.rows, channels: stored.columns, seed: 6)
        let output = problem.makeOutput()
        #expect(
          problem.run(problem.operands(output: output, rightTransform: parameters.transform(kind)), table: table)
            && output.isIntact)
        let loaded = parameters.loaded(kind, of: stored, table: table)
        let reference = problem.reference(left: problem.left.values, right: loaded)
        #expect(sameBits(output.values, reference.chains(fused: table.isFused)))
        let exact = parameters.exact(kind, of: stored.values).map { Float($0) }
        let error = relativeError(output.values, to: problem.reference(left: problem.left.values, right: exact).exact)
        #expect(error <= 1e-5, "\(problem.shape)")
      }
    }
  }

  /// Rows, columns and depth: within one block, and over several row blocks, column chunks and blocks of depth.
  private static let sizes = [(1, 1, 1), (5, 10, 7), (60, 100, 33), (26, 70, 400), (110, 130, 150)]
}
