/// Which values a step reads and writes: all that liveness and fusion need to know of it.
extension Step {
  package var reads: [ValueID] {
    switch self {
    case .matmul(let step): return step.operandValues
    case .convolution(let step): return step.operandValues
    case .moments(let step): return [step.source.value]
    case .batchStatistics(let step):
      var values = [step.partials.value] + step.parameters.learned
      if let running = step.running { values += [running.mean, running.variance, running.updates] }
      return values
    case .runningStatistics(let step): return step.parameters.learned + [step.mean, step.variance]
    case .map(let step): return step.source.values
    case .add(let step): return step.left.values + step.right.values
    case .reduceGradient(let step): return [step.gradient.value] + step.readsBesideGradient
    case .normalizationGradient(let step):
      return [step.partials.value, step.parameters.affine] + step.parameters.learned
    case .sumColumns(let step): return [step.partials.value]
    case .pool(let step): return step.source.values
    case .poolGradient(let step): return [step.upstream.value] + (step.source?.values ?? [])
    case .pad(let step): return [step.source.value]
    case .depthwise(let step): return [step.source.value, step.kernel] + step.bias.asArray
    case .depthwiseKernel(let step): return [step.source.value, step.upstream.value]
    case .repeatChannels(let step): return [step.source.value]
    case .dropout(let step): return [step.source.value]
    case .softmax(let step): return [step.source.value]
    case .softmaxGradient(let step): return [step.output.value, step.gradient.value]
    case .loss(let step): return [step.outputs.value, step.targets] + step.weights.asArray
    }
  }

  package var writes: [ValueID] {
    switch self {
    case .matmul(let step): return step.results
    case .convolution(let step): return step.results
    case .moments(let step): return [step.partials.value]
    case .batchStatistics(let step):
      guard let running = step.running else { return [step.parameters.affine] }
      return [step.parameters.affine, running.mean, running.variance, running.updates]
    case .runningStatistics(let step): return [step.parameters.affine]
    case .map(let step): return [step.output.value]
    case .add(let step): return [step.output.value]
    case .reduceGradient(let step):
      return (step.derivative == .one ? [] : [step.gradient.value]) + step.allPartials
    case .normalizationGradient(let step):
      return step.gammaGradient.asArray + step.betaGradient.asArray + step.coefficients.asArray
    case .sumColumns(let step): return [step.output]
    case .pool(let step): return [step.output.value]
    case .poolGradient(let step): return [step.output.value] + (step.sums?.value).asArray
    case .pad(let step): return [step.output.value]
    case .depthwise(let step): return [step.output.value]
    case .depthwiseKernel(let step): return [step.partials, step.output]
    case .repeatChannels(let step): return [step.output.value]
    case .dropout(let step): return [step.output.value]
    case .softmax(let step): return [step.output.value]
    case .softmaxGradient(let step): return [step.gradient.value]
    case .loss(let step): return [step.losses, step.correct] + (step.gradient?.value).asArray
    }
  }
}

extension ProductStep {
  /// What the operands, the start and the epilogue read.
  fileprivate var operandValues: [ValueID] {
    var values = left.values + right.values
    switch start {
    case .zero: break
    case .bias(let bias): values.append(bias)
    case .output: values.append(output.value)
    }
    guard case .reduceGradient(let reduce) = epilogue else { return values }
    return values + reduce.readsBesideGradient
  }

  /// What the product and its epilogue write.
  fileprivate var results: [ValueID] {
    switch epilogue {
    case .none, .activation: [output.value]
    case .moments(let partials): [output.value, partials.value]
    case .reduceGradient(let reduce): [output.value] + reduce.allPartials
    }
  }
}

extension Operand {
  /// The values that reading the operand reads.
  fileprivate var values: [ValueID] {
    switch transform {
    case .none, .activation: [matrix.value]
    case .normalize(let affine, _): [matrix.value, affine]
    case .gradient(let coefficients, let affine, let z): [matrix.value, coefficients, affine, z.value]
    }
  }
}

extension ReduceGradientStep {
  fileprivate var readsBesideGradient: [ValueID] {
    var values: [ValueID] = []
    switch derivative {
    case .one, .normalized: break
    case .output(_, let matrix), .input(_, let matrix): values.append(matrix.value)
    }
    for centre in [centre, second?.centre].compactMap({ $0 }) { values += [centre.z.value, centre.affine] }
    return values
  }

  fileprivate var allPartials: [ValueID] { (partials?.value).asArray + (second?.partials.value).asArray }
}

extension NormalizationParameters {
  fileprivate var learned: [ValueID] { gamma.asArray + beta.asArray }
}

extension Optional {
  fileprivate var asArray: [Wrapped] { map { [$0] } ?? [] }
}
