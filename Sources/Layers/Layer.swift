public import Execution
public import Tensors

/// One layer of a network: a value that holds its configuration, and knows its parameters and the steps it becomes.
///
/// Shapes are those of one sample, without the batch axis: [784], or [28, 28, 1].
public protocol Layer: Sendable, Codable {
  /// The name of its kind, as Keras would name an instance of it: "dense", "batch_normalization".
  static var kind: String { get }

  /// The layer's own name within its model, or nil for `kind` with a number where several are alike.
  var name: String? { get set }

  /// The shape of one sample after the layer. Throws: `shape` for an input that does not fit, `invalidArgument` for a
  /// configuration that cannot be.
  func outputShape(for input: Shape) throws(NormKitError) -> Shape

  /// The tensors that the layer owns, in Keras's order: weights first.
  func parameters(for input: Shape) -> [ParameterDeclaration]

  /// Whether the layer counts the batches that its running statistics have seen.
  var countsUpdates: Bool { get }

  /// The names of its statistics sets beside the unnamed one, each of which has a counter of its own.
  var statisticsSets: [String] { get }

  /// Appends the layer's steps. NormKit's own layers implement it; `Lowering` offers nothing to others.
  func lower(into lowering: inout Lowering) throws(NormKitError)
}

extension Layer {
  /// No parameters.
  public func parameters(for input: Shape) -> [ParameterDeclaration] { [] }

  /// Does not count.
  public var countsUpdates: Bool { false }

  /// None.
  public var statisticsSets: [String] { [] }
}
