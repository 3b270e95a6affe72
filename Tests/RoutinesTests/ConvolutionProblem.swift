import KernelTable
import Reference
import Routines

/// A convolution with random operands in guarded memory.
struct ConvolutionProblem {
  let shape: ConvolutionShape
  let kind: ConvolutionKind
  let left: GuardedMatrix
  let right: GuardedMatrix

  init(_ shape: ConvolutionShape, _ kind: ConvolutionKind, seed: UInt64 = 1) {
    var numbers = TestNumbers(seed: seed)
    self.shape = shape
    self.kind = kind
    let images = (shape.inputPixels, shape.channels)
    let outputs = (shape.outputPixels, shape.filters)
    let sizes = kind == .dataGradient ? outputs : images
    let others = kind == .weightGradient ? outputs : (shape.depth, shape.filters)
    left = GuardedMatrix(rows: sizes.0, columns: sizes.1)
    right = GuardedMatrix(rows: others.0, columns: others.1)
    left.values = numbers.floats(sizes.0 * sizes.1)
    right.values = numbers.floats(others.0 * others.1)
  }

  /// The output's rows and columns.
  var outputSize: (rows: Int, columns: Int) {
    switch kind {
    case .forward: (shape.outputPixels, shape.filters)
    case .dataGradient: (shape.inputPixels, shape.channels)
    case .weightGradient: (shape.depth, shape.filters)
    }
  }

  /// Runs all chunks on this thread, in rising or falling order; nil when memory beyond its own was written.
  func output(
    table: KernelTable, algorithm: ConvolutionAlgorithm? = nil, backwards: Bool = false,
    _ change: (inout MatmulOperands) -> Void = { _ in }
  ) -> [Float]? {
    let plan = ConvolutionPlan(shape: shape, kind: kind, algorithm: algorithm, table: table)
    let shared = GuardedMatrix(rows: 1, columns: plan.sharedCount)
    let scratch = GuardedMatrix(rows: 1, columns: plan.scratchCount)
    let output = GuardedMatrix(rows: outputSize.rows, columns: outputSize.columns)
    var operands = MatmulOperands(
      left: left.base, leftStride: left.columns, right: right.base, rightStride: right.columns, output: output.base,
      outputStride: output.columns)
    change(&operands)
    for phase in plan.phases(operands: operands, shared: shared.base) {
      let chunks = backwards ? Array((0..<phase.chunks).reversed()) : Array(0..<phase.chunks)
      for chunk in chunks { phase.body(chunk, scratch.base) }
    }
    return shared.isIntact && scratch.isIntact && output.isIntact ? output.values : nil
  }

  /// The definition, in Double.
  var reference: [Double] {
    let layer = ConvolutionLayerReference(
      height: shape.rows.size, width: shape.columns.size, filters: shape.filters,
      kernel: (shape.rows.window, shape.columns.window), strides: (shape.rows.stride, shape.columns.stride),
      same: shape.rows.before + shape.rows.after + shape.columns.before + shape.columns.after > 0,
      parameters: ["kernel": kind == .weightGradient ? [] : right.values.map(Double.init)])
    let first = LayerMatrix(rows: left.rows, channels: left.columns, left.values.map(Double.init))
    switch kind {
    case .forward: return layer.forward(first).values
    case .dataGradient:
      let count = shape.inputPixels * shape.channels
      let images = LayerMatrix(
        rows: shape.inputPixels, channels: shape.channels, [Double](repeating: 0, count: count))
      return layer.backward(images, upstream: first).input.values
    case .weightGradient:
      var zeros = layer
      zeros.parameters = ["kernel": [Double](repeating: 0, count: shape.depth * shape.filters)]
      let second = LayerMatrix(rows: right.rows, channels: right.columns, right.values.map(Double.init))
      return zeros.backward(first, upstream: second).parameters["kernel"] ?? []
    }
  }
}
