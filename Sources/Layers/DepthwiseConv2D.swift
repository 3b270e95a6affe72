public import Execution
import KernelTable
import Routines
public import Tensors

/// A convolution of each channel with kernels of its own: output c·multiplier + m is channel c through kernel m.
///
/// Shape: [H, W, C] → [H′, W′, C·depthMultiplier]; H′ and W′ as MaxPooling2D's; kernel [rows, columns, C, depthMultiplier],
/// bias [C·depthMultiplier].
/// Cost: one pass forward; backward one for each gradient. With a multiplier over 1 the input is also stored with its
/// channels repeated.
/// Source: Howard et al. 2017 (arXiv 1704.04861), §3.1.
public struct DepthwiseConv2D: Layer {
  /// "depthwise_conv2d"
  public static let kind = "depthwise_conv2d"

  /// The layer's own name, or nil.
  public var name: String?
  /// The window: at least 1 × 1.
  public var kernelSize: WindowSize
  /// From one window to the next: at least 1 × 1.
  public var strides: WindowSize
  /// What a window does at the edges.
  public var padding: Padding
  /// Outputs for each channel, at least 1.
  public var depthMultiplier: Int
  /// Whether a bias is added. Right before batch norm it is useless: β takes its place.
  public var useBias: Bool
  /// How the kernel starts; Keras's default and its fans: C and depthMultiplier, each times the window.
  public var depthwiseInitializer: Initializer
  /// How the bias starts.
  public var biasInitializer: Initializer
  /// Whether the optimizer updates the layer.
  public var trainable: Bool

  /// A convolution with Keras's defaults.
  public init(
    _ kernelSize: WindowSize, strides: WindowSize = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    useBias: Bool = true, depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    trainable: Bool = true, name: String? = nil
  ) {
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.depthMultiplier = depthMultiplier
    self.useBias = useBias
    self.depthwiseInitializer = depthwiseInitializer
    self.biasInitializer = biasInitializer
    self.trainable = trainable
    self.name = name
  }

  private func window(over input: Shape) throws(NormKitError) -> ImageWindow {
    try ImageWindow("DepthwiseConv2D", "kernelSize", kernelSize, strides, padding, over: input)
  }

  /// [H′, W′, C·depthMultiplier]
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    guard depthMultiplier >= 1 else {
      throw NormKitError(
        .invalidArgument, "DepthwiseConv2D: depthMultiplier must be at least 1, got \(depthMultiplier)")
    }
    let window = try window(over: input)
    try depthwiseInitializer.check("DepthwiseConv2D: depthwiseInitializer")
    try biasInitializer.check("DepthwiseConv2D: biasInitializer")
    let kernel = try Shape([kernelSize.rows, kernelSize.columns, input.channels, depthMultiplier])
    let outputs = kernel.sizes[2] * depthMultiplier
    _ = try Shape([window.rows.size, window.columns.size, outputs])
    return try Shape([window.rows.outputs, window.columns.outputs, outputs])
  }

  /// kernel [rows, columns, C, depthMultiplier] and bias [C·depthMultiplier].
  public func parameters(for input: Shape) -> [ParameterDeclaration] {
    let role: ParameterDeclaration.Role = trainable ? .weight : .frozenWeight
    let (channels, window) = (input.channels, kernelSize.rows * kernelSize.columns)
    let kernel = ParameterDeclaration(
      name: "kernel", shape: [kernelSize.rows, kernelSize.columns, channels, depthMultiplier], role: role,
      initializer: depthwiseInitializer, fanIn: channels * window, fanOut: depthMultiplier * window)
    let outputs = channels * depthMultiplier
    let bias = ParameterDeclaration(
      name: "bias", shape: [outputs], role: role, initializer: biasInitializer, fanIn: outputs, fanOut: outputs)
    return useBias ? [kernel, bias] : [kernel]
  }

  /// One pass forward; backward the kernel's gradient, the bias's, and where wanted the input's.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    let input = lowering.current
    let windows = try window(over: lowering.inputShape).grid(channels: input.channels * depthMultiplier)
    var source = input
    if depthMultiplier > 1 {
      source = try lowering.matrix(rows: input.rows, channels: windows.channels, name: "repeated input")
      lowering.append(
        .repeatChannels(
          RepeatChannelsStep(source: input, output: source, multiplier: depthMultiplier, sums: false)))
    }
    let pixels = lowering.batchSize * windows.outputHeight * windows.outputWidth
    let output = try lowering.matrix(rows: pixels, channels: windows.channels, name: "output")
    lowering.append(
      .depthwise(
        DepthwiseStep(
          direction: .forward(bias: useBias ? lowering.parameter("bias") : nil), windows: windows,
          images: lowering.batchSize, source: source, kernel: lowering.parameter("kernel"), output: output)))
    lowering.current = output
    if lowering.mode.isTraining {
      lowering.appendBackward(try backward(windows, input, source, output, into: &lowering))
    }
  }

  private func backward(
    _ windows: WindowGrid, _ input: Matrix, _ source: Matrix, _ output: Matrix, into lowering: inout Lowering
  ) throws(NormKitError) -> [Step] {
    let wantsInput = lowering.needsGradient
    guard wantsInput || trainable else { return [] }
    lowering.markLearned()
    let gradient = try lowering.gradient(of: output)
    var steps: [Step] = []
    if let kernelGradient = lowering.parameterGradient("kernel") {
      let count = windows.windowHeight * windows.windowWidth * windows.channels
      steps.append(
        .depthwiseKernel(
          DepthwiseKernelStep(
            windows: windows, images: lowering.batchSize, source: source, upstream: gradient,
            partials: try lowering.doubles(lowering.batchSize * count, name: "kernel sums"),
            output: kernelGradient)))
    }
    if useBias, let biasGradient = lowering.parameterGradient("bias") {
      let partials = try lowering.blockPartials(
        of: gradient, shape: outputShape(for: lowering.inputShape), name: "bias sums")
      steps.append(
        .reduceGradient(
          ReduceGradientStep(gradient: gradient, derivative: .one, centre: nil, partials: partials)))
      steps.append(
        .sumColumns(SumColumnsStep(channels: windows.channels, partials: partials, output: biasGradient)))
    }
    guard wantsInput else { return steps }
    let inputGradient = try lowering.gradient(of: input)
    let wide =
      depthMultiplier == 1
      ? inputGradient
      : try lowering.matrix(rows: input.rows, channels: windows.channels, name: "repeated input's gradient")
    steps.append(
      .depthwise(
        DepthwiseStep(
          direction: .imageGradient, windows: windows, images: lowering.batchSize, source: gradient,
          kernel: lowering.parameter("kernel"), output: wide)))
    if depthMultiplier > 1 {
      steps.append(
        .repeatChannels(
          RepeatChannelsStep(source: wide, output: inputGradient, multiplier: depthMultiplier, sums: true)))
    }
    return steps
  }
}
