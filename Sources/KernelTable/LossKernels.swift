/// Losses over rows of outputs. Each row's loss and gradient depend on that row alone.
package struct LossKernels: Sendable {
  /// Softmax cross-entropy against one label a row: −log softmax(x)[label]. `parameter` s smooths the label: target 1 − s
  /// there plus s / classes everywhere.
  package let sparseSoftmaxCrossEntropy: @Sendable (LossRows, UnsafePointer<Int32>) -> Void
  /// Softmax cross-entropy against a row of target probabilities: −Σ t·log softmax(x) (t need not sum to 1). `parameter`
  /// s smooths them: t·(1 − s) + s / classes.
  package let softmaxCrossEntropy: @Sendable (LossRows, UnsafePointer<Float>) -> Void
  /// Binary cross-entropy of logits, the mean over the row: max(x, 0) − x·t + log(1 + e^−|x|). `parameter` s smooths the
  /// targets: t·(1 − s) + s / 2.
  package let binaryCrossEntropy: @Sendable (LossRows, UnsafePointer<Float>) -> Void
  /// Squared error, the mean over the row.
  package let meanSquaredError: @Sendable (LossRows, UnsafePointer<Float>) -> Void
  /// Absolute error, the mean over the row; its gradient at 0 is 0.
  package let meanAbsoluteError: @Sendable (LossRows, UnsafePointer<Float>) -> Void
  /// Huber's loss (Huber 1964), the mean over the row: e²/2 where |e| ≤ δ, else δ·|e| − δ²/2, δ being `parameter`.
  package let huber: @Sendable (LossRows, UnsafePointer<Float>) -> Void
  /// Multiplies each row's loss and gradient by the row's weight.
  package let weigh: @Sendable (LossRows, UnsafePointer<Float>) -> Void

  package init(
    sparseSoftmaxCrossEntropy: @escaping @Sendable (LossRows, UnsafePointer<Int32>) -> Void,
    softmaxCrossEntropy: @escaping @Sendable (LossRows, UnsafePointer<Float>) -> Void,
    binaryCrossEntropy: @escaping @Sendable (LossRows, UnsafePointer<Float>) -> Void,
    meanSquaredError: @escaping @Sendable (LossRows, UnsafePointer<Float>) -> Void,
    meanAbsoluteError: @escaping @Sendable (LossRows, UnsafePointer<Float>) -> Void,
    huber: @escaping @Sendable (LossRows, UnsafePointer<Float>) -> Void,
    weigh: @escaping @Sendable (LossRows, UnsafePointer<Float>) -> Void
  ) {
    self.sparseSoftmaxCrossEntropy = sparseSoftmaxCrossEntropy
    self.softmaxCrossEntropy = softmaxCrossEntropy
    self.binaryCrossEntropy = binaryCrossEntropy
    self.meanSquaredError = meanSquaredError
    self.meanAbsoluteError = meanAbsoluteError
    self.huber = huber
    self.weigh = weigh
  }
}

/// Rows of outputs, and where their losses and gradients go. All matrices contiguous.
package struct LossRows {
  package var rows: Int
  package var classes: Int
  /// [rows, classes]
  package var outputs: UnsafePointer<Float>
  /// [rows]: the loss of each row.
  package var losses: UnsafeMutablePointer<Float>
  /// [rows]: 1 where the prediction is right, else 0. Sparse and dense softmax: the largest output is at the label (the
  /// largest target), the first where several are equal. Binary: the share of outputs on their target's side of .5
  /// (x > 0 against t > .5). Squared, absolute and Huber's error: 0.
  package var correct: UnsafeMutablePointer<Float>
  /// [rows, classes]: gradientScale · ∂loss/∂outputs, or nil when not wanted. May equal `outputs`.
  package var gradient: UnsafeMutablePointer<Float>?
  package var gradientScale: Float
  /// How much cross-entropies smooth their targets, in 0..<1; Huber's δ, over 0; others have none.
  package var parameter: Float

  package init(
    rows: Int, classes: Int, outputs: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
    correct: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?, gradientScale: Float,
    parameter: Float = 0
  ) {
    self.rows = rows
    self.classes = classes
    self.outputs = outputs
    self.losses = losses
    self.correct = correct
    self.gradient = gradient
    self.gradientScale = gradientScale
    self.parameter = parameter
  }
}
