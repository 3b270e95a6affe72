public import Execution
public import Tensors

/// The steps that a batch norm becomes: statistics, normalization, and the gradient through both.
extension BatchNormalization {
  /// Forward: moments, affine parameters, one map. Backward: one reduction, the coefficients, one map.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    let input = lowering.current
    let parameters = NormalizationParameters(
      channels: input.channels, gamma: scale ? lowering.parameter("gamma") : nil,
      beta: center ? lowering.parameter("beta") : nil, epsilon: epsilon,
      affine: try lowering.floats(5 * input.channels, name: "affine"))
    try lowerStatistics(of: input, parameters, into: &lowering)
    let output = try lowering.matrix(rows: input.rows, channels: input.channels, name: "output")
    let transform = LoadTransform.normalize(affine: parameters.affine, .linear)
    lowering.append(.map(MapStep(source: Operand(input, transform: transform), output: output)))
    lowering.current = output
    if lowering.mode.isTraining {
      try lowerBackward(input: input, output: output, parameters, into: &lowering)
    }
  }

  /// Whether this run normalizes by the batch's own statistics.
  private func usesBatch(_ mode: ExecutionMode) -> Bool {
    switch mode {
    case .training: statistics == .batch
    case .inference(let source): source == .batch
    }
  }

  private func lowerStatistics(
    of input: Matrix, _ parameters: NormalizationParameters, into lowering: inout Lowering
  ) throws(NormKitError) {
    let mean = lowering.parameter("moving_mean")
    let variance = lowering.parameter("moving_variance")
    let moves = lowering.mode.isTraining && updatesStatistics
    let usesBatch = usesBatch(lowering.mode)
    if !usesBatch {
      lowering.append(
        .runningStatistics(RunningStatisticsStep(parameters: parameters, mean: mean, variance: variance)))
    }
    guard usesBatch || moves else { return }
    if requiresSeveralValues, lowering.mode.isTraining, input.rows == 1 {
      throw NormKitError(
        .shape,
        "\(lowering.layerName): expected more than one value per channel when training, got a batch of 1; "
          + "PyTorch's convention forbids it, set requiresSeveralValues to false to get β instead")
    }
    let partials = try lowering.blockPartials(of: input, shape: lowering.inputShape, name: "moments")
    lowering.append(.moments(MomentsStep(source: input, partials: partials)))
    // Statistics that are only followed, not used, get an affine value of their own.
    var target = parameters
    if !usesBatch { target.affine = try lowering.floats(5 * input.channels, name: "batch affine") }
    let running = BatchStatisticsStep.Running(
      mean: mean, variance: variance, updates: lowering.counter(), averaging: stepAveraging,
      unbiased: unbiasedVariance)
    lowering.append(
      .batchStatistics(
        BatchStatisticsStep(
          partials: partials, parameters: target, running: moves ? running : nil)))
  }

  private var stepAveraging: StatisticsAveraging {
    switch averaging {
    case .exponential: .exponential(momentum: momentum)
    case .biasCorrected: .biasCorrected(momentum: momentum)
    case .cumulative: .cumulative
    }
  }

  private func lowerBackward(
    input: Matrix, output: Matrix, _ parameters: NormalizationParameters, into lowering: inout Lowering
  ) throws(NormKitError) {
    let wantsInput = lowering.needsGradient
    let learns = trainable && (center || scale)
    guard wantsInput || learns else { return }
    lowering.markLearned()
    let gradient = try lowering.gradient(of: output)
    let partials = try lowering.blockPartials(
      of: gradient, shape: lowering.inputShape, name: "gradient sums")
    let coefficients = wantsInput ? try lowering.floats(3 * input.channels, name: "coefficients") : nil
    var steps: [Step] = [
      .reduceGradient(
        ReduceGradientStep(
          gradient: gradient, derivative: .one, centre: .init(z: input, affine: parameters.affine),
          partials: partials)),
      .normalizationGradient(
        NormalizationGradientStep(
          partials: partials, parameters: parameters, throughStatistics: statistics == .batch,
          gammaGradient: lowering.parameterGradient("gamma"), betaGradient: lowering.parameterGradient("beta"),
          coefficients: coefficients)),
    ]
    if let coefficients {
      let transform = LoadTransform.gradient(coefficients: coefficients, affine: parameters.affine, z: input)
      steps.append(
        .map(
          MapStep(source: Operand(gradient, transform: transform), output: try lowering.gradient(of: input))))
    }
    lowering.appendBackward(steps)
  }
}
