// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Diagnoses: what every layer does with given examples, in numbers, and what is wrong, in sentences.

public import CShims
internal import Execution
internal import Tensors
internal import Training

extension normkit_diagnosis: Handle {
  static var noun: StaticString { "diagnosis" }
}

let diagnoses = HandleTable<normkit_diagnosis, Diagnosis>()

/// Looks at every layer of a model while it works on a dataset; weights, statistics and optimizer stay as they are.
///
/// Where the model is compiled and the dataset has the targets of its loss, losses and gradients are looked at, too.
/// NORMKIT_SHAPE or NORMKIT_INVALID_ARGUMENT when the examples do not fit.
///
/// - Parameter model: the one to look at.
/// - Parameter dataset: some hundred to some thousand examples of the kind that is trained on.
/// - Parameter batch_size: how many are computed at once, at least 1: their own statistics are compared with the running
///   ones.
/// - Parameter out_diagnosis: receives a handle; free it with normkit_diagnosis_free.
@c public func normkit_model_diagnose(
  _ model: normkit_model, _ dataset: normkit_dataset, _ batch_size: Int64,
  _ out_diagnosis: UnsafeMutablePointer<normkit_diagnosis>?
) -> normkit_status {
  border {
    let out = try required(out_diagnosis, "out_diagnosis")
    try checkBatchSize(batch_size)
    let diagnosis = try models.write(model) { model in
      try datasets.read(dataset) { data in
        guard model.isCompiled else { return try model.sequential().diagnose(data, batchSize: Int(batch_size)) }
        return try model.trainer().diagnose(data, batchSize: Int(batch_size))
      }
    }
    out.pointee = try diagnoses.insert(diagnosis)
  }
}

/// How many warnings there are about a model as it is: batch norms whose running statistics are followed in training and
/// still partly their start.
///
/// - Parameter model: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_model_warning_count(
  _ model: normkit_model, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: models.write(model) { try $0.sequential().immatureStatistics().count }, to: out_count) }
}

/// One of the warnings about a model: the layer and a sentence with its numbers and what to do.
///
/// - Parameter model: the one to ask.
/// - Parameter place: the warning's number, from 0.
/// - Parameter out_text: receives the text and a zero; may be NULL when capacity is 0, to ask for out_length alone.
/// - Parameter capacity: how many bytes there is room for.
/// - Parameter out_length: receives how many bytes the text and its zero have; may be NULL.
@c public func normkit_model_warning(
  _ model: normkit_model, _ place: Int64, _ out_text: UnsafeMutablePointer<CChar>?, _ capacity: Int64,
  _ out_length: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let warnings = try models.write(model) { try $0.sequential().immatureStatistics() }
    try write("\(element(place, of: warnings))", to: out_text, capacity: capacity, length: out_length)
  }
}

/// Whether every run of a model looks for numbers that are infinite or none, in what goes into each layer and comes out,
/// forward and backward; false by default.
///
/// A call that meets one returns NORMKIT_STATE, with the layer, the channel and the sample in its text, and the model stays
/// as it was. Runs are slower and take more memory. Files do not remember it.
///
/// - Parameter model: the one to watch.
/// - Parameter checks: true to look.
@c public func normkit_model_set_check_numerics(_ model: normkit_model, _ checks: Bool) -> normkit_status {
  border { try models.write(model) { try $0.sequential().checksNumerics = checks } }
}

/// When a diagnosis was made, and of how much.
///
/// - Parameter diagnosis: the one to ask.
/// - Parameter out_step: receives how many training steps had been done; may be NULL.
/// - Parameter out_examples: receives how many examples were looked at; may be NULL.
@c public func normkit_diagnosis_step(
  _ diagnosis: normkit_diagnosis, _ out_step: UnsafeMutablePointer<Int64>?, _ out_examples: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try diagnoses.read(diagnosis) { diagnosis in
      out_step?.pointee = Int64(diagnosis.step)
      out_examples?.pointee = Int64(diagnosis.samples)
    }
  }
}

