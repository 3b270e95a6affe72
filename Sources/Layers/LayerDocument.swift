/// One layer: its kind, the name it has in the model, and its own options.
package struct LayerDocument: Codable {
  /// Every kind of layer that a file can name: a new layer is one line here.
  private static let kinds: [any Layer.Type] = [
    Activation.self, AveragePooling2D.self, BatchNormalization.self, Conv2D.self, Dense.self, DepthwiseConv2D.self,
    Dropout.self, Flatten.self, GlobalAveragePooling2D.self, MaxPooling2D.self, Residual.self, ZeroPadding2D.self,
  ]

  private enum Keys: String, CodingKey {
    case kind
    case options
  }

  package var layer: any Layer

  package init(_ layer: any Layer, name: String) {
    self.layer = layer
    self.layer.name = name
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let kind = try container.decode(String.self, forKey: .kind)
    guard let type = Self.kinds.first(where: { $0.kind == kind }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "there is no layer kind \"\(kind)\"")
    }
    layer = try container.decode(type, forKey: .options)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(type(of: layer).kind, forKey: .kind)
    try container.encode(layer, forKey: .options)
  }
}
