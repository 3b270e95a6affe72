import KernelTable

/// Pooling's gradient, multiplied by the derivative of the activation before it and summed for the batch norm before that:
/// one pass instead of two, where every block of sums holds whole windows.
extension Fusion {
  package static let reductionIntoPooling = Fusion("reduction into pooling") { program in
    var index = 0
    while index + 1 < program.backward.count {
      defer { index += 1 }
      guard case .poolGradient(let pool) = program.backward[index],
        case .reduceGradient(let reduce) = program.backward[index + 1],
        let reduced = pool.reduced(by: reduce)
      else { continue }
      program.backward[index] = .poolGradient(reduced)
      program.backward.remove(at: index + 1)
    }
  }
}

extension PoolGradientStep {
  /// The step that does what this one and `reduce` after it do; nil where there is none.
  fileprivate func reduced(by reduce: ReduceGradientStep) -> PoolGradientStep? {
    guard reduce.gradient == output, reduce.second == nil, sums == nil, let centre = reduce.centre,
      let partials = reduce.partials,
      let function = reduce.normalizedFunction, function.isCheap, WindowRuns.fit(partials.blocks, windows)
    else { return nil }
    let normalized = Operand(centre.z, transform: .normalize(affine: centre.affine, function))
    guard pooling == .average || source == normalized else { return nil }
    var step = self
    step.source = normalized
    step.sums = partials
    return step
  }
}

extension ReduceGradientStep {
  /// The activation of the normalized z whose derivative is taken.
  fileprivate var normalizedFunction: ActivationFunction? {
    switch derivative {
    case .one: .linear
    case .normalized(let function): function
    case .input, .output: nil
    }
  }
}
