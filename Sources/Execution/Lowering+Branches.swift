package import Tensors

/// Two paths from one matrix and their sum. Backward, the sum's gradient goes down both, and the gradients that arrive at
/// the branch point are added.
extension Lowering {
  /// What is remembered while the two paths are lowered.
  package struct Branches {
    fileprivate let input: Matrix
    fileprivate let needsGradient: Bool
    /// Where the loss's gradient by the input has to go; nil where it is not wanted.
    fileprivate let inputGradient: Matrix?
    /// The place among the backward steps where the paths' gradients are to be added.
    fileprivate let place: Int
    /// The first path's output, its gradient where it is wanted, and the gradient by the input that the path gives.
    fileprivate var first: (output: Matrix, gradient: Matrix?, inputGradient: Matrix?)?
  }

  /// Begins the first path at `current`.
  package mutating func branch() throws(NormKitError) -> Branches {
    let wanted = mode.isTraining && needsGradient
    let branches = Branches(
      input: current, needsGradient: needsGradient, inputGradient: wanted ? try gradient(of: current) : nil,
      place: layerBackward.count)
    layerBackward.append([])
    gradients[current.value] = nil
    return branches
  }

  /// Ends the first path at `current` and begins the second at the branch point.
  package mutating func returnToBranch(_ branches: inout Branches) throws(NormKitError) {
    branches.first = (
      current, mode.isTraining && needsGradient ? try gradient(of: current) : nil, pathGradient(branches)
    )
    gradients[branches.input.value] = nil
    current = branches.input
    needsGradient = branches.needsGradient
  }

  /// Ends the second path at `current`; `current` is then the sum of both paths.
  package mutating func join(_ branches: Branches) throws(NormKitError) {
    guard let first = branches.first else { preconditionFailure("\(layerName) joins branches of one path") }
    let second = (
      output: current, gradient: mode.isTraining && needsGradient ? try gradient(of: current) : nil,
      inputGradient: pathGradient(branches)
    )
    let sum = try matrix(rows: current.rows, channels: current.channels, name: "sum")
    append(.add(AddStep(left: Operand(first.output), right: Operand(second.output), output: sum)))
    current = sum
    needsGradient = first.gradient != nil || second.gradient != nil
    if needsGradient {
      let gradient = try gradient(of: sum)
      appendBackward(
        [second.gradient, first.gradient].compactMap { path in
          path.map { .map(MapStep(source: Operand(gradient), output: $0)) }
        })
    }
    gradients[branches.input.value] = branches.inputGradient?.value
    if let total = branches.inputGradient, let a = first.inputGradient, let b = second.inputGradient {
      layerBackward[branches.place] = [.add(AddStep(left: Operand(a), right: Operand(b), output: total))]
    }
  }

  /// The gradient by the branch point that the path just lowered gives.
  private func pathGradient(_ branches: Branches) -> Matrix? {
    guard branches.inputGradient != nil, let value = gradients[branches.input.value] else { return nil }
    return Matrix(value: value, rows: branches.input.rows, channels: branches.input.channels)
  }
}
