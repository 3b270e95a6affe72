/// Which values a step reads and writes: all that liveness and fusion need to know of it.
extension Step {
  package var reads: [ValueID] {
    switch self {
    case .matmul(let step):
      var values = step.left.values + step.right.values
      if case .bias(let bias) = step.start { values.append(bias) }
      if case .reduceGradient(let reduce) = step.epilogue { values += reduce.readsBesideGradient }
      return values
    case .moments(let step): return [step.source.value]
    case .batchStatistics(let step):
      var values = [step.partials] + step.parameters.learned
      if let running = step.running { values += [running.mean, running.variance, running.updates] }
      return values
    case .runningStatistics(let step): return step.parameters.learned + [step.mean, step.variance]
    case .map(let step): return step.source.values
    case .reduceGradient(let step): return [step.gradient.value] + step.readsBesideGradient
    case .normalizationGradient(let step):
      return [step.partials, step.parameters.affine] + step.parameters.learned
    case .sumColumns(let step): return [step.partials]
    case .dropout(let step): return [step.source.value]
    case .softmax(let step): return [step.source.value]
    case .softmaxGradient(let step): return [step.output.value, step.gradient.value]
    case .loss(let step): return [step.outputs.value, step.targets] + step.weights.asArray
    }
  }

  package var writes: [ValueID] {
    switch self {
    case .matmul(let step):
      switch step.epilogue {
      case .none, .activation: return [step.output.value]
      case .moments(let partials): return [step.output.value, partials]
      case .reduceGradient(let reduce): return [step.output.value] + reduce.partials.asArray
      }
    case .moments(let step): return [step.partials]
    case .batchStatistics(let step):
      guard let running = step.running else { return [step.parameters.affine] }
      return [step.parameters.affine, running.mean, running.variance, running.updates]
    case .runningStatistics(let step): return [step.parameters.affine]
    case .map(let step): return [step.output.value]
    case .reduceGradient(let step): return [step.gradient.value] + step.partials.asArray
    case .normalizationGradient(let step):
      return step.gammaGradient.asArray + step.betaGradient.asArray + step.coefficients.asArray
    case .sumColumns(let step): return [step.output]
    case .dropout(let step): return [step.output.value]
    case .softmax(let step): return [step.output.value]
    case .softmaxGradient(let step): return [step.gradient.value]
    case .loss(let step): return [step.losses, step.correct] + (step.gradient?.value).asArray
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
    if let centre { values += [centre.z.value, centre.affine] }
    return values
  }
}

extension NormalizationParameters {
  fileprivate var learned: [ValueID] { gamma.asArray + beta.asArray }
}

extension Optional {
  fileprivate var asArray: [Wrapped] { map { [$0] } ?? [] }
}
