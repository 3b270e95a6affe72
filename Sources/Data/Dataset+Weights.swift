public import Tensors

/// Samples that count for more or less than others.
extension Dataset {
  /// The same samples, the loss of each multiplied by its weight when training and measuring (Keras's sample_weight).
  ///
  /// The mean loss is still over the number of samples. Accuracy and other metrics do not weigh.
  /// Throws: `shape` unless there are as many weights as samples; `invalidArgument` naming the first that is negative,
  /// infinite or no number; `outOfMemory`.
  public func weighted(by weights: [Float]) throws(NormKitError) -> Dataset {
    guard weights.count == count else {
      throw NormKitError(
        .shape, "Dataset.weighted: expected \(count) weights, one for each sample, got \(weights.count)")
    }
    let storage = try Self.storage(rows: count, width: 1, "sample weights")
    storage.floats.update(from: weights, count: count)
    let weighted = viewing(weights: storage.floats, owner: storage)
    try weighted.checkWeights("Dataset.weighted")
    return weighted
  }

  /// The same samples with weights in memory that lives as long as `owner`, or, without one, as the caller sees to; nil
  /// for samples without weights.
  package func viewing(weights: UnsafePointer<Float>?, owner: AnyObject? = nil) -> Dataset {
    var weighted = Dataset(
      viewing: inputPointer, count: count, sampleShape: sampleShape, labels: labelPointer, values: valuePointer,
      targetShape: targetShape ?? [], weights: weights, owners: owners + [owner].compactMap { $0 })
    weighted.marks = marks
    return weighted
  }

  /// Throws: `invalidArgument` naming the first weight that is negative, infinite or no number.
  package func checkWeights(_ function: String) throws(NormKitError) {
    guard let weightPointer else { return }
    for row in 0..<count where !(weightPointer[row] >= 0) || !weightPointer[row].isFinite {
      throw NormKitError(
        .invalidArgument, "\(function): weights must be finite and at least 0, got \(weightPointer[row]) in row \(row)")
    }
  }
}
