import Tensors

/// What runs: values, forward steps and backward steps, before memory and kernels are bound to them.
package struct Program: Sendable {
  package let mode: ExecutionMode
  package internal(set) var values: [ValueDescription] = []
  /// What is derived from the weights; runs before the others when the weights have changed.
  package internal(set) var preparation: [Step] = []
  package internal(set) var forward: [Step] = []
  package internal(set) var backward: [Step] = []
  /// [N, sample…] where the caller's batch is copied to.
  package internal(set) var input: Matrix
  /// What the last layer wrote.
  package internal(set) var output: Matrix
  package internal(set) var targets: ValueID?
  package internal(set) var sampleWeights: ValueID?
  package internal(set) var losses: ValueID?
  package internal(set) var correct: ValueID?
  package internal(set) var sampleSets: ValueID?
  package internal(set) var mask: ValueID?
  /// What the layers show when they are observed, in their order.
  package internal(set) var observations: [Observation] = []

  init(mode: ExecutionMode, input: Matrix, output: Matrix) {
    self.mode = mode
    self.input = input
    self.output = output
  }

  /// All steps in the order in which they run.
  package var steps: [Step] { forward + backward }

  /// How many steps read `value`.
  func readerCount(of value: ValueID) -> Int {
    steps.reduce(0) { $0 + ($1.reads.contains(value) ? 1 : 0) }
  }

  /// A new run of floats that is derived from the weights.
  mutating func prepared(_ count: Int, name: String) -> ValueID {
    values.append(
      ValueDescription(name: name, byteCount: count * MemoryLayout<Float>.stride, storage: .prepared))
    return ValueID(index: values.count - 1)
  }

  /// Whether a value outlives its last reader, as the program's output does.
  func isKept(_ value: ValueID) -> Bool { values[value.index].storage != .arena }
}
