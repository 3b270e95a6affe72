// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Batch normalization's statistics: named sets, a set for each domain, and recalibration.

public import CShims
internal import Layers
internal import Models
internal import Tensors
internal import Training

/// Gives one batch normalization a named set of statistics beside its unnamed one, which starts at mean 0, variance 1.
///
/// - Parameter layer: batch normalization of a model not yet compiled or used; for all of a model's, at any time, there is
///   normkit_model_add_statistics_set.
/// - Parameter name: not empty, without a slash, and the layer's only one.
@c public func normkit_batch_normalization_add_statistics_set(
  _ layer: normkit_layer, _ name: UnsafePointer<CChar>?
) -> normkit_status {
  border {
    let name = try requiredText(name, "name")
    try configure(layer, as: BatchNormalization.self, .beforeUse) { $0.statisticsSets.append(name) }
  }
}

/// Whether each named set has gamma and beta of its own; false by default: they are shared.
///
/// - Parameter layer: batch normalization of a model not yet compiled or used.
/// - Parameter per_set: true for gamma and beta of each set's own.
@c public func normkit_batch_normalization_set_affine_per_set(
  _ layer: normkit_layer, _ per_set: Bool
) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .beforeUse) { $0.affinePerSet = per_set } }
}

/// Gives every batch normalization of a model a named set of statistics, which starts as a copy of the unnamed one.
///
/// Fixes the model's layers. NORMKIT_STATE where a layer's sets have gamma and beta of their own: those are named before.
///
/// - Parameter model: one with batch normalization.
/// - Parameter name: not empty, without a slash, and the model's only one.
@c public func normkit_model_add_statistics_set(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?
) -> normkit_status {
  border {
    let name = try requiredText(name, "name")
    try models.write(model) { try $0.sequential().addStatisticsSet(name) }
  }
}

/// Chooses the statistics that normalize and are followed from now on, in training and outside it. Files do not remember.
///
/// - Parameter model: the one to set.
/// - Parameter name: of a set; NULL for the unnamed one. Layers that have no set of that name use their unnamed one.
@c public func normkit_model_use_statistics_set(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?
) -> normkit_status {
  border {
    let name = try name.map { try requiredText($0, "name") }
    try models.write(model) { try $0.sequential().useStatisticsSet(name) }
  }
}

/// The name of the statistics that normkit_model_use_statistics_set chose; the empty text for the unnamed ones.
///
/// - Parameter model: the one to ask.
/// - Parameter out_name: receives the name and a zero.
/// - Parameter capacity: how many bytes there is room for.
@c public func normkit_model_statistics_set_in_use(
  _ model: normkit_model, _ out_name: UnsafeMutablePointer<CChar>?, _ capacity: Int64
) -> normkit_status {
  border {
    let name = try models.read(model) { try $0.sequential().statisticsSet ?? "" }
    try write(name, to: out_name, capacity: capacity, "out_name")
  }
}

/// How many named sets of statistics a model has.
///
/// - Parameter model: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_model_statistics_set_count(
  _ model: normkit_model, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: models.read(model) { try $0.sequential().statisticsSets.count }, to: out_count) }
}

/// The name of one of a model's sets of statistics.
///
/// - Parameter model: the one to ask.
/// - Parameter place: the set's number, from 0.
/// - Parameter out_name: receives the name and a zero.
/// - Parameter capacity: how many bytes there is room for.
@c public func normkit_model_statistics_set_name(
  _ model: normkit_model, _ place: Int64, _ out_name: UnsafeMutablePointer<CChar>?, _ capacity: Int64
) -> normkit_status {
  border {
    try models.read(model) { model in
      let name = try element(place, of: model.sequential().statisticsSets)
      try write(name, to: out_name, capacity: capacity, "out_name")
    }
  }
}