/// Loss and accuracy over the examples by either statistics; not a number where there is no loss, or it has no right
/// answers.
///
/// - Parameter diagnosis: the one to ask.
/// - Parameter statistics: whose mean and variance normalized: the batches' own, or the running ones.
/// - Parameter out_loss: receives the mean loss; may be NULL.
/// - Parameter out_accuracy: receives the share of right answers; may be NULL.
@c public func normkit_diagnosis_metrics(
  _ diagnosis: normkit_diagnosis, _ statistics: normkit_statistics, _ out_loss: UnsafeMutablePointer<Double>?,
  _ out_accuracy: UnsafeMutablePointer<Double>?
) -> normkit_status {
  border {
    let source = try StatisticsSource(statistics)
    try diagnoses.read(diagnosis) { diagnosis in
      let metrics = source == .batch ? diagnosis.batch : diagnosis.running
      out_loss?.pointee = metrics?.loss ?? .nan
      out_accuracy?.pointee = metrics?.accuracy ?? .nan
    }
  }
}

/// How many layers a diagnosis tells of: all of the model's, those in residual blocks after their block.
///
/// - Parameter diagnosis: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_diagnosis_layer_count(
  _ diagnosis: normkit_diagnosis, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: diagnoses.read(diagnosis) { $0.layers.count }, to: out_count) }
}

/// The name of one of the layers, with those of the blocks that it is in.
///
/// - Parameter diagnosis: the one to ask.
/// - Parameter place: the layer's number, from 0.
/// - Parameter out_name: receives the name and a zero.
/// - Parameter capacity: how many bytes there is room for.
@c public func normkit_diagnosis_layer_name(
  _ diagnosis: normkit_diagnosis, _ place: Int64, _ out_name: UnsafeMutablePointer<CChar>?, _ capacity: Int64
) -> normkit_status {
  border {
    try diagnoses.read(diagnosis) { try write($0.layer(place).name, to: out_name, capacity: capacity, "out_name") }
  }
}

/// The kind of one of the layers, such as "dense".
///
/// - Parameter diagnosis: the one to ask.
/// - Parameter place: the layer's number, from 0.
/// - Parameter out_kind: receives the kind and a zero.
/// - Parameter capacity: how many bytes there is room for; 32 will do.
@c public func normkit_diagnosis_layer_kind(
  _ diagnosis: normkit_diagnosis, _ place: Int64, _ out_kind: UnsafeMutablePointer<CChar>?, _ capacity: Int64
) -> normkit_status {
  border {
    try diagnoses.read(diagnosis) { try write($0.layer(place).kind, to: out_kind, capacity: capacity, "out_kind") }
  }
}

/// The numbers of one quantity of one layer: one, one for each channel, or none where the quantity does not apply.
///
/// - Parameter diagnosis: the one to ask.
/// - Parameter place: the layer's number, from 0.
/// - Parameter quantity: which.
/// - Parameter out_values: receives the numbers; may be NULL when capacity is 0, to ask for out_count alone.
/// - Parameter capacity: how many numbers there is room for.
/// - Parameter out_count: receives how many numbers there are.
@c public func normkit_diagnosis_values(
  _ diagnosis: normkit_diagnosis, _ place: Int64, _ quantity: normkit_quantity,
  _ out_values: UnsafeMutablePointer<Double>?, _ capacity: Int64, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let count = try required(out_count, "out_count")
    try diagnoses.read(diagnosis) { diagnosis in
      let values = try diagnosis.layer(place).values(of: quantity)
      if capacity != 0 || out_values != nil {
        let out = try required(out_values, "out_values")
        guard values.count <= capacity else {
          throw NormKitError(.shape, "capacity must be at least \(values.count), got \(capacity)")
        }
        for (index, value) in values.enumerated() { out[index] = value }
      }
      count.pointee = Int64(values.count)
    }
  }
}

/// How many things a diagnosis finds wrong.
///
/// - Parameter diagnosis: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_diagnosis_finding_count(
  _ diagnosis: normkit_diagnosis, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: diagnoses.read(diagnosis) { $0.findings.count }, to: out_count) }
}

