import KernelTable

/// Batch norm, then an activation: one pass instead of two, forward and backward.
extension Fusion {
  package static let activationIntoNormalization = Fusion("activation into normalization") { program in
    var index = 0
    while index + 1 < program.forward.count {
      if let pair = program.normalizedActivation(at: index) { program.merge(pair, at: index) }
      index += 1
    }
  }
}

/// A normalization whose only forward reader is the activation right behind it.
private struct NormalizedActivation {
  var z: Matrix
  var affine: ValueID
  var function: ActivationFunction
  var normalized: Matrix
  var output: Matrix
}

extension Program {
  fileprivate func normalizedActivation(at index: Int) -> NormalizedActivation? {
    guard case .map(let first) = forward[index], case .normalize(let affine, .linear) = first.source.transform,
      case .map(let second) = forward[index + 1], case .activation(let function) = second.source.transform,
      // Behind a Flatten the activation has other rows and channels, and its derivative is read by them.
      second.source.matrix == first.output, !isKept(first.output.value)
    else { return nil }
    let pair = NormalizedActivation(
      z: first.source.matrix, affine: affine, function: function, normalized: first.output, output: second.output)
    let forwardReaders = forward.count { $0.reads.contains(first.output.value) }
    guard forwardReaders == 1, backwardCanDoWithout(pair) else { return nil }
    return pair
  }

  /// Whether the backward steps read the normalized value only for the activation's derivative, right before the
  /// normalization's own reduction of the same gradient.
  private func backwardCanDoWithout(_ pair: NormalizedActivation) -> Bool {
    for (index, step) in backward.enumerated() {
      let isDerivative = step.isDerivative(of: pair)
      if step.reads.contains(pair.normalized.value), !isDerivative { return false }
      if isDerivative, !isFollowedByReduction(index, pair) { return false }
    }
    return true
  }

  private func isFollowedByReduction(_ index: Int, _ pair: NormalizedActivation) -> Bool {
    guard index + 1 < backward.count, case .reduceGradient(let first) = backward[index],
      case .reduceGradient(let second) = backward[index + 1], second.derivative == .one,
      let centre = second.centre, centre.affine == pair.affine
    else { return false }
    return second.gradient.value == first.gradient.value && first.partials == nil
  }

  fileprivate mutating func merge(_ pair: NormalizedActivation, at index: Int) {
    let source = Operand(pair.z, transform: .normalize(affine: pair.affine, pair.function))
    forward[index] = .map(MapStep(source: source, output: pair.output))
    forward.remove(at: index + 1)
    guard let position = backward.firstIndex(where: { $0.isDerivative(of: pair) }),
      case .reduceGradient(let first) = backward[position], case .reduceGradient(var second) = backward[position + 1]
    else { return }
    // A cheap activation, or one that needs its input, is recomputed from z; a dear one is read.
    if case .output(let function, _) = first.derivative, !function.isCheap {
      second.derivative = first.derivative
    } else {
      second.derivative = .normalized(pair.function)
    }
    backward[position] = .reduceGradient(second)
    backward.remove(at: position + 1)
  }
}

extension Step {
  /// Whether this step multiplies a gradient by the derivative of the pair's activation.
  fileprivate func isDerivative(of pair: NormalizedActivation) -> Bool {
    guard case .reduceGradient(let step) = self else { return false }
    switch step.derivative {
    case .output(_, let matrix): return matrix.value == pair.output.value
    case .input(_, let matrix): return matrix.value == pair.normalized.value
    case .one, .normalized: return false
    }
  }
}
