// swift-format-ignore-file: AlwaysUseLowerCamelCase
// How to fit: made with Keras's defaults, set, and good for any number of calls of normkit_model_fit.

public import CShims
internal import Data
internal import Execution
internal import Tensors
internal import Training

extension normkit_fit_options: Handle {
  static var noun: StaticString { "fit options" }
}

let fitOptions = HandleTable<normkit_fit_options, FitSettings>()

/// What a fit_options handle stands for. The validation data stays a handle, so that it cannot outlive its memory.
struct FitSettings {
  var options = FitOptions()
  var validation: normkit_dataset?
  var diagnosis: (dataset: normkit_dataset, steps: Int)?
  var progress: ProgressCallback?
  /// Seconds between two calls of `progress` within an epoch.
  var progressInterval = 0.0
}

/// Makes options: 1 epoch of shuffled batches of 32, the last one smaller, nothing to validate with or to stop early.
///
/// - Parameter out_options: receives the handle; free it with normkit_fit_options_free.
@c public func normkit_fit_options_create(
  _ out_options: UnsafeMutablePointer<normkit_fit_options>?
) -> normkit_status {
  border { try required(out_options, "out_options").pointee = try fitOptions.insert(FitSettings()) }
}

/// How often to go through the examples; 1 by default.
///
/// - Parameter options: those to change.
/// - Parameter epochs: at least 1.
@c public func normkit_fit_options_set_epochs(_ options: normkit_fit_options, _ epochs: Int64) -> normkit_status {
  border {
    guard epochs >= 1 else { throw NormKitError(.invalidArgument, "epochs must be at least 1, got \(epochs)") }
    try fitOptions.update(options) { $0.options.epochs = Int(epochs) }
  }
}

/// How many examples make a training step; 32 by default.
///
/// - Parameter options: those to change.
/// - Parameter batch_size: at least 1.
@c public func normkit_fit_options_set_batch_size(
  _ options: normkit_fit_options, _ batch_size: Int64
) -> normkit_status {
  border {
    try checkBatchSize(batch_size)
    try fitOptions.update(options) { $0.options.batchSize = Int(batch_size) }
  }
}

/// Whether every epoch has an order of its own; true by default.
///
/// - Parameter options: those to change.
/// - Parameter shuffle: false to take the examples in their order.
@c public func normkit_fit_options_set_shuffle(_ options: normkit_fit_options, _ shuffle: Bool) -> normkit_status {
  border { try fitOptions.update(options) { $0.options.shuffle = shuffle } }
}

/// What the orders come from, in place of the model's seed.
///
/// - Parameter options: those to change.
/// - Parameter seed: the same one gives the same orders.
@c public func normkit_fit_options_set_shuffle_seed(_ options: normkit_fit_options, _ seed: UInt64) -> normkit_status {
  border { try fitOptions.update(options) { $0.options.shuffleSeed = seed } }
}

/// What happens to the examples that do not fill a batch; NORMKIT_LAST_BATCH_KEEP by default.
///
/// - Parameter options: those to change.
/// - Parameter last_batch: which.
@c public func normkit_fit_options_set_last_batch(
  _ options: normkit_fit_options, _ last_batch: normkit_last_batch
) -> normkit_status {
  border {
    let policy = try LastBatchPolicy(last_batch)
    try fitOptions.update(options) { $0.options.lastBatch = policy }
  }
}

/// Measures loss and accuracy on other examples after every epoch.
///
/// - Parameter options: those to change.
/// - Parameter validation: the examples, which must not be freed before the fit; the null handle for none.
/// - Parameter statistics: which normalize meanwhile; NORMKIT_STATISTICS_RUNNING is what a deployed model uses.
@c public func normkit_fit_options_set_validation(
  _ options: normkit_fit_options, _ validation: normkit_dataset, _ statistics: normkit_statistics
) -> normkit_status {
  border {
    let source = try StatisticsSource(statistics)
    if !validation.isNull { try datasets.read(validation) { _ in } }
    try fitOptions.update(options) {
      $0.validation = validation.isNull ? nil : validation
      $0.options.validationStatistics = source
    }
  }
}

/// Ends training when a metric has not improved for a while (Keras's EarlyStopping).
///
/// - Parameter options: those to change.
/// - Parameter monitor: a loss, which should fall, or an accuracy, which should rise.
/// - Parameter patience: epochs without improvement after which training ends, at least 0.
/// - Parameter minimum_delta: only a change of more than this is an improvement; at least 0.
/// - Parameter restore_best: true to put the weights and running statistics of the best epoch back at the end.
@c public func normkit_fit_options_set_early_stopping(
  _ options: normkit_fit_options, _ monitor: normkit_metric, _ patience: Int64, _ minimum_delta: Double,
  _ restore_best: Bool
) -> normkit_status {
  border {
    let monitor = try EarlyStopping.Monitor(monitor)
    guard patience >= 0, minimum_delta >= 0, minimum_delta.isFinite else {
      throw NormKitError(
        .invalidArgument, "patience and minimum_delta must be at least 0, got \(patience) and \(minimum_delta)")
    }
    try fitOptions.update(options) {
      $0.options.earlyStopping = EarlyStopping(
        monitor: monitor, patience: Int(patience), minimumDelta: minimum_delta, restoreBestWeights: restore_best)
    }
  }
}

