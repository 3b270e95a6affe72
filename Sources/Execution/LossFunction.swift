/// A loss that a program can end in, with its number and whether rows weigh differently.
package struct LossFunction: Hashable, Sendable {
  /// Which.
  package enum Kind: Hashable, Sendable {
    case sparseSoftmaxCrossEntropy
    case softmaxCrossEntropy
    case binaryCrossEntropy
    case meanSquaredError
    case meanAbsoluteError
    case huber
  }

  package var kind: Kind
  /// As `LossRows.parameter`.
  package var parameter: Float = 0
  /// Whether the caller copies in a weight for every row.
  package var isWeighted = false

  package static let sparseSoftmaxCrossEntropy = LossFunction(kind: .sparseSoftmaxCrossEntropy)
  package static let softmaxCrossEntropy = LossFunction(kind: .softmaxCrossEntropy)
  package static let binaryCrossEntropy = LossFunction(kind: .binaryCrossEntropy)
  package static let meanSquaredError = LossFunction(kind: .meanSquaredError)
  package static let meanAbsoluteError = LossFunction(kind: .meanAbsoluteError)
  package static let huber = LossFunction(kind: .huber, parameter: 1)

  /// Whether the targets are one label a row rather than a row of numbers.
  package var takesLabels: Bool { kind == .sparseSoftmaxCrossEntropy }
}
