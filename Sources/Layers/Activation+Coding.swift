/// An activation in a saved model: its Keras name, and the slope where it has one.
extension Activation.Function: Codable {
  private enum Keys: String, CodingKey {
    case name
    case negativeSlope
  }

  /// Keras's name: "relu".
  public var name: String {
    switch self {
    case .linear: "linear"
    case .relu: "relu"
    case .leakyRelu: "leaky_relu"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .gelu: "gelu"
    case .softmax: "softmax"
    }
  }

  /// {"name": …} and, for leaky_relu, "negative_slope".
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let name = try container.decode(String.self, forKey: .name)
    switch name {
    case "linear": self = .linear
    case "relu": self = .relu
    case "leaky_relu": self = .leakyRelu(negativeSlope: try container.decode(Float.self, forKey: .negativeSlope))
    case "sigmoid": self = .sigmoid
    case "tanh": self = .tanh
    case "gelu": self = .gelu
    case "softmax": self = .softmax
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: "there is no activation \"\(name)\"")
    }
  }

  /// The inverse of `init(from:)`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    if case .leakyRelu(let slope) = self { try container.encode(slope, forKey: .negativeSlope) }
  }
}
