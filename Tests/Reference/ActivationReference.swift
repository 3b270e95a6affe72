import Foundation

/// Activations and their derivatives in Double, straight from their definitions.
package enum ActivationReference: Sendable, Hashable {
  case linear
  case relu
  case leakyRelu(slope: Double)
  case sigmoid
  case tanh
  case gelu

  /// act(x)
  package func value(_ x: Double) -> Double {
    switch self {
    case .linear: x
    case .relu: x < 0 ? 0 : x
    case .leakyRelu(let slope): x > 0 ? x : slope * x
    case .sigmoid: x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    case .gelu: x * normalDistribution(x)
    }
  }

  /// act′(x)
  package func derivative(_ x: Double) -> Double {
    switch self {
    case .linear: return 1
    case .relu: return x > 0 ? 1 : 0
    case .leakyRelu(let slope): return x > 0 ? 1 : slope
    case .sigmoid: return value(x) * value(-x)
    case .tanh: return 1 / (cosh(x) * cosh(x))
    case .gelu: return normalDistribution(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    }
  }

  private func normalDistribution(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
}
