// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Training and answering: compile, fit or train batch by batch, evaluate, predict.

public import CShims
internal import Data
internal import Execution
internal import Models
internal import Tensors
internal import Training

/// Readies a model for training, with an optimizer whose averages start anew. The parameters stay as they are.
///
/// NORMKIT_STATE without layers; NORMKIT_SHAPE when the loss does not fit the model's outputs.
///
/// - Parameter model: the one to train.
/// - Parameter optimizer: copied; it may be freed or changed after without effect on the model.
/// - Parameter loss: what to make small.
@c public func normkit_model_compile(
  _ model: normkit_model, _ optimizer: normkit_optimizer, _ loss: normkit_loss
) -> normkit_status {
  border {
    let loss = try Loss(loss)
    let optimizer = try optimizers.read(optimizer) { $0 }
    try models.write(model) { try $0.compile(optimizer, loss) }
  }
}

/// As normkit_model_compile, with the number that a loss may have. Later learning rates are for
/// normkit_model_set_learning_rate.
///
/// - Parameter model: the one to train.
/// - Parameter optimizer: copied; it may be freed or changed after without effect on the model.
/// - Parameter loss: what to make small.
/// - Parameter number: how much a crossentropy's targets are smoothed, from 0 to under 1: s takes t to
///   t * (1 - s) + s / classes, for the binary one to t * (1 - s) + s / 2; Huber's delta, over 0; 0 for every other loss.
@c public func normkit_model_compile_with(
  _ model: normkit_model, _ optimizer: normkit_optimizer, _ loss: normkit_loss, _ number: Float
) -> normkit_status {
  border {
    let loss = try Loss(loss)
    var options = LossOptions()
    if loss == .huber { options.delta = number } else { options.labelSmoothing = number }
    let optimizer = try optimizers.read(optimizer) { $0 }
    try models.write(model) { try $0.compile(optimizer, loss, options) }
  }
}

/// The optimizer's learning rate, before its schedule's factor.
///
/// - Parameter model: a compiled one.
/// - Parameter out_learning_rate: receives the rate.
@c public func normkit_model_learning_rate(
  _ model: normkit_model, _ out_learning_rate: UnsafeMutablePointer<Float>?
) -> normkit_status {
  border {
    let out = try required(out_learning_rate, "out_learning_rate")
    out.pointee = try models.read(model) { try $0.trainer().optimizer.learningRate }
  }
}

/// Changes the optimizer's learning rate for the steps to come; its averages go on. A schedule goes on multiplying it.
///
/// - Parameter model: a compiled one.
/// - Parameter learning_rate: over 0.
@c public func normkit_model_set_learning_rate(_ model: normkit_model, _ learning_rate: Float) -> normkit_status {
  border { try models.write(model) { try $0.trainer().setLearningRate(learning_rate) } }
}

/// Goes through the examples in batches, epoch by epoch, one training step for each batch.
///
/// A second call goes on where the first ended. With the same seed, data and options the result is the same bits,
/// whatever the number of threads.
///
/// NORMKIT_STATE before the model is compiled; NORMKIT_SHAPE or NORMKIT_INVALID_ARGUMENT when the examples do not fit the
/// model and its loss; NORMKIT_CANCELLED when the progress callback said so: the model stays as the last step left it.
///
/// - Parameter model: a compiled one.
/// - Parameter dataset: the examples, with labels or values as the loss asks for.
/// - Parameter options: how; the null handle for the defaults.
/// - Parameter out_history: receives a handle; free it with normkit_history_free. May be NULL.
@c public func normkit_model_fit(
  _ model: normkit_model, _ dataset: normkit_dataset, _ options: normkit_fit_options,
  _ out_history: UnsafeMutablePointer<normkit_history>?
) -> normkit_status {
  border {
    let history = try models.write(model) { model in
      try datasets.read(dataset) { data in
        try withSettings(options) { settings in
          let trainer = try model.trainer()
          model.run.begin()
          let progress = model.run.watching(settings.progress?.reporter(every: settings.progressInterval))
          return try trainer.fit(data, options: settings.options, progress: progress)
        }
      }
    }
    if let out_history { out_history.pointee = try histories.insert(history) }
  }
}

/// Runs `body` with the settings that a handle stands for, their datasets read and held.
private func withSettings<Result>(
  _ options: normkit_fit_options, _ body: (FitSettings) throws -> Result
) throws -> Result {
  if options.isNull { return try body(FitSettings()) }
  return try fitOptions.read(options) { settings in
    try reading(settings.validation) { validation in
      try reading(settings.diagnosis?.dataset) { diagnosed in
        var settings = settings
        settings.options.validation = validation
        settings.options.diagnosis = diagnosed.map { DiagnosisRule(data: $0, steps: settings.diagnosis?.steps ?? 1) }
        return try body(settings)
      }
    }
  }
}

