import Execution
import Layers
public import Tensors

/// What a model is made of and what it needs.
extension Sequential {
  /// One layer as a table row.
  public struct LayerSummary: Sendable, Hashable {
    /// The layer's name; in a residual layer, both: "residual/dense".
    public let name: String
    /// How many layers it is in: 0 but for a residual layer's own.
    public let depth: Int
    /// Its kind: "dense".
    public let kind: String
    /// The shape of one sample after it.
    public let outputShape: Shape
    /// Numbers in its weights and running statistics; a residual layer's are those of its layers.
    public let parameterCount: Int
  }

  /// Every layer in order, a residual one before its own.
  public var summary: [LayerSummary] {
    placedLayers.map { place in
      LayerSummary(
        name: place.path, depth: place.depth, kind: type(of: place.layer).kind, outputShape: place.output,
        parameterCount: place.layer.parameters(for: place.input).reduce(0) { $0 + $1.shape.count })
    }
  }
}
