/// The activations that work on one number at a time.
package enum ActivationFunction: Sendable, Hashable {
  /// y = x
  case linear
  /// y = max(x, 0); derivative 0 at 0.
  case relu
  /// y = x for x > 0, else slope·x; derivative `slope` at 0.
  case leakyRelu(slope: Float)
  /// y = 1 / (1 + e⁻ˣ)
  case sigmoid
  /// y = tanh x
  case tanh
  /// y = x·Φ(x), Φ the normal distribution function (the exact form, by erf; Hendrycks & Gimpel 2016, arXiv 1606.08415).
  case gelu

  /// Whether recomputing the function while loading costs less than storing and reading its result.
  package var isCheap: Bool {
    switch self {
    case .linear, .relu, .leakyRelu: true
    case .sigmoid, .tanh, .gelu: false
    }
  }

  /// Which value of the forward pass the derivative is computed from.
  package var derivativeSource: DerivativeSource {
    switch self {
    case .sigmoid, .tanh: .output
    case .linear, .relu, .leakyRelu, .gelu: .input
    }
  }
}

/// What an activation's derivative needs from the forward pass.
package enum DerivativeSource: Sendable, Hashable {
  /// x, the value that went in.
  case input
  /// y, the value that came out.
  case output
}
