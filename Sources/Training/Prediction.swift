public import Data
public import Execution
public import Models
public import Tensors

/// Predicting for samples that say more than their inputs: which statistics set each is of, which of its rows count.
extension Sequential {
  /// The outputs [N, …] for the inputs of `data`, whose targets are not looked at, each sample normalized by the set that
  /// the data name for it.
  ///
  /// - Parameters:
  ///   - data: at least one sample. A mask counts with `statistics: .batch` alone.
  ///   - batchSize: samples computed at once.
  ///   - statistics: what normalizes; with `.batch` the outputs depend on the batch size, and a batch's samples of each set
  ///     are normalized among themselves.
  ///
  /// Throws: `shape` or `invalidArgument` when the data, their sets or mask or the batch size does not fit; `outOfMemory`.
  public func predict(
    _ data: Dataset, batchSize: Int = 256, statistics: StatisticsSource = .running
  ) throws(NormKitError) -> Tensor {
    let shape = try Shape([data.count] + outputShape.sizes)
    return try Tensor(shape) { (output) throws(NormKitError) in
      guard let base = output.baseAddress else { return }
      try predict(data, into: base, batchSize: batchSize, statistics: statistics)
    }
  }

  /// The same into plain memory [N, outputShape].
  package func predict(
    _ data: Dataset, into outputs: UnsafeMutablePointer<Float>, batchSize: Int, statistics: StatisticsSource
  ) throws(NormKitError) {
    try checkSamples(data, batchSize, "Sequential.predict")
    try data.checkSets("Sequential.predict", count: statisticsSets.count)
    try predict(
      count: data.count, into: outputs, batchSize: batchSize, statistics: statistics, form: form(for: data)
    ) { plan, first, rows in plan.loadInputs(data, from: first, rows: rows) }
  }
}
