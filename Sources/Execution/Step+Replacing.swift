/// One gradient in another's place, throughout a program.
extension Program {
  /// Lets every step read and write the gradient `new` where it did `old`. The loss, which writes the first gradient, is a
  /// forward step.
  mutating func replaceGradient(_ old: ValueID, by new: ValueID) {
    for index in forward.indices { forward[index].replace(old, by: new) }
    for index in backward.indices { backward[index].replace(old, by: new) }
  }
}

extension Step {
  /// Puts `new` where a gradient is `old`.
  fileprivate mutating func replace(_ old: ValueID, by new: ValueID) {
    switch self {
    case .matmul, .convolution: replaceInProduct(old, by: new)
    case .map(var step):
      step.source.replace(old, by: new)
      step.output.replace(old, by: new)
      self = .map(step)
    case .add(var step):
      step.left.replace(old, by: new)
      step.right.replace(old, by: new)
      step.output.replace(old, by: new)
      self = .add(step)
    case .reduceGradient(var step):
      step.gradient.replace(old, by: new)
      self = .reduceGradient(step)
    case .dropout(var step):
      step.source.replace(old, by: new)
      step.output.replace(old, by: new)
      self = .dropout(step)
    case .softmaxGradient(var step):
      step.gradient.replace(old, by: new)
      self = .softmaxGradient(step)
    case .loss(var step):
      step.gradient?.replace(old, by: new)
      self = .loss(step)
    case .poolGradient, .pad, .depthwise, .depthwiseKernel, .repeatChannels: replaceInImages(old, by: new)
    case .moments, .batchStatistics, .runningStatistics, .normalizationGradient, .sumColumns, .softmax, .pool: break
    }
  }
}

extension Step {
  private mutating func replaceInImages(_ old: ValueID, by new: ValueID) {
    switch self {
    case .poolGradient(var step):
      step.upstream.replace(old, by: new)
      step.output.replace(old, by: new)
      self = .poolGradient(step)
    case .pad(var step):
      step.source.replace(old, by: new)
      step.output.replace(old, by: new)
      self = .pad(step)
    case .depthwise(var step):
      step.source.replace(old, by: new)
      step.output.replace(old, by: new)
      self = .depthwise(step)
    case .depthwiseKernel(var step):
      step.upstream.replace(old, by: new)
      self = .depthwiseKernel(step)
    case .repeatChannels(var step):
      step.source.replace(old, by: new)
      step.output.replace(old, by: new)
      self = .repeatChannels(step)
    default: break
    }
  }
}

extension Step {
  private mutating func replaceInProduct(_ old: ValueID, by new: ValueID) {
    guard var step = product else { return }
    step.left.replace(old, by: new)
    step.right.replace(old, by: new)
    step.output.replace(old, by: new)
    if case .reduceGradient(var reduce) = step.epilogue {
      reduce.gradient.replace(old, by: new)
      step.epilogue = .reduceGradient(reduce)
    }
    self = step.step
  }
}

extension Operand {
  fileprivate mutating func replace(_ old: ValueID, by new: ValueID) { matrix.replace(old, by: new) }
}

extension Matrix {
  fileprivate mutating func replace(_ old: ValueID, by new: ValueID) {
    if value == old { value = new }
  }
}
