public import Execution
public import Tensors

/// Adds what two paths make of one input, then applies an activation: y = act(main(x) + shortcut(x)).
///
/// A shortcut without layers is the identity. Where the main path changes the shape, the shortcut has to as well, as by a
/// 1×1 convolution with the same strides: a projection. Either path may hold residual layers.
///
/// Shape: the paths' outputs, which must be of equal shapes, whatever the input's.
/// Cost: one pass for the sum, in which batch norms that end a path and the activation are applied; backward none where
/// the main path begins with a product: it starts from the shortcut's gradient.
/// Source: He et al. 2015 (arXiv 1512.03385), equations 1 and 2.
public struct Residual: Layer {
  /// "residual"
  public static let kind = "residual"

  /// The layer's own name, or nil.
  public var name: String?
  /// The main path, at least one layer.
  public var layers: [any Layer]
  /// The shortcut; without layers the identity.
  public var shortcut: [any Layer]
  /// What is applied to the sum.
  public var activation: Activation.Function

  /// A residual block. The layers without names are called after their kinds, counted through both paths: the block's
  /// tensors are "residual/dense/kernel", "residual/dense_1/kernel" and so on.
  public init(
    _ layers: [any Layer], shortcut: [any Layer] = [], activation: Activation.Function = .linear, name: String? = nil
  ) {
    self.layers = layers
    self.shortcut = shortcut
    self.activation = activation
    self.name = name
  }

  /// The shape of both paths' outputs.
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    guard !layers.isEmpty else {
      throw NormKitError(.invalidArgument, "Residual: expected at least one layer in the main path")
    }
    let shapes = try innerShapes(for: input)
    let main = shapes[layers.count - 1].output
    let other = shortcut.isEmpty ? input : shapes[shapes.count - 1].output
    guard main == other else {
      throw NormKitError(
        .shape,
        "Residual: expected paths that end in equal shapes, got \(main) from the main path and \(other) from "
          + (shortcut.isEmpty ? "the input, as the shortcut has no layers" : "the shortcut"))
    }
    return try Activation(activation).outputShape(for: main)
  }

  /// The main path's, then the shortcut's, each after its layer's name: "dense/kernel".
  public func parameters(for input: Shape) -> [ParameterDeclaration] {
    guard let names = try? innerNames(), let shapes = try? innerShapes(for: input) else { return [] }
    return inner.indices.flatMap { index in
      inner[index].parameters(for: shapes[index].input).map { $0.within(names[index]) }
    }
  }

  /// The main path, the shortcut, then their sum and its activation.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    let owner = lowering.layerName
    let names = try innerNames()
    let shapes = try innerShapes(for: lowering.inputShape)
    let output = try outputShape(for: lowering.inputShape)
    var branches = try lowering.branch()
    for (index, layer) in inner.enumerated() {
      if index == layers.count { try lowering.returnToBranch(&branches) }
      lowering.layerName = "\(owner)/\(names[index])"
      lowering.inputShape = shapes[index].input
      try layer.lower(into: &lowering)
      lowering.observe(.output, lowering.current)
    }
    if shortcut.isEmpty { try lowering.returnToBranch(&branches) }
    lowering.layerName = owner
    lowering.inputShape = output
    try lowering.join(branches)
    try Activation(activation).lower(into: &lowering)
  }
}

extension Residual: CompositeLayer {
  package var inner: [any Layer] {
    get { layers + shortcut }
    set {
      let main = layers.count
      layers = Array(newValue.prefix(main))
      shortcut = Array(newValue.dropFirst(main))
    }
  }

  package func innerNames() throws(NormKitError) -> [String] { try LayerNames.assign(to: inner, in: "Residual") }

  package func innerShapes(for input: Shape) throws(NormKitError) -> [(input: Shape, output: Shape)] {
    let names = try innerNames()
    var shapes: [(input: Shape, output: Shape)] = []
    var current = input
    for (index, layer) in inner.enumerated() {
      if index == layers.count { current = input }
      do {
        shapes.append((current, try layer.outputShape(for: current)))
      } catch {
        throw NormKitError(error.code, "Residual: \(names[index]): \(error.message)")
      }
      current = shapes[index].output
    }
    return shapes
  }
}

/// In a saved model: both paths as lists of layers with the names that they have in the block.
extension Residual: Codable {
  private enum Keys: String, CodingKey {
    case name
    case layers
    case shortcut
    case activation
  }

  /// {"name", "layers", "shortcut", "activation"}
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    layers = try container.decode([LayerDocument].self, forKey: .layers).map(\.layer)
    shortcut = try container.decode([LayerDocument].self, forKey: .shortcut).map(\.layer)
    activation = try container.decode(Activation.Function.self, forKey: .activation)
  }

  /// The inverse of `init(from:)`.
  public func encode(to encoder: any Encoder) throws {
    let documents = zip(inner, try innerNames()).map { LayerDocument($0, name: $1) }
    var container = encoder.container(keyedBy: Keys.self)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encode(Array(documents.prefix(layers.count)), forKey: .layers)
    try container.encode(Array(documents.dropFirst(layers.count)), forKey: .shortcut)
    try container.encode(activation, forKey: .activation)
  }
}
