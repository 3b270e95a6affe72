package import KernelTable

/// output = act(left + right), each side read through its transform: none, or a normalization without an activation.
/// Output and either side may be the same memory.
package struct AddStep: Sendable {
  package var left: Operand
  package var right: Operand
  package var activation: ActivationFunction = .linear
  package var output: Matrix

  package init(left: Operand, right: Operand, output: Matrix) {
    self.left = left
    self.right = right
    self.output = output
  }

  /// Whether the step is the plain sum of two matrices.
  var isPlain: Bool { left.transform == .none && right.transform == .none && activation == .linear }
}
