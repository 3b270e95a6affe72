public import Execution
public import Tensors

/// What the model answers.
extension Sequential {
  /// The outputs [N, …outputShape] for inputs [N, …inputShape], computed in batches.
  ///
  /// May be called from several threads at once, as long as nothing changes the model meanwhile: each thread computes in
  /// memory of its own, and the weights' folded and packed copies are made once for all.
  /// Throws: `shape` when the inputs are not of the model's shape; `invalidArgument` for a batch size below 1;
  /// `outOfMemory`.
  public func predict(
    _ inputs: Tensor, batchSize: Int = 256, statistics: StatisticsSource = .running
  ) throws(NormKitError) -> Tensor {
    guard let count = inputs.shape.sizes.first, Array(inputs.shape.sizes.dropFirst()) == inputShape.sizes else {
      throw NormKitError(
        .shape, "Sequential.predict: expected inputs of shape [N] + \(inputShape), got \(inputs.shape)")
    }
    let shape = try Shape([count] + outputShape.sizes)
    return try Tensor(shape) { (output) throws(NormKitError) in
      guard let base = output.baseAddress else { return }
      try predict(inputs.pointer, count: count, into: base, batchSize: batchSize, statistics: statistics)
    }
  }

  /// The same between plain memory: `inputs` [count, inputShape], `outputs` [count, outputShape].
  package func predict(
    _ inputs: UnsafePointer<Float>, count: Int, into outputs: UnsafeMutablePointer<Float>, batchSize: Int,
    statistics: StatisticsSource
  ) throws(NormKitError) {
    try checkBatchSize(batchSize, "Sequential.predict")
    try predict(count: count, into: outputs, batchSize: batchSize, statistics: statistics) { plan, first, rows in
      plan.input.baseAddress?.update(from: inputs + first * inputShape.count, count: rows * inputShape.count)
    }
  }

  /// The same for samples that `load` puts into a plan: `rows` of them from row `first` on. `form`: what they bring beside
  /// their inputs.
  package func predict(
    count: Int, into outputs: UnsafeMutablePointer<Float>, batchSize: Int, statistics: StatisticsSource,
    form: BatchForm? = nil, load: (_ plan: Plan, _ first: Int, _ rows: Int) -> Void
  ) throws(NormKitError) {
    for first in stride(from: 0, to: count, by: batchSize) {
      let rows = min(batchSize, count - first)
      try withInferencePlan(statistics, batchSize: rows, form: form) { plan in
        load(plan, first, rows)
        plan.run()
        if let result = plan.output.baseAddress {
          (outputs + first * outputShape.count).update(from: result, count: rows * outputShape.count)
        }
      }
    }
  }

  /// That samples can be computed so many at once.
  package func checkBatchSize(_ batchSize: Int, _ function: String) throws(NormKitError) {
    guard batchSize >= 1 else {
      throw NormKitError(.invalidArgument, "\(function): batchSize must be at least 1, got \(batchSize)")
    }
  }
}
