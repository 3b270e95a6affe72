import KernelTable
import Kernels
import Reference
import Routines
import TestSupport
import Testing

/// Products of every small size and of many larger ones have the very bits of their definition.
@Suite struct MatmulPlanTests {
  @Test(arguments: tableNames)
  func everySmallSize(name: String) throws {
    let table = try #require(Kernels.named(name))
    for rows in 0...20 {
      for columns in 0...20 {
        for depth in 0...20 {
          for shape in MatmulShape.allLayouts(rows, columns, depth) { expectChains(ProductProblem(shape), table) }
        }
      }
    }
  }

  @Test(arguments: tableNames, ProductProblem.StartKind.allCases)
  func randomSizes(name: String, start: ProductProblem.StartKind) throws {
    let table = try #require(Kernels.named(name))
    var numbers = TestNumbers(seed: 7)
    for seed in 0..<100 {
      let sizes = (0..<3).map { _ in numbers.int(1...67) }
      for shape in MatmulShape.allLayouts(sizes[0], sizes[1], sizes[2]) {
        let gap = numbers.int(0...9)
        expectChains(ProductProblem(shape, start: start, gap: gap, seed: UInt64(seed)), table)
      }
    }
  }

  /// Sizes beyond one block of depth, one row block and one chunk of columns.
  @Test(arguments: tableNames, [(300, 290, 1), (13, 100, 400), (97, 33, 769), (250, 130, 390), (1, 300, 800)])
  func largeSizes(name: String, size: (Int, Int, Int)) throws {
    let table = try #require(Kernels.named(name))
    for shape in MatmulShape.allLayouts(size.0, size.1, size.2) {
      for start in ProductProblem.StartKind.allCases {
        let problem = ProductProblem(shape, start: start, gap: 1)
        expectChains(problem, table)
        let error = problem.output(table: table).map { relativeError($0, to: problem.reference.exact) }
        #expect(try #require(error) <= 1e-5)
      }
    }
  }

  /// Rows whose distance makes them collide in the cache are copied first.
  @Test(arguments: tableNames)
  func collidingStrides(name: String) throws {
    let table = try #require(Kernels.named(name))
    for shape in MatmulShape.allLayouts(30, 40, 64) {
      let columns = shape.leftTransposed ? shape.rows : shape.depth
      expectChains(ProductProblem(shape, gap: 1024 - columns), table)
    }
  }

  @Test func chunksCoverTheWorkWhateverTheirOrder() throws {
    for name in tableNames {
      let table = try #require(Kernels.named(name))
      let problem = ProductProblem(MatmulShape(rows: 130, columns: 200, depth: 500))
      let forward = try #require(problem.output(table: table, order: .forward))
      let backward = try #require(problem.output(table: table, order: .backward))
      #expect(sameBits(forward, backward))
    }
  }

  @Test func packedRightSideServesSeveralProducts() throws {
    let problem = ProductProblem(MatmulShape(rows: 5, columns: 70, depth: 33))
    let plan = MatmulPlan(shape: problem.shape, leftIsTransformed: false, table: Kernels.table)
    let packed = GuardedMatrix(rows: 1, columns: plan.packedCount)
    let scratch = GuardedMatrix(rows: 1, columns: plan.scratchCount)
    let (first, second) = (problem.makeOutput(), problem.makeOutput())
    for chunk in 0..<plan.packChunks {
      plan.pack(chunk: chunk, operands: problem.operands(output: first), packed: packed.base)
    }
    for output in [first, second] {
      for chunk in 0..<plan.computeChunks {
        plan.compute(
          chunk: chunk, operands: problem.operands(output: output), packed: packed.base, scratch: scratch.base)
      }
    }
    #expect(sameBits(first.values, second.values))
  }

  /// The output has the bits of its definition, so they are the same on AVX2 and AVX-512 too.
  private func expectChains(_ problem: ProductProblem, _ table: KernelTable) {
    guard let output = problem.output(table: table) else {
      Issue.record("\(table.name) \(problem.shape): memory around an operand was written")
      return
    }
    let same = sameBits(output, problem.reference.chains(fused: table.isFused))
    if !same {
      Issue.record("\(table.name) \(problem.shape) from \(problem.startKind): other bits than the definition's")
    }
  }
}