/// Runs `body` with the dataset that a handle stands for, if there is one.
func reading<Result>(_ dataset: normkit_dataset?, _ body: (Dataset?) throws -> Result) throws -> Result {
  guard let dataset else { return try body(nil) }
  return try datasets.read(dataset, body)
}

/// One training step on all examples of a dataset.
///
/// To train on other examples next, overwrite the memory that the dataset views; once a number of examples has been seen
/// the call allocates nothing. Errors as normkit_model_fit.
///
/// - Parameter model: a compiled one.
/// - Parameter dataset: the batch.
/// - Parameter out_loss: receives the mean loss before the step; may be NULL.
/// - Parameter out_accuracy: receives the share of right answers before the step, not a number where the loss has none;
///   may be NULL.
@c public func normkit_model_train_on_batch(
  _ model: normkit_model, _ dataset: normkit_dataset, _ out_loss: UnsafeMutablePointer<Double>?,
  _ out_accuracy: UnsafeMutablePointer<Double>?
) -> normkit_status {
  border {
    let metrics = try models.write(model) { model in
      try datasets.read(dataset) { try model.trainer().trainOnBatch($0) }
    }
    write(metrics, out_loss, out_accuracy)
  }
}

/// Loss and accuracy over a dataset, with the weights as they are and dropout off. Errors as normkit_model_fit.
///
/// - Parameter model: a compiled one.
/// - Parameter dataset: the examples.
/// - Parameter batch_size: how many are computed at once, at least 1; 256 is a good number.
/// - Parameter statistics: which normalize. With NORMKIT_STATISTICS_BATCH the result depends on batch_size.
/// - Parameter out_loss: receives the mean loss; may be NULL.
/// - Parameter out_accuracy: receives the share of right answers, not a number where the loss has none; may be NULL.
@c public func normkit_model_evaluate(
  _ model: normkit_model, _ dataset: normkit_dataset, _ batch_size: Int64, _ statistics: normkit_statistics,
  _ out_loss: UnsafeMutablePointer<Double>?, _ out_accuracy: UnsafeMutablePointer<Double>?
) -> normkit_status {
  border {
    try checkBatchSize(batch_size)
    let source = try StatisticsSource(statistics)
    let metrics = try models.write(model) { model in
      try datasets.read(dataset) {
        try model.trainer().evaluate($0, batchSize: Int(batch_size), statistics: source)
      }
    }
    write(metrics, out_loss, out_accuracy)
  }
}

/// As normkit_model_evaluate, with a function called meanwhile; it, or normkit_model_cancel from another thread, ends it
/// with NORMKIT_CANCELLED.
///
/// - Parameter model: a compiled one.
/// - Parameter dataset: the examples.
/// - Parameter batch_size: how many are computed at once, at least 1; 256 is a good number.
/// - Parameter statistics: which normalize. With NORMKIT_STATISTICS_BATCH the result depends on batch_size.
/// - Parameter interval: seconds, at least 0: a batch that ends sooner after the last call, or the beginning, is not
///   reported, but the last batch is.
/// - Parameter progress: called after batches on this thread; may be NULL.
/// - Parameter user_data: passed to the callback.
/// - Parameter out_loss: receives the mean loss; may be NULL.
/// - Parameter out_accuracy: receives the share of right answers, not a number where the loss has none; may be NULL.
@c public func normkit_model_evaluate_with_progress(
  _ model: normkit_model, _ dataset: normkit_dataset, _ batch_size: Int64, _ statistics: normkit_statistics,
  _ interval: Double, _ progress: normkit_evaluation_callback?, _ user_data: UnsafeMutableRawPointer?,
  _ out_loss: UnsafeMutablePointer<Double>?, _ out_accuracy: UnsafeMutablePointer<Double>?
) -> normkit_status {
  border {
    try checkBatchSize(batch_size)
    guard interval >= 0 else {
      throw NormKitError(.invalidArgument, "interval must be at least 0 seconds, got \(interval)")
    }
    let source = try StatisticsSource(statistics)
    let metrics = try models.write(model) { model in
      try datasets.read(dataset) { data in
        let trainer = try model.trainer()
        var pace = Pace(interval)
        model.run.begin()
        return try trainer.evaluate(data, batchSize: Int(batch_size), statistics: source) { batch, batchCount in
          if let progress, pace.isDue || batch == batchCount {
            guard progress(Int64(batch), Int64(batchCount), user_data) == 0 else { return .cancel }
            pace.restart()
          }
          return model.run.isCancelled ? .cancel : .proceed
        }
      }
    }
    write(metrics, out_loss, out_accuracy)
  }
}

