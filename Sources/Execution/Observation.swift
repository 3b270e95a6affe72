/// A matrix of a layer that stays after a run, to be looked at: what calibration and diagnosis read.
package struct Observation: Sendable {
  package enum Role: Sendable, Hashable {
    /// What a batch norm takes its statistics of.
    case normalizationInput
    /// What a batch norm makes of it.
    case normalizationOutput
    /// What goes into an activation.
    case activationInput
    /// What comes out of a layer.
    case output
  }

  package let layer: String
  package let role: Role
  package let matrix: Matrix
  /// The loss's gradient by the matrix after a training run; where a layer without weights has changed it in place, by
  /// that layer's input.
  package internal(set) var gradient: Matrix?
}

extension Lowering {
  /// Keeps a matrix of the layer being lowered, if the program is to be looked into.
  package mutating func observe(_ role: Observation.Role, _ matrix: Matrix) {
    guard observes else { return }
    program.keep(matrix.value)
    program.observations.append(Observation(layer: layerName, role: role, matrix: matrix))
  }

  mutating func keepObservedGradients() {
    for index in program.observations.indices {
      guard let gradient = existingGradient(of: program.observations[index].matrix) else { continue }
      program.keep(gradient.value)
      program.observations[index].gradient = gradient
    }
  }
}

extension Program {
  mutating func keep(_ value: ValueID) {
    if values[value.index].storage == .arena { values[value.index].storage = .kept }
  }

  /// The forward steps that lead to `matrix`, which becomes the output; nothing else is kept to be looked at.
  package func leading(to matrix: Matrix) -> Program {
    var program = self
    let last = forward.lastIndex { $0.writes.contains(matrix.value) }
    program.forward = last.map { Array(forward[...$0]) } ?? []
    program.backward = []
    program.output = matrix
    for other in observations where other.matrix.value != input.value {
      program.values[other.matrix.value.index].storage = .arena
    }
    program.observations = []
    program.keep(matrix.value)
    return program
  }
}

extension Plan {
  /// The numbers of a matrix that the program keeps.
  package func values(of matrix: Matrix) -> UnsafeBufferPointer<Float> { UnsafeBufferPointer(floats(matrix.value)) }
}