/// Recomputes the running statistics of every batch normalization over a dataset's inputs, the weights as they are.
///
/// For short trainings, whose averages are immature, after averaging weights, and, into a named set, to adapt to another
/// domain without labels. NORMKIT_CANCELLED when the callback asks to stop or cancel; NORMKIT_SHAPE where a mask does not
/// fit a layer's rows; NORMKIT_INVALID_ARGUMENT for a set that there is not, or a mask that leaves no row. Whatever fails,
/// the model is as it was.
///
/// - Parameter model: the one to recalibrate; need not be compiled.
/// - Parameter dataset: the examples; 1,000 to 10,000 suffice. Targets are not looked at, rows that are masked do not count.
/// - Parameter mode: how.
/// - Parameter batch_size: how many examples are computed at once, at least 1. With NORMKIT_RECALIBRATION_ALG2 the result
///   depends on it, and what does not fill the last batch is left out.
/// - Parameter set: the named statistics to write; NULL for those in use, or, where the dataset says which set each example
///   is of, for each of these by its own examples.
/// - Parameter progress: called after every batch on this thread; may be NULL.
/// - Parameter user_data: passed to the callback.
@c public func normkit_model_recalibrate(
  _ model: normkit_model, _ dataset: normkit_dataset, _ mode: normkit_recalibration, _ batch_size: Int64,
  _ set: UnsafePointer<CChar>?, _ progress: normkit_recalibration_callback?, _ user_data: UnsafeMutableRawPointer?
) -> normkit_status {
  border {
    try checkBatchSize(batch_size)
    let mode = try Recalibration(mode)
    let set = try set.map { try requiredText($0, "set") }
    try models.write(model) { model in
      try datasets.read(dataset) { data in
        try model.sequential().recalibrate(
          data, mode: mode, batchSize: Int(batch_size), into: set,
          progress: progress.map { progress in
            { now in progress(Int64(now.batch), Int64(now.batchCount), user_data) == 0 ? .proceed : .cancel }
          })
      }
    }
  }
}

/// Says which statistics set each example's are: 0 for the unnamed one, n for the model's n-th named one.
///
/// A batch may mix them: each set's statistics are then taken of its own rows. NORMKIT_INVALID_ARGUMENT from the call that
/// uses the dataset for a number that the model has no set for.
///
/// - Parameter dataset: the one to mark.
/// - Parameter sets: [N] numbers, viewed, not copied; NULL for none.
/// - Parameter count: how many there are: N.
@c public func normkit_dataset_set_statistics_sets(
  _ dataset: normkit_dataset, _ sets: UnsafePointer<Int32>?, _ count: Int64
) -> normkit_status {
  border {
    try datasets.update(dataset) { data in
      guard sets == nil || count == data.count else {
        throw NormKitError(.shape, "count must be \(data.count), one for each example, got \(count)")
      }
      data = data.viewing(sets: sets, mask: data.maskPointer)
    }
  }
}

/// Gives the rows of the examples a mask: where it is 0 a row is normalized but does not count for a batch's statistics,
/// as padding should not.
///
/// - Parameter dataset: the one to mask.
/// - Parameter mask: [N, rows] numbers, viewed, not copied; an example's rows are its places that have a run of channels
///   each: the product of its sizes but the last. NULL for none.
/// - Parameter count: how many numbers there are.
@c public func normkit_dataset_set_mask(
  _ dataset: normkit_dataset, _ mask: UnsafePointer<Float>?, _ count: Int64
) -> normkit_status {
  border {
    try datasets.update(dataset) { data in
      let expected = data.count.multipliedReportingOverflow(by: data.sampleShape.rows)
      guard mask == nil || !expected.overflow && count == expected.partialValue else {
        throw NormKitError(
          .shape, "count must be \(data.count) examples times \(data.sampleShape.rows) rows, got \(count)")
      }
      data = data.viewing(sets: data.setPointer, mask: mask)
    }
  }
}

extension Recalibration {
  /// Throws: `invalidArgument` for a number that is no recalibration.
  init(_ mode: normkit_recalibration) throws(NormKitError) {
    switch mode {
    case NORMKIT_RECALIBRATION_SEQUENTIAL: self = .sequential
    case NORMKIT_RECALIBRATION_ALG2: self = .alg2
    default: throw unknown("recalibration", mode.rawValue)
    }
  }
}

/// Joins this process's training to others': each worker has its own part of every batch, and all models stay equal to
/// one that trains on the joined batch.
///
/// In every training step each batch normalization's statistics are summed, twice forward, so that no digits are lost, and
/// once backward, then all gradients, each worker's weighted with its examples. All workers start from equal models and
/// make the same calls. Losses and accuracies are the worker's own. When the callback fails, the step returns NORMKIT_IO
/// and the weights stay as they were.
///
/// - Parameter model: a compiled one; compiling it anew parts it from the others.
/// - Parameter all_reduce: called on the thread that trains; NULL to train alone again.
/// - Parameter user_data: passed to the callback.
@c public func normkit_model_set_all_reduce(
  _ model: normkit_model, _ all_reduce: normkit_all_reduce_callback?, _ user_data: UnsafeMutableRawPointer?
) -> normkit_status {
  border {
    try models.write(model) { model in
      try model.trainer().synchronize(
        by: all_reduce.map { reduce in { numbers, count in reduce(numbers, Int64(count), user_data) } })
    }
  }
}
