package import Routines

/// A convolution of a batch of images, or one of its two gradients, with the kernel as a matrix
/// [kernel rows · kernel columns · channels, filters]:
///
/// | kind | left | right | output |
/// |---|---|---|---|
/// | forward | images | kernel | start + images ∗ kernel |
/// | dataGradient | output gradient | kernel | the images' gradient |
/// | weightGradient | images | output gradient | the kernel's gradient |
package struct ConvolutionStep: ProductStep {
  package var kind: ConvolutionKind
  package var shape: ConvolutionShape
  package var left: Operand
  package var right: Operand
  package var output: Matrix
  /// `.zero` for the weight gradient, `.zero` or `.output` for the data gradient.
  package var start: ProductStart = .zero
  /// `.none` for the weight gradient.
  package var epilogue: ProductEpilogue = .none

  package init(
    _ kind: ConvolutionKind, shape: ConvolutionShape, left: Operand, right: Operand, output: Matrix,
    start: ProductStart = .zero
  ) {
    self.kind = kind
    self.shape = shape
    self.left = left
    self.right = right
    self.output = output
    self.start = start
  }

  /// Only the direct algorithm computes a pixel in one go, so that it can start from what is there.
  package var canAccumulate: Bool {
    kind == .dataGradient && ConvolutionAlgorithm.choice(for: shape, kind) == .direct
  }
  package var transformsRight: Bool { kind == .weightGradient }

  package func canPublish(over blocks: RowBlocks) -> Bool { shape.blocks(of: kind) == blocks }

  package var step: Step { .convolution(self) }
}
