// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Histories: what fit saw in each of its epochs, and why it ended.

public import CShims
internal import Tensors
internal import Training

extension normkit_history: Handle {
  static var noun: StaticString { "history" }
}

let histories = HandleTable<normkit_history, History>()

/// How many epochs a history tells of: those that were completed.
///
/// - Parameter history: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_history_epoch_count(
  _ history: normkit_history, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: histories.read(history) { $0.epochs.count }, to: out_count) }
}

/// Whether a metric was measured: validation metrics only with a validation dataset, accuracies only with a loss that has
/// right answers, nothing without epochs.
///
/// - Parameter history: the one to ask.
/// - Parameter metric: which.
/// - Parameter out_measured: receives true or false.
@c public func normkit_history_has_metric(
  _ history: normkit_history, _ metric: normkit_metric, _ out_measured: UnsafeMutablePointer<Bool>?
) -> normkit_status {
  border {
    let out = try required(out_measured, "out_measured")
    out.pointee = try histories.read(history) { history in
      guard let first = history.epochs.first else { return false }
      return try first.value(of: metric) != nil
    }
  }
}

/// A metric's values, one for each epoch. NORMKIT_STATE when it was not measured.
///
/// - Parameter history: the one to ask.
/// - Parameter metric: which.
/// - Parameter out_values: receives [count] numbers.
/// - Parameter count: how many numbers there is room for: exactly as many as epochs.
@c public func normkit_history_values(
  _ history: normkit_history, _ metric: normkit_metric, _ out_values: UnsafeMutablePointer<Double>?, _ count: Int64
) -> normkit_status {
  border {
    let out = try required(out_values, "out_values")
    try histories.read(history) { history in
      guard count == history.epochs.count else {
        throw NormKitError(.shape, "count must be \(history.epochs.count), one for each epoch, got \(count)")
      }
      let values = try history.epochs.map { epoch in
        guard let value = try epoch.value(of: metric) else {
          throw NormKitError(.state, "the metric was not measured; normkit_history_has_metric tells which were")
        }
        return value
      }
      for (index, value) in values.enumerated() { out[index] = value }
    }
  }
}

/// Why training ended.
///
/// - Parameter history: the one to ask.
/// - Parameter out_end: receives the reason.
@c public func normkit_history_end(
  _ history: normkit_history, _ out_end: UnsafeMutablePointer<normkit_end>?
) -> normkit_status {
  border {
    let out = try required(out_end, "out_end")
    out.pointee = try histories.read(history) { history in
      switch history.end {
      case .completed: NORMKIT_END_COMPLETED
      case .earlyStopping: NORMKIT_END_EARLY_STOPPING
      case .stopped: NORMKIT_END_STOPPED
      }
    }
  }
}

/// The epoch that early stopping found best. NORMKIT_STATE without early stopping.
///
/// - Parameter history: the one to ask.
/// - Parameter out_epoch: receives its number, from 0.
@c public func normkit_history_best_epoch(
  _ history: normkit_history, _ out_epoch: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let out = try required(out_epoch, "out_epoch")
    out.pointee = try histories.read(history) { history in
      guard let best = history.bestEpoch else { throw NormKitError(.state, "there was no early stopping") }
      return Int64(best)
    }
  }
}

/// How many warnings an epoch ended with: batch norms whose running statistics were still partly their start.
///
/// - Parameter history: the one to ask.
/// - Parameter epoch: which, from 0 in each call of fit.
/// - Parameter out_count: receives the number.
@c public func normkit_history_warning_count(
  _ history: normkit_history, _ epoch: Int64, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: histories.read(history) { try $0.warnings(of: epoch).count }, to: out_count) }
}

/// One of an epoch's warnings: the layer and a sentence with its numbers and what to do.
///
/// - Parameter history: the one to ask.
/// - Parameter epoch: which, from 0 in each call of fit.
/// - Parameter place: the warning's number, from 0.
/// - Parameter out_text: receives the text and a zero; may be NULL when capacity is 0, to ask for out_length alone.
/// - Parameter capacity: how many bytes there is room for.
/// - Parameter out_length: receives how many bytes the text and its zero have; may be NULL.
@c public func normkit_history_warning(
  _ history: normkit_history, _ epoch: Int64, _ place: Int64, _ out_text: UnsafeMutablePointer<CChar>?,
  _ capacity: Int64, _ out_length: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try histories.read(history) { history in
      let warning = try element(place, of: history.warnings(of: epoch))
      try write("\(warning)", to: out_text, capacity: capacity, length: out_length)
    }
  }
}

/// How many diagnoses a history keeps: see normkit_fit_options_set_diagnosis.
///
/// - Parameter history: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_history_diagnosis_count(
  _ history: normkit_history, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: histories.read(history) { $0.diagnoses.count }, to: out_count) }
}

/// One of a history's diagnoses, in the order of the steps.
///
/// - Parameter history: the one to ask.
/// - Parameter place: the diagnosis's number, from 0.
/// - Parameter out_diagnosis: receives a handle of its own; free it with normkit_diagnosis_free.
@c public func normkit_history_diagnosis(
  _ history: normkit_history, _ place: Int64, _ out_diagnosis: UnsafeMutablePointer<normkit_diagnosis>?
) -> normkit_status {
  border {
    let out = try required(out_diagnosis, "out_diagnosis")
    let diagnosis = try histories.read(history) { try element(place, of: $0.diagnoses) }
    out.pointee = try diagnoses.insert(diagnosis)
  }
}

/// Frees a history.
///
/// - Parameter history: a handle that nobody will use again; the null handle is nothing to free.
@c public func normkit_history_free(_ history: normkit_history) -> normkit_status {
  border(frees: true) { try histories.remove(history) }
}

extension History {
  /// Throws: `invalidArgument` for a number that is no epoch's.
  fileprivate func warnings(of epoch: Int64) throws(NormKitError) -> [Diagnosis.Finding] {
    guard epoch >= 0, epoch < epochs.count else {
      throw NormKitError(.invalidArgument, "epoch must be in 0..<\(epochs.count), got \(epoch)")
    }
    return epochs[Int(epoch)].warnings
  }
}

extension History.Epoch {
  /// The value of a metric, nil where it was not measured. Throws: `invalidArgument` for a number that is no metric.
  fileprivate func value(of metric: normkit_metric) throws(NormKitError) -> Double? {
    switch metric {
    case NORMKIT_METRIC_LOSS: training.loss
    case NORMKIT_METRIC_ACCURACY: training.accuracy
    case NORMKIT_METRIC_VALIDATION_LOSS: validation?.loss
    case NORMKIT_METRIC_VALIDATION_ACCURACY: validation?.accuracy
    case NORMKIT_METRIC_LEARNING_RATE: Double(learningRate)
    default: throw unknown("metric", metric.rawValue)
    }
  }
}
