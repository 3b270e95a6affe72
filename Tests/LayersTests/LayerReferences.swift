import Execution
import Layers
import Reference
import Tensors

/// How a layer runs.
enum Use: Hashable, Sendable {
  case training
  case inference(StatisticsSource)
}

/// The reference of a layer with the numbers of its tensors, by their names within the layer.
func reference(for layer: any Layer, input: Shape, tensors: [String: [Double]], use: Use) -> any ReferenceLayer {
  switch layer {
  case let layer as Dense: return DenseLayerReference(units: layer.units, parameters: tensors)
  case let layer as Conv2D:
    return ConvolutionLayerReference(
      height: input.sizes[0], width: input.sizes[1], filters: layer.filters,
      kernel: (layer.kernelSize.rows, layer.kernelSize.columns), strides: (layer.strides.rows, layer.strides.columns),
      same: layer.padding == .same, parameters: tensors)
  case let layer as MaxPooling2D:
    let windows = windows(layer.poolSize, layer.strides ?? layer.poolSize, layer.padding, input)
    return PoolingLayerReference(windows, isMaximum: true)
  case let layer as AveragePooling2D:
    let windows = windows(layer.poolSize, layer.strides ?? layer.poolSize, layer.padding, input)
    return PoolingLayerReference(windows, isMaximum: false)
  case is GlobalAveragePooling2D:
    return PoolingLayerReference(
      windows(WindowSize(input.sizes[0], input.sizes[1]), 1, .valid, input), isMaximum: false)
  case let layer as ZeroPadding2D:
    return ZeroPaddingLayerReference(
      height: input.sizes[0], width: input.sizes[1], borders: (layer.top, layer.bottom, layer.left, layer.right))
  case let layer as DepthwiseConv2D:
    return DepthwiseLayerReference(
      windows(layer.kernelSize, layer.strides, layer.padding, input), multiplier: layer.depthMultiplier,
      parameters: tensors)
  case let layer as BatchNormalization:
    let running = BatchNormalizationLayerReference.Statistics(
      mean: tensors["moving_mean"] ?? [], variance: tensors["moving_variance"] ?? [])
    let usesBatch = use == .training ? layer.statistics == .batch : use == .inference(.batch)
    return BatchNormalizationLayerReference(
      parameters: tensors.filter { $0.key == "gamma" || $0.key == "beta" }, epsilon: layer.epsilon,
      statistics: usesBatch ? nil : running)
  case let layer as Activation: return reference(for: layer.function)
  case let layer as Residual: return reference(for: layer, input: input, tensors: tensors, use: use)
  case is Flatten: return FlattenLayerReference(channels: input.count)
  case let layer as Dropout where layer.rate == 0 || use != .training: return ActivationLayerReference(.linear)
  default: preconditionFailure("no reference for \(layer)")
  }
}

private func windows(
  _ size: WindowSize, _ strides: WindowSize, _ padding: Padding, _ input: Shape
) -> WindowsReference {
  WindowsReference(
    height: input.sizes[0], width: input.sizes[1], window: (size.rows, size.columns),
    stride: (strides.rows, strides.columns), same: padding == .same)
}

private func reference(
  for layer: Residual, input: Shape, tensors: [String: [Double]], use: Use
) -> ResidualLayerReference {
  guard let names = try? layer.innerNames(), let shapes = try? layer.innerShapes(for: input) else {
    preconditionFailure("\(layer) does not fit \(input)")
  }
  let inner = names.indices.map { index in
    var own: [String: [Double]] = [:]
    for (name, values) in tensors where name.hasPrefix("\(names[index])/") {
      own[String(name.dropFirst(names[index].count + 1))] = values
    }
    return ResidualLayerReference.Inner(
      names[index], reference(for: layer.inner[index], input: shapes[index].input, tensors: own, use: use))
  }
  return ResidualLayerReference(
    main: Array(inner.prefix(layer.layers.count)), shortcut: Array(inner.dropFirst(layer.layers.count)),
    activation: reference(for: layer.activation))
}

private func reference(for function: Activation.Function) -> any ReferenceLayer {
  switch function {
  case .linear: ActivationLayerReference(.linear)
  case .relu: ActivationLayerReference(.relu)
  case .leakyRelu(let slope): ActivationLayerReference(.leakyRelu(slope: Double(slope)))
  case .sigmoid: ActivationLayerReference(.sigmoid)
  case .tanh: ActivationLayerReference(.tanh)
  case .gelu: ActivationLayerReference(.gelu)
  case .softmax: SoftmaxLayerReference()
  }
}
