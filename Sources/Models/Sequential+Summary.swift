import Execution
import Layers
public import Tensors

/// What a model is made of and what it needs.
extension Sequential {
  /// One layer as a table row.
  public struct LayerSummary: Sendable, Hashable {
    /// The layer's name.
    public let name: String
    /// Its kind: "dense".
    public let kind: String
    /// The shape of one sample after it.
    public let outputShape: Shape
    /// Numbers in its weights and running statistics.
    public let parameterCount: Int
  }

  /// Every layer in order.
  public var summary: [LayerSummary] {
    layers.indices.map { index in
      let declarations = layers[index].parameters(for: layerInputs[index])
      return LayerSummary(
        name: layerNames[index], kind: type(of: layers[index]).kind,
        outputShape: index + 1 < layers.count ? layerInputs[index + 1] : outputShape,
        parameterCount: declarations.reduce(0) { $0 + $1.shape.count })
    }
  }
}
