/// How a parameter gets its start values.
///
/// The "normal" ones of Glorot, He and LeCun draw from a normal distribution cut off at ±2σ and widened by
/// 1/0.87962566103423978, so that the standard deviation after the cut is the one stated; a fan below 1 counts as 1.
/// Source: Glorot & Bengio 2010; He et al. 2015 (arXiv 1502.01852); LeCun et al. 1998. The same as Keras's.
/// Differs from: PyTorch, whose default for Linear is uniform ±1/√fanIn, and whose normals are not cut off.
public enum Initializer: Sendable, Hashable {
  /// 0
  case zeros
  /// 1
  case ones
  /// The same number everywhere.
  case constant(Float)
  /// Uniform ±√(6 / (fanIn + fanOut)).
  case glorotUniform
  /// σ = √(2 / (fanIn + fanOut)), truncated.
  case glorotNormal
  /// Uniform ±√(6 / fanIn).
  case heUniform
  /// σ = √(2 / fanIn), truncated.
  case heNormal
  /// σ = √(1 / fanIn), truncated.
  case lecunNormal
  /// Normal with mean 0, not truncated.
  case randomNormal(standardDeviation: Float)
  /// Uniform ±limit.
  case randomUniform(limit: Float)

  /// Fills `buffer` from `random`. `fanIn` and `fanOut`: inputs and outputs that one value is connected to.
  package func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, fanIn: Int, fanOut: Int, random: inout Random
  ) {
    let fanIn = max(1, Double(fanIn))
    let fanMean = max(1, (fanIn + Double(fanOut)) / 2)
    switch self {
    case .zeros: buffer.update(repeating: 0)
    case .ones: buffer.update(repeating: 1)
    case .constant(let value): buffer.update(repeating: value)
    case .glorotUniform: Self.fill(buffer, limit: Self.limit(variance: 1 / fanMean), &random)
    case .heUniform: Self.fill(buffer, limit: Self.limit(variance: 2 / fanIn), &random)
    case .randomUniform(let limit): Self.fill(buffer, limit: limit, &random)
    case .glorotNormal: random.fill(buffer, truncatedNormalWith: Self.widened(variance: 1 / fanMean))
    case .heNormal: random.fill(buffer, truncatedNormalWith: Self.widened(variance: 2 / fanIn))
    case .lecunNormal: random.fill(buffer, truncatedNormalWith: Self.widened(variance: 1 / fanIn))
    case .randomNormal(let deviation): random.fill(buffer, normalWith: deviation)
    }
  }

  /// Throws: `invalidArgument` when a number given with the case is not finite, or negative where it is a width.
  package func check(_ function: String) throws(NormKitError) {
    switch self {
    case .constant(let value) where !value.isFinite:
      throw NormKitError(.invalidArgument, "\(function): the constant must be finite, got \(value)")
    case .randomNormal(let value) where !(value.isFinite && value >= 0):
      throw NormKitError(.invalidArgument, "\(function): standardDeviation must be finite and ≥ 0, got \(value)")
    case .randomUniform(let value) where !(value.isFinite && value >= 0):
      throw NormKitError(.invalidArgument, "\(function): limit must be finite and ≥ 0, got \(value)")
    default: return
    }
  }

  /// Half the width of the uniform distribution with this variance: √(3·variance).
  private static func limit(variance: Double) -> Float { Float((3 * variance).squareRoot()) }

  /// σ of the normal distribution that has this variance once it is cut off at ±2σ.
  private static func widened(variance: Double) -> Float {
    Float(variance.squareRoot() / 0.879_625_661_034_239_78)
  }

  private static func fill(_ buffer: UnsafeMutableBufferPointer<Float>, limit: Float, _ random: inout Random) {
    // An empty range has no numbers to draw: ±0 is the constant 0.
    guard limit > 0 else { return buffer.update(repeating: 0) }
    random.fill(buffer, uniformIn: -limit..<limit)
  }
}
