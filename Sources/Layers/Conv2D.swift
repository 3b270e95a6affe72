public import Execution
import Routines
public import Tensors

/// A convolution: y[row, column, filter] = bias + Σ x[row·stride + i, column·stride + j, channel]·kernel[i, j, channel, filter].
///
/// Shape: [H, W, C] → [OH, OW, filters]; kernel [KH, KW, C, filters], bias [filters]. OH and OW: see `Padding`.
/// Cost: one product forward and two backward, of KH·KW·C·filters multiply-adds an output pixel each; no matrix of
/// patches is made. A batch norm and an activation before or behind it add next to none.
/// Source: LeCun et al. 1989; as in every framework it is a correlation: the kernel is not turned around.
/// Differs from: PyTorch, whose images are [C, H, W] and whose weight is [filters, C, KH, KW].
public struct Conv2D: Layer {
  /// "conv2d"
  public static let kind = "conv2d"

  /// The layer's own name, or nil.
  public var name: String?
  /// The number of output channels, at least 1.
  public var filters: Int
  /// The kernel's rows and columns, at least 1.
  public var kernelSize: WindowSize
  /// How far the kernel moves between outputs, at least 1.
  public var strides: WindowSize
  /// What the kernel does at the edges.
  public var padding: Padding
  /// Whether a bias is added. Right before batch norm it is useless: β takes its place.
  public var useBias: Bool
  /// How the kernel starts; Keras's default.
  public var kernelInitializer: Initializer
  /// How the bias starts.
  public var biasInitializer: Initializer
  /// Whether the optimizer updates the layer.
  public var trainable: Bool

  /// A convolution with Keras's defaults.
  public init(
    _ filters: Int, kernelSize: WindowSize, strides: WindowSize = 1, padding: Padding = .valid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros, trainable: Bool = true,
    name: String? = nil
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.trainable = trainable
    self.name = name
  }

  /// [OH, OW, filters]
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    guard filters >= 1 else {
      throw NormKitError(.invalidArgument, "Conv2D: filters must be at least 1, got \(filters)")
    }
    try kernelInitializer.check("Conv2D: kernelInitializer")
    try biasInitializer.check("Conv2D: biasInitializer")
    let window = try ImageWindow("Conv2D", "kernelSize", kernelSize, strides, padding, over: input)
    _ = try shape(images: 1, window, channels: input.channels)
    return try Shape([window.rows.outputs, window.columns.outputs, filters])
  }

  private func shape(images: Int, _ window: ImageWindow, channels: Int) throws(NormKitError) -> ConvolutionShape {
    try ConvolutionShape(
      images: images, rows: window.rows, columns: window.columns, channels: channels, filters: filters)
  }

  /// kernel [KH, KW, C, filters] and bias [filters].
  public func parameters(for input: Shape) -> [ParameterDeclaration] {
    let role: ParameterDeclaration.Role = trainable ? .weight : .frozenWeight
    let taps = kernelSize.rows * kernelSize.columns
    let kernel = ParameterDeclaration(
      name: "kernel", shape: [kernelSize.rows, kernelSize.columns, input.channels, filters], role: role,
      initializer: kernelInitializer, fanIn: taps * input.channels, fanOut: taps * filters)
    let bias = ParameterDeclaration(
      name: "bias", shape: [filters], role: role, initializer: biasInitializer, fanIn: filters, fanOut: filters)
    return useBias ? [kernel, bias] : [kernel]
  }

  /// One convolution forward; backward the kernel's gradient, the bias's, and where wanted the input's.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    let input = lowering.current
    let window = try ImageWindow("Conv2D", "kernelSize", kernelSize, strides, padding, over: lowering.inputShape)
    let shape = try shape(images: lowering.batchSize, window, channels: input.channels)
    let output = try lowering.matrix(rows: shape.outputPixels, channels: filters, name: "output")
    let kernel = Matrix(value: lowering.parameter("kernel"), rows: shape.depth, channels: filters)
    var step = ConvolutionStep(
      .forward, shape: shape, left: Operand(input), right: Operand(kernel), output: output)
    if useBias { step.start = .bias(lowering.parameter("bias")) }
    lowering.append(.convolution(step))
    lowering.current = output
    if lowering.mode.isTraining { try lowerBackward(of: step, into: &lowering) }
  }

  private func lowerBackward(of step: ConvolutionStep, into lowering: inout Lowering) throws(NormKitError) {
    let wantsInput = lowering.needsGradient
    guard wantsInput || trainable else { return }
    lowering.markLearned()
    let (input, kernel) = (step.left.matrix, step.right.matrix)
    let gradient = try lowering.gradient(of: step.output)
    var steps: [Step] = []
    if let kernelGradient = lowering.parameterGradient("kernel") {
      let output = Matrix(value: kernelGradient, rows: kernel.rows, channels: filters)
      steps.append(
        .convolution(
          ConvolutionStep(
            .weightGradient, shape: step.shape, left: step.left, right: Operand(gradient), output: output)))
    }
    if useBias, let biasGradient = lowering.parameterGradient("bias") {
      let shape = try outputShape(for: lowering.inputShape)
      let partials = try lowering.blockPartials(of: gradient, shape: shape, name: "bias sums")
      steps.append(
        .reduceGradient(
          ReduceGradientStep(gradient: gradient, derivative: .one, centre: nil, partials: partials)))
      steps.append(
        .sumColumns(SumColumnsStep(channels: filters, partials: partials, output: biasGradient)))
    }
    if wantsInput {
      steps.append(
        .convolution(
          ConvolutionStep(
            .dataGradient, shape: step.shape, left: Operand(gradient), right: step.right,
            output: try lowering.gradient(of: input))))
    }
    lowering.appendBackward(steps)
  }
}
