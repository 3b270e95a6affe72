package import Tensors

/// Every row normalized by its own mean and deviation, or root mean square.
package struct RowNormalizationStep: Sendable {
  package var source: Matrix
  package var output: Matrix
  package var isCentred: Bool
  package var epsilon: Double
  package var gamma: ValueID?
  package var beta: ValueID?
  /// [rows, 2] floats.
  package var moments: ValueID
}

/// Its gradient, with dγ and dβ.
package struct RowNormalizationGradientStep: Sendable {
  package var source: Matrix
  package var gradient: Matrix
  package var isCentred: Bool
  package var gamma: ValueID?
  package var moments: ValueID
  /// nil when the input's gradient is not wanted.
  package var output: Matrix?
  package var gammaGradient: ValueID?
  package var betaGradient: ValueID?
  /// [blocks, 2, C] floats: each block's part of dγ and dβ.
  package var sums: ValueID
}

extension Lowering {
  /// Normalizes the rows of `current`, forward and backward; `gamma` and `beta` name the layer's own weights, if any.
  package mutating func normalizeRows(
    isCentred: Bool, epsilon: Double, gamma: String?, beta: String?
  ) throws(NormKitError) {
    let input = current
    let output = try matrix(rows: input.rows, channels: input.channels, name: "output")
    let moments = try floats(2 * input.rows, name: "moments")
    let (scale, shift) = (gamma.map { parameter($0) }, beta.map { parameter($0) })
    append(
      .rowNormalization(
        RowNormalizationStep(
          source: input, output: output, isCentred: isCentred, epsilon: epsilon, gamma: scale, beta: shift,
          moments: moments)))
    current = output
    let wantsInput = needsGradient
    let gammaGradient = gamma.flatMap { parameterGradient($0) }
    let betaGradient = beta.flatMap { parameterGradient($0) }
    guard mode.isTraining, wantsInput || gammaGradient != nil || betaGradient != nil else { return }
    markLearned()
    let blocks = ElementBlocks(rows: input.rows, channels: input.channels)
    appendBackward([
      .rowNormalizationGradient(
        RowNormalizationGradientStep(
          source: input, gradient: try gradient(of: output), isCentred: isCentred, gamma: scale, moments: moments,
          output: wantsInput ? try gradient(of: input) : nil, gammaGradient: gammaGradient,
          betaGradient: betaGradient, sums: try floats(2 * blocks.count * input.channels, name: "gradient sums")))
    ])
  }
}
