package import Models
package import Tensors

/// The bytes that training a model takes, found by making what it needs, once, beside the model.
package struct TrainingMemory: Sendable, Hashable {
  /// Weights, gradients, running statistics.
  package let parameters: Int
  /// The optimizer's averages.
  package let optimizer: Int
  /// The plan of a training step.
  package let training: Int
  /// The plan of predicting as many samples.
  package let inference: Int

  /// Throws: as `Trainer.init`; `outOfMemory` when this machine has less than the answer.
  package init(
    of model: Sequential, optimizer: Optimizer, loss: Loss, batchSize: Int
  ) throws(NormKitError) {
    parameters = model.store.byteCount
    self.optimizer = try Self.bytes { () throws(NormKitError) in
      _ = try Trainer(model, optimizer: optimizer, loss: loss)
    }
    training = try Self.bytes { () throws(NormKitError) in
      _ = try model.freshPlan(.training, batchSize: batchSize, loss: loss.function)
    }
    inference = try Self.bytes { () throws(NormKitError) in
      _ = try model.freshPlan(.inference(.running), batchSize: batchSize)
    }
  }

  /// The most bytes of buffers that `body` has at a time.
  private static func bytes(_ body: () throws(NormKitError) -> Void) throws(NormKitError) -> Int {
    let budget = MemoryBudget()
    try budget.charging(body)
    return budget.largest
  }
}
