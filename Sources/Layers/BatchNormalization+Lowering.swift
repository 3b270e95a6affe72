public import Execution
public import Tensors

/// The steps that a batch norm becomes: statistics, normalization, and the gradient through both.
extension BatchNormalization {
  /// Forward: moments, affine parameters, one map. Backward: one reduction, the coefficients, one map. Variants that
  /// normalize group by group have steps of their own; another axis than the last is exchanged with it around them.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    let exchange = try exchangeAxes(into: &lowering)
    let input = lowering.current
    lowering.observe(.normalizationInput, input)
    if let groups = try rowGroups(of: input, into: &lowering) {
      try lowerGroups(groups, into: &lowering)
    } else {
      try lowerBatch(input, into: &lowering)
    }
    lowering.observe(.normalizationOutput, lowering.current)
    try exchange?.undo(into: &lowering)
  }

  private func lowerBatch(_ input: Matrix, into lowering: inout Lowering) throws(NormKitError) {
    let affine = try lowering.floats(NormalizationParameters.rows * input.channels, name: "affine")
    let parameters = parameters(input.channels, of: lowering.form.statisticsSet, affine: affine, lowering)
    try lowerStatistics(of: input, parameters, into: &lowering)
    let output = try lowering.matrix(rows: input.rows, channels: input.channels, name: "output")
    let transform = LoadTransform.normalize(affine: parameters.affine, .linear)
    lowering.append(.map(MapStep(source: Operand(input, transform: transform), output: output)))
    lowering.current = output
    if lowering.mode.isTraining {
      try lowerBackward(input: input, output: output, parameters, into: &lowering)
    }
  }

  /// γ, β and ε with the set's own γ and β where it has them.
  func parameters(
    _ channels: Int, of set: String?, affine: ValueID, _ lowering: Lowering
  ) -> NormalizationParameters {
    let suffix = affineSuffix(of: set)
    return NormalizationParameters(
      channels: channels, gamma: scale ? lowering.parameter("gamma\(suffix)") : nil,
      beta: center ? lowering.parameter("beta\(suffix)") : nil, epsilon: epsilon, affine: affine)
  }

  /// The running statistics of a set, or the unnamed ones.
  func running(of set: String?, into lowering: inout Lowering) -> BatchStatisticsStep.Running {
    let suffix = statisticsSuffix(of: set)
    return BatchStatisticsStep.Running(
      mean: lowering.parameter("moving_mean\(suffix)"), variance: lowering.parameter("moving_variance\(suffix)"),
      updates: lowering.counter(of: suffix.isEmpty ? nil : set), averaging: stepAveraging, unbiased: unbiasedVariance)
  }

  /// Whether this run normalizes by the batch's own statistics.
  func usesBatch(_ mode: ExecutionMode) -> Bool {
    switch mode {
    case .training: statistics == .batch
    case .inference(let source): source == .batch
    }
  }

  private func lowerStatistics(
    of input: Matrix, _ parameters: NormalizationParameters, into lowering: inout Lowering
  ) throws(NormKitError) {
    let running = running(of: lowering.form.statisticsSet, into: &lowering)
    let moves = lowering.mode.isTraining && updatesStatistics
    let usesBatch = usesBatch(lowering.mode)
    if !usesBatch {
      lowering.append(
        .runningStatistics(
          RunningStatisticsStep(parameters: parameters, mean: running.mean, variance: running.variance)))
    }
    guard usesBatch || moves else { return }
    try checkValues(in: input.rows, lowering)
    let partials = try lowering.blockPartials(of: input, shape: lowering.inputShape, name: "moments")
    lowering.append(.moments(MomentsStep(source: input, partials: partials)))
    // Statistics that are only followed, not used, get an affine value of their own.
    var target = parameters
    if !usesBatch {
      target.affine = try lowering.floats(NormalizationParameters.rows * input.channels, name: "batch affine")
    }
    var step = BatchStatisticsStep(
      partials: partials, source: input, parameters: target, running: moves ? running : nil)
    if lowering.mode.isTraining, usesBatch, let renormalization {
      step.renormalization = .init(limits: renormalization.limits, running: running)
    }
    if lowering.isSynchronized {
      step.exchange = try lowering.doubles(1 + 3 * input.channels, name: "shared moments")
    }
    lowering.append(.batchStatistics(step))
  }

  /// Throws: `shape` for one value a channel in training, where that is an error.
  func checkValues(in rows: Int, _ lowering: Lowering) throws(NormKitError) {
    guard requiresSeveralValues, lowering.mode.isTraining, rows == 1 else { return }
    throw NormKitError(
      .shape,
      "\(lowering.layerName): expected more than one value per channel when training, got a batch of 1; "
        + "PyTorch's convention forbids it, set requiresSeveralValues to false to get β instead")
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
    let suffix = affineSuffix(of: lowering.form.statisticsSet)
    var learned = NormalizationGradientStep(
      partials: partials, parameters: parameters, throughStatistics: statistics == .batch,
      gammaGradient: lowering.parameterGradient("gamma\(suffix)"),
      betaGradient: lowering.parameterGradient("beta\(suffix)"), coefficients: coefficients)
    if lowering.isSynchronized, learned.throughStatistics, wantsInput {
      learned.exchange = try lowering.doubles(1 + 2 * input.channels, name: "shared gradient sums")
    }
    var steps: [Step] = [
      .reduceGradient(
        ReduceGradientStep(
          gradient: gradient, derivative: .one, centre: .init(z: input, affine: parameters.affine),
          partials: partials)),
      .normalizationGradient(learned),
    ]
    if let coefficients {
      let transform = LoadTransform.gradient(coefficients: coefficients, affine: parameters.affine, z: input)
      steps.append(
        .map(
          MapStep(source: Operand(gradient, transform: transform), output: try lowering.gradient(of: input))))
    }
    lowering.appendBackward(steps + clearedGradients(but: [suffix], input.channels, lowering))
  }

  /// The gradients of γ and β that this program has no part in are 0, not those of the last one.
  func clearedGradients(but used: Set<String>, _ channels: Int, _ lowering: Lowering) -> [Step] {
    guard affinePerSet else { return [] }
    let suffixes = [""] + statisticsSets.map { ".\($0)" }
    return suffixes.filter { !used.contains($0) }.flatMap { suffix in
      ["gamma\(suffix)", "beta\(suffix)"].compactMap { lowering.parameterGradient($0) }.map {
        .clear(ClearStep(value: $0, count: channels))
      }
    }
  }
}
