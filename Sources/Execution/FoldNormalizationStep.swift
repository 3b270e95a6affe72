/// Folds a batch norm by running statistics into the weights of the product before it: with s = γ/√(σ² + ε), the kernel
/// becomes kernel·s per channel and the bias (bias − mean)·s + β. Runs when the weights have changed.
package struct FoldNormalizationStep: Sendable {
  /// [depth, C]
  package var kernel: Matrix
  /// [C]; nil: 0.
  package var bias: ValueID?
  /// Its affine value is not written.
  package var parameters: NormalizationParameters
  package var mean: ValueID
  package var variance: ValueID
  /// [depth, ≥ C]; columns beyond C stay 0.
  package var foldedKernel: Matrix
  /// [2, C]: the folded bias, then s.
  package var foldedBias: ValueID
}
