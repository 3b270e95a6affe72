public import Execution
import KernelTable
public import Tensors

/// A function applied to every number, or softmax over the channels.
///
/// Shape: unchanged.
/// Cost: fused into the layer before it where that is a Dense or a BatchNormalization; else one pass.
public struct Activation: Layer {
  /// The functions on offer.
  public enum Function: Sendable, Hashable {
    /// y = x
    case linear
    /// y = max(x, 0)
    case relu
    /// y = x for x > 0, else negativeSlope·x. Keras's default slope is .3 for the layer and .2 for the function; PyTorch's
    /// is .01: so it is always said.
    case leakyRelu(negativeSlope: Float)
    /// y = 1 / (1 + e⁻ˣ)
    case sigmoid
    /// y = tanh x
    case tanh
    /// y = x·Φ(x), exact
    case gelu
    /// y_c = e^x_c / Σ e^x over the channels of one row
    case softmax
  }

  /// "activation"
  public static let kind = "activation"

  /// The layer's own name, or nil.
  public var name: String?
  /// What is applied.
  public var function: Function

  /// An activation layer.
  public init(_ function: Function, name: String? = nil) {
    self.function = function
    self.name = name
  }

  /// The input's shape.
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    if case .leakyRelu(let slope) = function, !(slope.isFinite && slope >= 0) {
      throw NormKitError(.invalidArgument, "Activation: negativeSlope must be finite and at least 0, got \(slope)")
    }
    return input
  }

  /// One map forward, one reduction backward; nothing for linear.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    lowering.observe(.activationInput, lowering.current)
    switch function {
    case .linear: return
    case .softmax: try lowerSoftmax(into: &lowering)
    case .relu: try lower(.relu, into: &lowering)
    case .leakyRelu(let slope): try lower(.leakyRelu(slope: slope), into: &lowering)
    case .sigmoid: try lower(.sigmoid, into: &lowering)
    case .tanh: try lower(.tanh, into: &lowering)
    case .gelu: try lower(.gelu, into: &lowering)
    }
  }

  private func lower(_ function: ActivationFunction, into lowering: inout Lowering) throws(NormKitError) {
    let input = lowering.current
    let output = try lowering.matrix(rows: input.rows, channels: input.channels, name: "output")
    lowering.append(.map(MapStep(source: Operand(input, transform: .activation(function)), output: output)))
    lowering.current = output
    guard lowering.mode.isTraining, lowering.needsGradient else { return }
    try lowering.shareGradient(of: input, with: output)
    let derivative: ReduceGradientStep.Derivative =
      function.derivativeAllowsOutput ? .output(function, output) : .input(function, input)
    let gradient = try lowering.gradient(of: output)
    lowering.appendBackward([
      .reduceGradient(ReduceGradientStep(gradient: gradient, derivative: derivative, centre: nil, partials: nil))
    ])
  }

  private func lowerSoftmax(into lowering: inout Lowering) throws(NormKitError) {
    let input = lowering.current
    let output = try lowering.matrix(rows: input.rows, channels: input.channels, name: "output")
    lowering.append(.softmax(SoftmaxStep(source: input, output: output)))
    lowering.current = output
    guard lowering.mode.isTraining, lowering.needsGradient else { return }
    try lowering.shareGradient(of: input, with: output)
    let gradient = try lowering.gradient(of: output)
    lowering.appendBackward([.softmaxGradient(SoftmaxGradientStep(output: output, gradient: gradient))])
  }
}

extension ActivationFunction {
  /// Whether the derivative can be had from the output: the rectifiers' sign survives them unless the slope is 0,
  /// where both ways give 0.
  fileprivate var derivativeAllowsOutput: Bool {
    switch self {
    case .linear, .relu, .leakyRelu, .sigmoid, .tanh: true
    case .gelu: false
    }
  }
}
