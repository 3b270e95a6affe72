// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Metrics: what is measured besides loss and accuracy.

public import CShims
internal import Models
internal import Tensors
internal import Training

/// Has a model measure something more in training and evaluating, until it is compiled again.
///
/// NORMKIT_STATE before the model is compiled; NORMKIT_INVALID_ARGUMENT when the measure does not fit the loss.
///
/// - Parameter model: a compiled one.
/// - Parameter measure: what.
/// - Parameter number: the measure's number: k, the thresholds, or 0.
@c public func normkit_model_add_metric(
  _ model: normkit_model, _ measure: normkit_measure, _ number: Int64
) -> normkit_status {
  border {
    let metric = try Metric(measure, number)
    try models.write(model) { model in
      let trainer = try model.trainer()
      guard trainer.metrics.count < 64 else {
        throw NormKitError(.unsupported, "a model has at most 64 metrics")
      }
      try trainer.setMetrics(trainer.metrics + [metric])
    }
  }
}

/// How many metrics were added to a model.
///
/// - Parameter model: a compiled one.
/// - Parameter out_count: receives the number.
@c public func normkit_model_metric_count(
  _ model: normkit_model, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: models.read(model) { try $0.trainer().metrics.count }, to: out_count) }
}

/// The value of a metric over what normkit_model_evaluate or normkit_model_train_on_batch measured last; not a number
/// before.
///
/// - Parameter model: a compiled one.
/// - Parameter metric: its place in the order in which metrics were added, from 0.
/// - Parameter out_value: receives the value.
@c public func normkit_model_metric_value(
  _ model: normkit_model, _ metric: Int64, _ out_value: UnsafeMutablePointer<Double>?
) -> normkit_status {
  border {
    let out = try required(out_value, "out_value")
    out.pointee = try models.read(model) { model in
      let trainer = try model.trainer()
      return trainer.measured(try checkedPlace(metric, of: trainer.metrics.count))
    }
  }
}

/// The values of an added metric in a history, one for each epoch. NORMKIT_STATE when it was not measured.
///
/// - Parameter history: the one to ask.
/// - Parameter metric: its place in the order in which metrics were added, from 0.
/// - Parameter of_validation: true for those of the validation dataset, false for those of training.
/// - Parameter out_values: receives [count] numbers.
/// - Parameter count: how many numbers there is room for: exactly as many as epochs.
@c public func normkit_history_metric_values(
  _ history: normkit_history, _ metric: Int64, _ of_validation: Bool, _ out_values: UnsafeMutablePointer<Double>?,
  _ count: Int64
) -> normkit_status {
  border {
    let out = try required(out_values, "out_values")
    try histories.read(history) { history in
      guard count == history.epochs.count else {
        throw NormKitError(.shape, "count must be \(history.epochs.count), one for each epoch, got \(count)")
      }
      for (index, epoch) in history.epochs.enumerated() {
        guard let metrics = of_validation ? epoch.validation : epoch.training else {
          throw NormKitError(.state, "nothing was measured on a validation dataset")
        }
        out[index] = metrics.measured[try checkedPlace(metric, of: metrics.measured.count)]
      }
    }
  }
}

/// Throws: `invalidArgument` for a place where no metric is.
private func checkedPlace(_ metric: Int64, of count: Int) throws(NormKitError) -> Int {
  guard metric >= 0, metric < count else {
    throw NormKitError(.invalidArgument, "metric must be in 0..<\(count), the metrics added, got \(metric)")
  }
  return Int(metric)
}