/// The model's outputs for inputs in the caller's memory. Needs no compiling.
///
/// Any number of threads may predict with one model at the same time; each answer is the same bits as alone. While a call
/// that changes the model is at work, NORMKIT_BUSY.
///
/// - Parameter model: the one to ask.
/// - Parameter inputs: [N, ...] numbers, row by row.
/// - Parameter sizes: the sizes of the inputs' axes: N, at least 1, then the model's input shape.
/// - Parameter rank: how many sizes there are.
/// - Parameter batch_size: how many examples are computed at once, at least 1; 256 is a good number.
/// - Parameter statistics: which normalize. With NORMKIT_STATISTICS_BATCH the outputs depend on batch_size.
/// - Parameter out_outputs: receives [N, ...] numbers of the model's output shape, row by row.
/// - Parameter count: how many numbers there is room for: exactly those.
@c public func normkit_model_predict(
  _ model: normkit_model, _ inputs: UnsafePointer<Float>?, _ sizes: UnsafePointer<Int64>?, _ rank: Int64,
  _ batch_size: Int64, _ statistics: normkit_statistics, _ out_outputs: UnsafeMutablePointer<Float>?, _ count: Int64
) -> normkit_status {
  border {
    let inputs = try required(inputs, "inputs")
    let (rows, sampleShape) = try requiredRows(sizes, rank)
    try checkBatchSize(batch_size)
    let source = try StatisticsSource(statistics)
    let outputs = try required(out_outputs, "out_outputs")
    try models.read(model) { model in
      let network = try model.sequential()
      guard sampleShape == network.inputShape else {
        throw NormKitError(.shape, "sizes must be N and \(network.inputShape), got \(rows) and \(sampleShape)")
      }
      try checkOutputCount(count, of: network, rows: rows)
      try network.predict(inputs, count: rows, into: outputs, batchSize: Int(batch_size), statistics: source)
    }
  }
}

/// The model's outputs for a dataset's inputs, each example normalized by the statistics set that
/// normkit_dataset_set_statistics_sets names for it. Needs no compiling; targets are not looked at.
///
/// Any number of threads may predict with one model at the same time, as with normkit_model_predict. NORMKIT_SHAPE for
/// examples of another shape than the model's input, or another count; NORMKIT_INVALID_ARGUMENT, with the example's row,
/// for a number that the model has no set for.
///
/// - Parameter model: the one to ask.
/// - Parameter dataset: the examples, at least one. A mask counts with NORMKIT_STATISTICS_BATCH alone.
/// - Parameter batch_size: how many examples are computed at once, at least 1; 256 is a good number.
/// - Parameter statistics: which normalize. With NORMKIT_STATISTICS_BATCH the outputs depend on batch_size, and a batch's
///   examples of each set are normalized among themselves.
/// - Parameter out_outputs: receives [N, ...] numbers of the model's output shape, row by row.
/// - Parameter count: how many numbers there is room for: exactly those.
@c public func normkit_model_predict_dataset(
  _ model: normkit_model, _ dataset: normkit_dataset, _ batch_size: Int64, _ statistics: normkit_statistics,
  _ out_outputs: UnsafeMutablePointer<Float>?, _ count: Int64
) -> normkit_status {
  border {
    try checkBatchSize(batch_size)
    let source = try StatisticsSource(statistics)
    let outputs = try required(out_outputs, "out_outputs")
    try models.read(model) { model in
      let network = try model.sequential()
      try datasets.read(dataset) { data in
        try checkOutputCount(count, of: network, rows: data.count)
        try network.predict(data, into: outputs, batchSize: Int(batch_size), statistics: source)
      }
    }
  }
}

private func checkOutputCount(_ count: Int64, of network: Sequential, rows: Int) throws(NormKitError) {
  let total = rows.multipliedReportingOverflow(by: network.outputShape.count)
  guard !total.overflow, total.partialValue == count else {
    throw NormKitError(
      .shape, "count must be \(rows) times that of output shape \(network.outputShape), got \(count)")
  }
}

private func write(
  _ metrics: Metrics, _ loss: UnsafeMutablePointer<Double>?, _ accuracy: UnsafeMutablePointer<Double>?
) {
  loss?.pointee = metrics.loss
  accuracy?.pointee = metrics.accuracy ?? .nan
}
