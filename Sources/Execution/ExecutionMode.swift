/// What a program is for: it decides which steps a layer lowers itself into.
package enum ExecutionMode: Hashable, Sendable {
  /// Forward, loss, backward; batch statistics, dropout on.
  case training
  /// Forward only; dropout off.
  case inference(StatisticsSource)

  package var isTraining: Bool { self == .training }
  package var isInference: Bool { !isTraining }
}

/// Which statistics normalize when a model is not training.
public enum StatisticsSource: Hashable, Sendable, CaseIterable {
  /// The averages kept during training: what a deployed model uses.
  case running
  /// Those of the very batch being evaluated: what training saw.
  case batch
}
