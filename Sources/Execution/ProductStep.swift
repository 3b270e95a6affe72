package import KernelTable
package import Routines

/// What a step does that multiplies two operands, each read through a transform, and finishes each block of its output
/// while it is hot: all that fusion needs to know of matrix products and convolutions.
package protocol ProductStep: Sendable {
  var left: Operand { get set }
  var right: Operand { get set }
  var output: Matrix { get set }
  var start: ProductStart { get set }
  var epilogue: ProductEpilogue { get set }
  /// Whether the product can be added to what its output holds already.
  var canAccumulate: Bool { get }
  /// Whether the right side can be read through a transform.
  var transformsRight: Bool { get }
  /// Whether an epilogue can publish partial sums over these blocks of the output.
  func canPublish(over blocks: RowBlocks) -> Bool
  /// The product as a step of a program.
  var step: Step { get }
}

/// What a product starts from.
package enum ProductStart: Hashable, Sendable {
  case zero
  /// The same row for every row of the output.
  case bias(ValueID)
  /// What the output holds already: the product is added to it.
  case output
}

/// What a product does to each block of its output while it is hot.
package enum ProductEpilogue: Sendable {
  case none
  case activation(ActivationFunction)
  /// Partial moments of the output, per row block.
  case moments(into: BlockPartials)
  /// The output is a gradient: reduce it as the step says.
  case reduceGradient(ReduceGradientStep)

  /// The blocks over which it publishes sums.
  var blocks: RowBlocks? {
    switch self {
    case .none, .activation: nil
    case .moments(let partials): partials.blocks
    case .reduceGradient(let step): step.partials?.blocks
    }
  }
}

extension Step {
  /// The step as a product, where it is one.
  var product: (any ProductStep)? {
    switch self {
    case .matmul(let step): step
    case .convolution(let step): step
    default: nil
    }
  }
}

/// output = start + left · right.
package struct MatmulStep: ProductStep {
  package var shape: MatmulShape
  package var left: Operand
  package var right: Operand
  package var output: Matrix
  package var start: ProductStart = .zero
  package var epilogue: ProductEpilogue = .none

  package init(shape: MatmulShape, left: Operand, right: Operand, output: Matrix, start: ProductStart = .zero) {
    self.shape = shape
    self.left = left
    self.right = right
    self.output = output
    self.start = start
  }

  package var canAccumulate: Bool { true }
  package var transformsRight: Bool { !shape.rightTransposed }
  package func canPublish(over blocks: RowBlocks) -> Bool { true }
  package var step: Step { .matmul(self) }
}