/// One thing that is wrong: what it is about, where, and a sentence with the numbers and what to do.
///
/// - Parameter diagnosis: the one to ask.
/// - Parameter place: the finding's number, from 0; the first is to be looked at first.
/// - Parameter out_finding: receives what it is about; may be NULL.
/// - Parameter out_layer: receives the layer's number, -1 for the whole model; may be NULL.
/// - Parameter out_text: receives the sentence and a zero; may be NULL when capacity is 0, to ask for out_length alone.
/// - Parameter capacity: how many bytes there is room for.
/// - Parameter out_length: receives how many bytes the sentence and its zero have; may be NULL.
@c public func normkit_diagnosis_finding(
  _ diagnosis: normkit_diagnosis, _ place: Int64, _ out_finding: UnsafeMutablePointer<normkit_finding>?,
  _ out_layer: UnsafeMutablePointer<Int64>?, _ out_text: UnsafeMutablePointer<CChar>?, _ capacity: Int64,
  _ out_length: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try diagnoses.read(diagnosis) { diagnosis in
      let finding = try element(place, of: diagnosis.findings)
      if capacity != 0 || out_text != nil || out_length != nil {
        try write(finding.advice, to: out_text, capacity: capacity, length: out_length)
      }
      out_finding?.pointee = normkit_finding(rawValue: UInt32(finding.kind.rawValue))
      let layer = finding.layer.flatMap { name in diagnosis.layers.firstIndex { $0.name == name } }
      out_layer?.pointee = Int64(layer ?? -1)
    }
  }
}

/// Frees a diagnosis.
///
/// - Parameter diagnosis: a handle that nobody will use again; the null handle is nothing to free.
@c public func normkit_diagnosis_free(_ diagnosis: normkit_diagnosis) -> normkit_status {
  border(frees: true) { try diagnoses.remove(diagnosis) }
}

extension Diagnosis {
  /// Throws: `invalidArgument` for a number that is no layer's.
  fileprivate func layer(_ place: Int64) throws(NormKitError) -> Layer { try element(place, of: layers) }
}

extension Diagnosis.Layer {
  /// The numbers of a quantity. Throws: `invalidArgument` for a number that is no quantity.
  fileprivate func values(of quantity: normkit_quantity) throws(NormKitError) -> [Double] {
    switch quantity {
    case NORMKIT_QUANTITY_OUTPUT_NORM: [outputNorm]
    case NORMKIT_QUANTITY_GRADIENT_NORM: gradientNorm.map { [$0] } ?? []
    case NORMKIT_QUANTITY_WEIGHT_NORM: weightNorm.map { [$0] } ?? []
    case NORMKIT_QUANTITY_WEIGHT_GRADIENT_NORM: weightGradientNorm.map { [$0] } ?? []
    case NORMKIT_QUANTITY_INPUT_PERCENTILES: inputPercentiles
    case NORMKIT_QUANTITY_NON_FINITE_CHANNELS: nonFiniteChannels.map(Double.init)
    default: try normalizationValues(of: quantity)
    }
  }

  private func normalizationValues(of quantity: normkit_quantity) throws(NormKitError) -> [Double] {
    let found = normalization
    return switch quantity {
    case NORMKIT_QUANTITY_UPDATES: found.map { [Double($0.updates)] } ?? []
    case NORMKIT_QUANTITY_START_SHARE: found.map { [$0.startShare] } ?? []
    case NORMKIT_QUANTITY_GAP: found.map { [$0.gap] } ?? []
    case NORMKIT_QUANTITY_MEAN_DRIFT: found?.meanDrift.map { [$0] } ?? []
    case NORMKIT_QUANTITY_VARIANCE_DRIFT: found?.varianceDrift.map { [$0] } ?? []
    case NORMKIT_QUANTITY_RUNNING_MEAN: found?.runningMean ?? []
    case NORMKIT_QUANTITY_RUNNING_VARIANCE: found?.runningVariance ?? []
    case NORMKIT_QUANTITY_RECALIBRATED_MEAN: found?.recalibratedMean ?? []
    case NORMKIT_QUANTITY_RECALIBRATED_VARIANCE: found?.recalibratedVariance ?? []
    case NORMKIT_QUANTITY_CONSTANT_CHANNELS: found?.constantChannels.map(Double.init) ?? []
    default: try unitValues(of: quantity)
    }
  }

  private func unitValues(of quantity: normkit_quantity) throws(NormKitError) -> [Double] {
    switch quantity {
    case NORMKIT_QUANTITY_UNITS: units.map { [Double($0.count)] } ?? []
    case NORMKIT_QUANTITY_DEAD_UNITS: units?.dead.map(Double.init) ?? []
    case NORMKIT_QUANTITY_SATURATED_UNITS: units?.saturated.map(Double.init) ?? []
    case NORMKIT_QUANTITY_ZERO_SHARE: units.map { [$0.zeroShare] } ?? []
    case NORMKIT_QUANTITY_SATURATED_SHARE: units.map { [$0.saturatedShare] } ?? []
    default: throw unknown("quantity", quantity.rawValue)
    }
  }
}
