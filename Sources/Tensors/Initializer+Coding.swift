/// An initializer in a saved model: its Keras name, and a number where it has one.
extension Initializer: Codable {
  private enum Keys: String, CodingKey {
    case name
    case value
  }

  /// Keras's name: "glorot_uniform".
  public var name: String {
    switch self {
    case .zeros: "zeros"
    case .ones: "ones"
    case .constant: "constant"
    case .glorotUniform: "glorot_uniform"
    case .glorotNormal: "glorot_normal"
    case .heUniform: "he_uniform"
    case .heNormal: "he_normal"
    case .lecunNormal: "lecun_normal"
    case .randomNormal: "random_normal"
    case .randomUniform: "random_uniform"
    }
  }

  /// {"name": …} and, for constant, random_normal and random_uniform, "value".
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let name = try container.decode(String.self, forKey: .name)
    switch name {
    case "zeros": self = .zeros
    case "ones": self = .ones
    case "constant": self = .constant(try container.decode(Float.self, forKey: .value))
    case "glorot_uniform": self = .glorotUniform
    case "glorot_normal": self = .glorotNormal
    case "he_uniform": self = .heUniform
    case "he_normal": self = .heNormal
    case "lecun_normal": self = .lecunNormal
    case "random_normal": self = .randomNormal(standardDeviation: try container.decode(Float.self, forKey: .value))
    case "random_uniform": self = .randomUniform(limit: try container.decode(Float.self, forKey: .value))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: "there is no initializer \"\(name)\"")
    }
  }

  /// The inverse of `init(from:)`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    switch self {
    case .constant(let value), .randomNormal(let value), .randomUniform(let value):
      try container.encode(value, forKey: .value)
    default: return
    }
  }
}
