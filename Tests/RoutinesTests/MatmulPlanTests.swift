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

  /// A right side in place gives the bits that a packed one gives; few rows go through it once.
  @Test(arguments: tableNames, [1, 2, 3, 7, 8, 9, 40])
  func rightSideInPlace(name: String, rows: Int) throws {
    let table = try #require(Kernels.named(name))
    for (columns, depth) in [(1, 1), (5, 7), (32, 64), (100, 385), (300, 800), (513, 20)] {
      for leftTransposed in [false, true] {
        let shape = MatmulShape(rows: rows, columns: columns, depth: depth, leftTransposed: leftTransposed)
        for start in ProductProblem.StartKind.allCases {
          expectChains(ProductProblem(shape, start: start, gap: depth % 2), right: .inPlace, table)
        }
      }
    }
  }

  @Test func nothingIsPackedInPlace() {
    let shape = MatmulShape(rows: 5, columns: 70, depth: 33)
    let plan = MatmulPlan(shape: shape, leftIsTransformed: false, right: .inPlace, table: Kernels.table)
    #expect(plan.packedCount == 0 && plan.packChunks == 0)
  }

  /// Where the right side is read depends on the shape: few rows in place, unless they collide or stay the same.
  @Test func theRightSideIsReadWhereItPays() {
    func inPlace(_ rows: Int, _ stride: Int = 100, constant: Bool = false, transposed: Bool = false) -> Bool {
      MatmulPlan.readsRightInPlace(
        MatmulShape(rows: rows, columns: 10, depth: 10, rightTransposed: transposed), rightStride: stride,
        isConstant: constant)
    }
    #expect(inPlace(1) && inPlace(8, 512) && inPlace(1, constant: true) && inPlace(60))
    #expect(!inPlace(1, transposed: true) && !inPlace(60, 512) && !inPlace(60, constant: true) && !inPlace(1000))
  }

  /// The output has the bits of its definition, so they are the same on AVX2 and AVX-512 too.
  private func expectChains(
    _ problem: ProductProblem, right: MatmulPlan.RightSide = .packed, _ table: KernelTable
  ) {
    guard let output = problem.output(right: right, table: table) else {
      Issue.record("\(table.name) \(problem.shape): memory around an operand was written")
      return
    }
    let same = sameBits(output, problem.reference.chains(fused: table.isFused))
    if !same {
      Issue.record("\(table.name) \(problem.shape) from \(problem.startKind): other bits than the definition's")
    }
  }
}
