import KernelTable
import Kernels
import Reference
import Routines

/// A product with random operands in guarded memory, which can be run with any kernels and in any order of chunks.
struct ProductProblem {
  enum StartKind: CaseIterable { case zero, output, bias }
  enum Order: CaseIterable { case forward, backward }

  let shape: MatmulShape
  let startKind: StartKind
  let left: GuardedMatrix
  let right: GuardedMatrix
  let bias: GuardedMatrix
  /// What the output holds before.
  let before: [Float]
  let outputGap: Int

  init(_ shape: MatmulShape, start: StartKind = .zero, gap: Int = 3, seed: UInt64 = 1) {
    var numbers = TestNumbers(seed: seed)
    let (m, n, k) = (shape.rows, shape.columns, shape.depth)
    self.shape = shape
    startKind = start
    outputGap = gap
    left = GuardedMatrix(rows: shape.leftTransposed ? k : m, columns: shape.leftTransposed ? m : k, gap: gap)
    right = GuardedMatrix(rows: shape.rightTransposed ? n : k, columns: shape.rightTransposed ? k : n, gap: gap)
    bias = GuardedMatrix(rows: 1, columns: n)
    left.values = numbers.floats(m * k)
    right.values = numbers.floats(k * n)
    bias.values = numbers.floats(n)
    before = numbers.floats(m * n)
  }

  /// The product by its definition, of the operands as they are stored.
  var reference: MatmulReference {
    reference(left: left.values, right: right.values)
  }

  /// The product by its definition, of operands given as stored.
  func reference(left: [Float], right: [Float]) -> MatmulReference {
    let (m, n, k) = (shape.rows, shape.columns, shape.depth)
    let start: [Float] =
      switch startKind {
      case .zero: Array(repeating: 0, count: m * n)
      case .output: before
      case .bias: (0..<m).flatMap { _ in bias.values }
      }
    return MatmulReference(
      rows: m, columns: n, depth: k, left: shape.leftTransposed ? transposed(left, rows: k, columns: m) : left,
      right: shape.rightTransposed ? transposed(right, rows: n, columns: k) : right, start: start)
  }

  /// An output with what it held before.
  func makeOutput() -> GuardedMatrix {
    let output = GuardedMatrix(rows: shape.rows, columns: shape.columns, gap: outputGap)
    output.values = before
    return output
  }

  func operands(
    output: GuardedMatrix, leftTransform: BlockLoad.Transform = .none, rightTransform: BlockLoad.Transform = .none,
    epilogue: MatmulEpilogue = .none
  ) -> MatmulOperands {
    let start: Tile.Start =
      switch startKind {
      case .zero: .zero
      case .output: .output
      case .bias: .bias(bias.base)
      }
    return MatmulOperands(
      left: left.base, leftStride: left.stride, leftTransform: leftTransform, right: right.base,
      rightStride: right.stride, rightTransform: rightTransform, output: output.base, outputStride: output.stride,
      start: start, epilogue: epilogue)
  }

  /// Runs all chunks on this thread and says whether packed memory and scratch were kept to.
  @discardableResult
  func run(
    _ operands: MatmulOperands, right: MatmulPlan.RightSide = .packed, table: KernelTable, order: Order = .forward
  ) -> Bool {
    let plan = MatmulPlan(shape: shape, leftIsTransformed: false, right: right, table: table)
    let packed = GuardedMatrix(rows: 1, columns: plan.packedCount)
    let scratch = GuardedMatrix(rows: 1, columns: plan.scratchCount)
    func sequence(_ count: Int) -> [Int] { order == .forward ? Array(0..<count) : (0..<count).reversed() }
    for chunk in sequence(plan.packChunks) { plan.pack(chunk: chunk, operands: operands, packed: packed.base) }
    for chunk in sequence(plan.computeChunks) {
      plan.compute(chunk: chunk, operands: operands, packed: packed.base, scratch: scratch.base)
    }
    return packed.isIntact && scratch.isIntact
  }

  /// The output of a run without transform and epilogue, or nil when memory around it was written.
  func output(
    right: MatmulPlan.RightSide = .packed, table: KernelTable, order: Order = .forward
  ) -> [Float]? {
    let output = makeOutput()
    let intact = run(operands(output: output), right: right, table: table, order: order)
    return intact && output.isIntact ? output.values : nil
  }
}

extension MatmulShape {
  /// The four ways in which the operands can lie.
  static func allLayouts(_ rows: Int, _ columns: Int, _ depth: Int) -> [MatmulShape] {
    [(false, false), (false, true), (true, false), (true, true)].map {
      MatmulShape(rows: rows, columns: columns, depth: depth, leftTransposed: $0.0, rightTransposed: $0.1)
    }
  }
}

/// The names of the tables that this processor can run: the tests' arguments.
let tableNames = Kernels.tables().map(\.name)
