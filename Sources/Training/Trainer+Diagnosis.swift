public import Data
import Execution
public import Models
public import Tensors

/// Diagnosing: what the layers do with given data, and what is wrong.
extension Trainer {
  /// Looks at every layer while the model works on `data`, whose targets give losses and gradients where there are any.
  ///
  /// The weights, statistics and optimizer stay as they are. Samples of the kind and batches of the size that are trained
  /// on tell most.
  /// - Parameters:
  ///   - data: some hundred to some thousand samples.
  ///   - batchSize: samples computed at once, whose own statistics are compared with the running ones.
  ///   - recalibrates: whether running statistics are also compared with recalibrated ones, over all of `data`.
  ///
  /// Throws: as `evaluate`. Cost: four passes without fusion, and for `recalibrates` one up to each batch norm.
  public func diagnose(
    _ data: Dataset, batchSize: Int = 256, recalibrates: Bool = true
  ) throws(NormKitError) -> Diagnosis {
    let hasTargets = loss.function.takesLabels ? data.labelPointer != nil : data.valuePointer != nil
    guard hasTargets else {
      var diagnosis = try model.diagnose(data, batchSize: batchSize, recalibrates: recalibrates)
      diagnosis.step = iterations
      return diagnosis
    }
    try check(data, "Trainer.diagnose")
    try model.checkDiagnosis(data, batchSize)
    var run = DiagnosisRun(model, data, batchSize: batchSize)
    try run.lookAtOutputs()
    try run.lookAtGradients(function(for: data), step: iterations)
    if recalibrates { try run.recalibrate() }
    var diagnosis = Diagnosis(
      step: iterations, samples: data.count,
      batch: try sum(data, batchSize: batchSize, statistics: .batch).metrics(loss, []),
      running: try sum(data, batchSize: batchSize, statistics: .running).metrics(loss, []), layers: try run.layers(),
      findings: [])
    diagnosis.find(in: model)
    return diagnosis
  }
}

extension Sequential {
  /// The same without a loss: nothing of gradients, losses and accuracies.
  ///
  /// Throws: `shape` or `invalidArgument` when the data or the batch size does not fit; `outOfMemory`.
  public func diagnose(
    _ data: Dataset, batchSize: Int = 256, recalibrates: Bool = true
  ) throws(NormKitError) -> Diagnosis {
    try checkDiagnosis(data, batchSize)
    var run = DiagnosisRun(self, data, batchSize: batchSize)
    try run.lookAtOutputs()
    if recalibrates { try run.recalibrate() }
    var diagnosis = Diagnosis(step: 0, samples: data.count, layers: try run.layers(), findings: [])
    diagnosis.find(in: self)
    return diagnosis
  }
}

extension Sequential {
  func checkDiagnosis(_ data: Dataset, _ batchSize: Int) throws(NormKitError) {
    try checkSamples(data, batchSize, "Sequential.diagnose")
    try data.checkSets("Sequential.diagnose", count: statisticsSets.count)
  }
}
