import Execution
public import Models
public import Tensors

/// What a model's plans do, in words.
extension Sequential {
  /// A training step, a line for each of its parts: what it makes of what, what was fused into it, by which algorithm.
  /// For reading: the wording may change.
  ///
  /// Throws: `invalidArgument` for a batch size below 1; `shape` when the batch overflows or the loss does not fit.
  public func trainingPlan(loss: Loss, batchSize: Int) throws(NormKitError) -> String {
    try checkBatchSize(batchSize, "Sequential.trainingPlan")
    return try program(.training, batchSize: batchSize, loss: loss.function).fused(by: fusions).listing
  }

  /// A prediction, likewise; "beforehand" stands before what is done once for each change of the weights.
  ///
  /// Throws: `invalidArgument` for a batch size below 1; `shape` when the batch overflows.
  public func inferencePlan(batchSize: Int) throws(NormKitError) -> String {
    try checkBatchSize(batchSize, "Sequential.inferencePlan")
    return try program(.inference(.running), batchSize: batchSize).fused(by: fusions).listing
  }
}
