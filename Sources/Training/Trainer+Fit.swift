public import Data
import Execution
import Models
public import Tensors

/// Training over epochs.
extension Trainer {
  /// Goes through `data` in batches, `options.epochs` times.
  ///
  /// `progress` is called after every batch, and with the epoch's record after every epoch. It may read the model as the
  /// last step left it, by `evaluate`, `predict` or `tensor`, as to measure every hundred steps; it must not train or
  /// change it. What it throws ends the call.
  /// The order of the rows depends on the seed and the epoch's number alone, so that a second call goes on where the first
  /// ended.
  /// Throws: as `trainOnBatch`; `cancelled` when `progress` says so: the model stays as the last step left it.
  @discardableResult
  public func fit(
    _ data: Dataset, options: FitOptions = FitOptions(),
    progress: ((FitProgress) throws(NormKitError) -> FitSignal)? = nil
  ) throws(NormKitError) -> History {
    try options.check(loss)
    try check(data, "Trainer.fit")
    if let validation = options.validation { try check(validation, "Trainer.fit: validation data") }
    let order = try BatchOrder(
      count: data.count, batchSize: options.batchSize, lastBatch: options.lastBatch,
      seed: options.shuffle ? options.shuffleSeed ?? model.seed : nil)
    guard batchesCompleted < order.batchCount else {
      throw NormKitError(
        .state,
        "Trainer.fit: the checkpoint stands after batch \(batchesCompleted) of an epoch, which has only "
          + "\(order.batchCount) with these data and options")
    }
    if let rule = options.diagnosis { try model.checkDiagnosis(rule.data, options.batchSize) }
    try preparePlans(order, data)
    var history = History()
    var best = try options.earlyStopping.map { (rule) throws(NormKitError) in try BestEpoch(rule, model: model) }
    epochs: for epoch in 0..<options.epochs {
      let record: History.Epoch
      switch try runEpoch(epoch, data, order, options, &history, progress) {
      case .stopped:
        history.end = .stopped
        break epochs
      case .finished(let finished): record = finished
      }
      history.epochs.append(record)
      let signal = try progress?(finished(record, epoch, order, options)) ?? .proceed
      let wantsMore = best?.wantsMore(after: record, index: epoch) ?? true
      if signal == .cancel { throw Self.cancelled(epoch) }
      if signal == .stop || !wantsMore {
        history.end = signal == .stop ? .stopped : .earlyStopping
        break
      }
    }
    history.bestEpoch = best?.index
    best?.restore()
    return history
  }

  /// Makes the plans of both batch sizes before the first step, so that what cannot be run fails before anything moves.
  private func preparePlans(_ order: BatchOrder, _ data: Dataset) throws(NormKitError) {
    let sizes = Set([order.batch(0).count, order.batch(order.batchCount - 1).count])
    for size in sizes {
      _ = try model.plan(.training, batchSize: size, loss: function(for: data), form: model.form(for: data))
    }
  }

  private enum EpochResult {
    case finished(History.Epoch)
    case stopped
  }

  private func runEpoch(
    _ epoch: Int, _ data: Dataset, _ order: BatchOrder, _ options: FitOptions, _ history: inout History,
    _ progress: ((FitProgress) throws(NormKitError) -> FitSignal)?
  ) throws(NormKitError) -> EpochResult {
    order.begin(epoch: epochsCompleted)
    var sum = MetricSum()
    trainingMeters.reset()
    let function = function(for: data)
    let form = model.form(for: data)
    let first = batchesCompleted
    batchesCompleted = 0
    for batch in first..<order.batchCount {
      let rows = order.batch(batch)
      let plan = try model.plan(.training, batchSize: rows.count, loss: function, form: form)
      guard let inputs = plan.input.baseAddress else { continue }
      data.gather(
        rows: rows, inputs: inputs, labels: plan.labels.baseAddress, values: plan.targets.baseAddress,
        weights: plan.sampleWeights.baseAddress)
      data.gatherMarks(rows: rows, sets: plan.sampleSets.baseAddress, mask: plan.mask.baseAddress)
      try step(plan)
      sum.add(MetricSum(plan))
      trainingMeters.add(plan)
      if let rule = options.checkpoint, iterations % rule.steps == 0 {
        let isLast = batch + 1 == order.batchCount
        try save(
          to: rule.path, epochsCompleted: isLast ? epochsCompleted + 1 : epochsCompleted,
          batchesCompleted: isLast ? 0 : batch + 1)
      }
      if let rule = options.diagnosis, iterations % rule.steps == 0 {
        history.diagnoses.append(try diagnose(rule.data, batchSize: options.batchSize))
      }
      let now = FitProgress(
        epoch: epoch, epochs: options.epochs, batch: batch + 1, batchCount: order.batchCount,
        training: sum.metrics(loss, trainingMeters))
      switch try progress?(now) ?? .proceed {
      case .proceed: continue
      case .stop: return .stopped
      case .cancel: throw Self.cancelled(epoch)
      }
    }
    let training = sum.metrics(loss, trainingMeters)
    let validation = try options.validation.map { (data) throws(NormKitError) in
      try measure(data, batchSize: max(options.batchSize, 256), statistics: options.validationStatistics)
    }
    defer { epochsCompleted += 1 }
    return .finished(
      History.Epoch(
        epoch: epochsCompleted, training: training, validation: validation,
        learningRate: optimizer.learningRate(at: max(iterations - 1, 0)), warnings: model.immatureStatistics()))
  }

  private func finished(
    _ record: History.Epoch, _ epoch: Int, _ order: BatchOrder, _ options: FitOptions
  ) -> FitProgress {
    FitProgress(
      epoch: epoch, epochs: options.epochs, batch: order.batchCount, batchCount: order.batchCount,
      training: record.training, finishedEpoch: record)
  }

  private static func cancelled(_ epoch: Int) -> NormKitError {
    NormKitError(.cancelled, "Trainer.fit: cancelled by the progress callback in epoch \(epoch)")
  }
}