/// Has a function called after every batch and every epoch, which may end the training.
///
/// - Parameter options: those to change.
/// - Parameter callback: what to call, on the thread that fits; NULL for nothing.
/// - Parameter user_data: handed to the callback; may be NULL.
/// - Parameter destroy: called once with user_data when the options are freed or get another callback; may be NULL. When
///   this call fails it is not called.
@c public func normkit_fit_options_set_progress(
  _ options: normkit_fit_options, _ callback: normkit_progress_callback?, _ user_data: UnsafeMutableRawPointer?,
  _ destroy: normkit_destroy_callback?
) -> normkit_status {
  border {
    // Data to hand back is kept without a callback, too.
    let progress = callback == nil && destroy == nil ? nil : ProgressCallback(callback, user_data, destroy)
    var replaced: ProgressCallback?
    do {
      try fitOptions.update(options) {
        replaced = $0.progress
        $0.progress = progress
      }
    } catch {
      progress?.leaveToCaller()
      throw error
    }
    withExtendedLifetime(replaced) {}
  }
}

/// Has normkit_model_fit save checkpoints on its way, each in place of the one before: a crash leaves a whole one.
///
/// A checkpoint remembers its place within the epoch: the fit of the loaded model, with the same examples and options,
/// begins with the rest of that epoch, and goes on to the same bits. Early stopping begins anew.
///
/// - Parameter options: those to change.
/// - Parameter path: the file, made or replaced; NULL for none. NORMKIT_IO from the fit when it cannot be written.
/// - Parameter steps: a checkpoint after every so many steps, at least 1.
@c public func normkit_fit_options_set_checkpoint(
  _ options: normkit_fit_options, _ path: UnsafePointer<CChar>?, _ steps: Int64
) -> normkit_status {
  border {
    guard steps >= 1 else { throw NormKitError(.invalidArgument, "steps must be at least 1, got \(steps)") }
    let checkpoint = try path.map { CheckpointRule(path: try requiredText($0, "path"), steps: Int(steps)) }
    try fitOptions.update(options) { $0.options.checkpoint = checkpoint }
  }
}

/// Has normkit_model_fit diagnose the model on its way; the history keeps the diagnoses.
///
/// - Parameter options: those to change.
/// - Parameter dataset: what to look at, which must not be freed before the fit: some hundred examples, in batches of the
///   fit's size; the null handle for none.
/// - Parameter steps: a diagnosis after every so many steps, at least 1, counted over all fits.
@c public func normkit_fit_options_set_diagnosis(
  _ options: normkit_fit_options, _ dataset: normkit_dataset, _ steps: Int64
) -> normkit_status {
  border {
    guard steps >= 1 else { throw NormKitError(.invalidArgument, "steps must be at least 1, got \(steps)") }
    if !dataset.isNull { try datasets.read(dataset) { _ in } }
    try fitOptions.update(options) { $0.diagnosis = dataset.isNull ? nil : (dataset, Int(steps)) }
  }
}

/// Leaves out the calls after batches that come sooner than so many seconds after the last one; 0 by default: none.
///
/// Finished epochs are always told. For callbacks that cost more than a step, as in a language whose threads take turns.
///
/// - Parameter options: those to change.
/// - Parameter seconds: at least 0; what the callback answers takes effect that much later.
@c public func normkit_fit_options_set_progress_interval(
  _ options: normkit_fit_options, _ seconds: Double
) -> normkit_status {
  border {
    guard seconds >= 0, seconds.isFinite else {
      throw NormKitError(.invalidArgument, "seconds must be at least 0, got \(seconds)")
    }
    try fitOptions.update(options) { $0.progressInterval = seconds }
  }
}

/// Frees options.
///
/// - Parameter options: a handle that nobody will use again; the null handle is nothing to free.
@c public func normkit_fit_options_free(_ options: normkit_fit_options) -> normkit_status {
  border(frees: true) { try fitOptions.remove(options) }
}

/// Throws: `invalidArgument` for a batch size below 1.
func checkBatchSize(_ batchSize: Int64) throws(NormKitError) {
  guard batchSize >= 1 else { throw NormKitError(.invalidArgument, "batch_size must be at least 1, got \(batchSize)") }
}
