public import Execution
import Routines
public import Tensors

/// A fully connected layer: y = x·kernel + bias.
///
/// Shape: [… , inputs] → [… , units]; kernel [inputs, units], bias [units].
/// Cost: forward one product, backward two; the packed kernel is shared by all rows.
/// Differs from: PyTorch's Linear, which stores its weight transposed, [units, inputs].
public struct Dense: Layer {
  /// "dense"
  public static let kind = "dense"

  /// The layer's own name, or nil.
  public var name: String?
  /// The number of outputs, at least 1.
  public var units: Int
  /// Whether a bias is added. Right before batch norm it is useless: β takes its place (Ioffe & Szegedy 2015, §3.2).
  public var useBias: Bool
  /// How the kernel starts; Keras's default.
  public var kernelInitializer: Initializer
  /// How the bias starts.
  public var biasInitializer: Initializer
  /// Whether the optimizer updates the layer.
  public var trainable: Bool

  /// A layer of `units` outputs, with Keras's defaults.
  public init(
    _ units: Int, useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, trainable: Bool = true, name: String? = nil
  ) {
    self.units = units
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.trainable = trainable
    self.name = name
  }

  /// [… , units]
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    guard units >= 1 else { throw NormKitError(.invalidArgument, "Dense: units must be at least 1, got \(units)") }
    guard let inputs = input.sizes.last, inputs >= 1 else {
      throw NormKitError(.shape, "Dense: expected an input of at least one axis with channels, got \(input)")
    }
    try kernelInitializer.check("Dense: kernelInitializer")
    try biasInitializer.check("Dense: biasInitializer")
    _ = try Shape([inputs, units])
    return try Shape(input.sizes.dropLast() + [units])
  }

  /// kernel [inputs, units] and bias [units].
  public func parameters(for input: Shape) -> [ParameterDeclaration] {
    let role: ParameterDeclaration.Role = trainable ? .weight : .frozenWeight
    let kernel = ParameterDeclaration(
      name: "kernel", shape: [input.channels, units], role: role, initializer: kernelInitializer,
      fanIn: input.channels, fanOut: units)
    let bias = ParameterDeclaration(
      name: "bias", shape: [units], role: role, initializer: biasInitializer, fanIn: units, fanOut: units)
    return useBias ? [kernel, bias] : [kernel]
  }

  /// One product forward; backward the kernel's gradient, the bias's, and where wanted the input's.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    let input = lowering.current
    let output = try lowering.matrix(rows: input.rows, channels: units, name: "output")
    let kernel = Matrix(value: lowering.parameter("kernel"), rows: input.channels, channels: units)
    var product = MatmulStep(
      shape: MatmulShape(rows: input.rows, columns: units, depth: input.channels), left: Operand(input),
      right: Operand(kernel), output: output)
    if useBias { product.start = .bias(lowering.parameter("bias")) }
    lowering.append(.matmul(product))
    lowering.current = output
    if lowering.mode.isTraining {
      lowering.appendBackward(try backward(input: input, output: output, kernel: kernel, into: &lowering))
    }
  }

  private func backward(
    input: Matrix, output: Matrix, kernel: Matrix, into lowering: inout Lowering
  ) throws(NormKitError) -> [Step] {
    let wantsInput = lowering.needsGradient
    guard wantsInput || trainable else { return [] }
    lowering.markLearned()
    let gradient = try lowering.gradient(of: output)
    var steps: [Step] = []
    if let kernelGradient = lowering.parameterGradient("kernel") {
      steps.append(
        .matmul(
          MatmulStep(
            shape: MatmulShape(rows: kernel.rows, columns: units, depth: input.rows, leftTransposed: true),
            left: Operand(input), right: Operand(gradient),
            output: Matrix(value: kernelGradient, rows: kernel.rows, channels: units))))
    }
    if useBias, let biasGradient = lowering.parameterGradient("bias") {
      let outputShape = try outputShape(for: lowering.inputShape)
      let partials = try lowering.blockPartials(of: gradient, shape: outputShape, name: "bias sums")
      steps.append(
        .reduceGradient(
          ReduceGradientStep(gradient: gradient, derivative: .one, centre: nil, partials: partials)))
      steps.append(
        .sumColumns(
          SumColumnsStep(channels: units, partials: partials, output: biasGradient)))
    }
    if wantsInput {
      steps.append(
        .matmul(
          MatmulStep(
            shape: MatmulShape(rows: input.rows, columns: input.channels, depth: units, rightTransposed: true),
            left: Operand(gradient), right: Operand(kernel), output: try lowering.gradient(of: input))))
    }
    return steps
  }
}
