package import NormKit

extension Net {
  /// A model of the net after so many steps on batches in the seed's order.
  ///
  /// Throws: when the net does not fit the data, or there are fewer samples than one batch.
  package func trained(
    on data: Dataset, _ optimizer: Optimizer, loss: Loss = .sparseCategoricalCrossentropy, batchSize: Int = 60,
    steps: Int, seed: UInt64
  ) throws -> Trainer {
    let model = try makeModel(inputShape: data.sampleShape, seed: seed)
    let trainer = try model.compile(optimizer: optimizer, loss: loss)
    var options = FitOptions(epochs: steps, batchSize: batchSize)
    options.lastBatch = .drop
    try trainer.fit(data, options: options) { _ in trainer.iterations < steps ? .proceed : .stop }
    return trainer
  }
}
