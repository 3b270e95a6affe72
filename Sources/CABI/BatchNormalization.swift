// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Batch normalization: which statistics normalize, whether they are updated, and whether gamma and beta learn are three
// switches of their own.

public import CShims
internal import Execution
internal import Layers
internal import Models
internal import Tensors

/// Gives batch normalization PyTorch's meaning and defaults in place of Keras's.
///
/// Momentum .9 (PyTorch's .1 is the weight of the new value), epsilon 1e-5, an unbiased running variance, and training on
/// one value a channel is an error. Setters may change each after.
///
/// - Parameter layer: batch normalization, at any time.
@c public func normkit_batch_normalization_use_torch_defaults(_ layer: normkit_layer) -> normkit_status {
  border {
    let torch = BatchNormalization.torch()
    try configure(layer, as: BatchNormalization.self, .always) {
      $0.momentum = torch.momentum
      $0.epsilon = torch.epsilon
      $0.averaging = torch.averaging
      $0.unbiasedVariance = torch.unbiasedVariance
      $0.requiresSeveralValues = torch.requiresSeveralValues
    }
  }
}

/// The weight of the old average when a batch's statistics are averaged in; .99 by default.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter momentum: 0 to 1, in Keras's sense: 1 minus PyTorch's.
@c public func normkit_batch_normalization_set_momentum(
  _ layer: normkit_layer, _ momentum: Double
) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .always) { $0.momentum = momentum } }
}

/// What is added to the variance before its root is taken; .001 by default.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter epsilon: over 0.
@c public func normkit_batch_normalization_set_epsilon(_ layer: normkit_layer, _ epsilon: Double) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .always) { $0.epsilon = epsilon } }
}

/// Whether beta is learned and added; true by default.
///
/// - Parameter layer: batch normalization of a model not yet compiled or used.
/// - Parameter center: false for no beta.
@c public func normkit_batch_normalization_set_center(_ layer: normkit_layer, _ center: Bool) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .beforeUse) { $0.center = center } }
}

/// Whether gamma is learned and multiplied by; true by default.
///
/// - Parameter layer: batch normalization of a model not yet compiled or used.
/// - Parameter scale: false for no gamma.
@c public func normkit_batch_normalization_set_scale(_ layer: normkit_layer, _ scale: Bool) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .beforeUse) { $0.scale = scale } }
}

/// How the running statistics follow the batches'; NORMKIT_AVERAGING_EXPONENTIAL by default.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter averaging: which.
@c public func normkit_batch_normalization_set_averaging(
  _ layer: normkit_layer, _ averaging: normkit_averaging
) -> normkit_status {
  border {
    let averaging = try BatchNormalization.Averaging(averaging)
    try configure(layer, as: BatchNormalization.self, .always) { $0.averaging = averaging }
  }
}

/// Whether the running variance is the unbiased one, the sum of squares over m - 1 in place of m; false by default.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter unbiased: true for PyTorch's way.
@c public func normkit_batch_normalization_set_unbiased_variance(
  _ layer: normkit_layer, _ unbiased: Bool
) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .always) { $0.unbiasedVariance = unbiased } }
}

/// Whether training on one value a channel is an error (NORMKIT_SHAPE), as in PyTorch; false by default: y = beta.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter required: true to make it an error.
@c public func normkit_batch_normalization_set_requires_several_values(
  _ layer: normkit_layer, _ required: Bool
) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .always) { $0.requiresSeveralValues = required } }
}

/// Whose statistics normalize in training; NORMKIT_STATISTICS_BATCH by default.
///
/// NORMKIT_STATISTICS_RUNNING, no updates and not trainable together are Keras's frozen layer.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter statistics: which.
@c public func normkit_batch_normalization_set_statistics(
  _ layer: normkit_layer, _ statistics: normkit_statistics
) -> normkit_status {
  border {
    let usesBatch = try StatisticsSource(statistics) == .batch
    try configure(layer, as: BatchNormalization.self, .always) { $0.statistics = usesBatch ? .batch : .running }
  }
}

/// Whether training moves the running statistics; true by default.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter updates: false to hold them still.
@c public func normkit_batch_normalization_set_updates_statistics(
  _ layer: normkit_layer, _ updates: Bool
) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .always) { $0.updatesStatistics = updates } }
}

/// The axis that has a mean and a variance for each place; -1, the last one, by default.
///
/// Any other costs two copies of the data forward and two backward.
///
/// - Parameter layer: batch normalization of a model not yet compiled or used.
/// - Parameter axis: counted as Keras counts, with the batch as axis 0; or from the end, below 0.
@c public func normkit_batch_normalization_set_axis(_ layer: normkit_layer, _ axis: Int64) -> normkit_status {
  border { try configure(layer, as: BatchNormalization.self, .beforeUse) { $0.axis = Int(axis) } }
}

/// How many examples have their statistics taken together in training: ghost batches (Hoffer et al. 2017); all by default.
///
/// The averages move once a step, by the mean of the ghost batches' statistics. Not with masks or mixed sets.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter size: at least 1; 0 for the whole batch.
@c public func normkit_batch_normalization_set_virtual_batch_size(
  _ layer: normkit_layer, _ size: Int64
) -> normkit_status {
  border {
    try configure(layer, as: BatchNormalization.self, .always) { $0.virtualBatchSize = size == 0 ? nil : Int(size) }
  }
}

/// Lets training normalize as inference will, but for limits that are widened little by little: batch renormalization
/// (Ioffe 2017). Each limit rises on a straight line between two updates of the running statistics.
///
/// The paper: r from 1 to 3 between updates 5000 and 40000, d from 0 to 5 between 5000 and 25000.
///
/// - Parameter layer: batch normalization, at any time.
/// - Parameter r_from: the limit of r at first, at least 1.
/// - Parameter r_to: in the end, at least 1. With 1 and 1 for r, 0 and 0 for d, there is none.
/// - Parameter r_begin: the update at which r's limit begins to rise.
/// - Parameter r_end: the update from which on it is r_to, not before r_begin.
/// - Parameter d_from: the limit of |d| at first, at least 0.
/// - Parameter d_to: in the end, at least 0.
/// - Parameter d_begin: the update at which d's limit begins to rise.
/// - Parameter d_end: the update from which on it is d_to, not before d_begin.
@c public func normkit_batch_normalization_set_renormalization(
  _ layer: normkit_layer, _ r_from: Double, _ r_to: Double, _ r_begin: Int64, _ r_end: Int64, _ d_from: Double,
  _ d_to: Double, _ d_begin: Int64, _ d_end: Int64
) -> normkit_status {
  border {
    let isNone = r_from == 1 && r_to == 1 && d_from == 0 && d_to == 0
    let limits = Renormalization(
      rMax: .init(from: r_from, to: r_to, begin: Int(r_begin), end: Int(r_end)),
      dMax: .init(from: d_from, to: d_to, begin: Int(d_begin), end: Int(d_end)))
    try configure(layer, as: BatchNormalization.self, .always) { $0.renormalization = isNone ? nil : limits }
  }
}

/// How gamma starts; NORMKIT_INITIALIZER_ONES by default.
///
/// - Parameter layer: batch normalization of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_batch_normalization_set_gamma_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configure(layer, as: BatchNormalization.self, .beforeUse) { $0.gammaInitializer = initializer }
  }
}

/// How beta starts; NORMKIT_INITIALIZER_ZEROS by default.
///
/// - Parameter layer: batch normalization of a model not yet compiled or used.
/// - Parameter initializer: which.
/// - Parameter number: what the initializer says of it; 0 where it has no number.
@c public func normkit_batch_normalization_set_beta_initializer(
  _ layer: normkit_layer, _ initializer: normkit_initializer, _ number: Float
) -> normkit_status {
  border {
    let initializer = try Initializer(initializer, number)
    try configure(layer, as: BatchNormalization.self, .beforeUse) { $0.betaInitializer = initializer }
  }
}

/// How many batches the running statistics have averaged.
///
/// At momentum .99, 37 % of the start is still in plain exponential averages after 100 batches.
///
/// - Parameter layer: batch normalization.
/// - Parameter out_count: receives the number.
@c public func normkit_batch_normalization_update_count(
  _ layer: normkit_layer, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let out = try required(out_count, "out_count")
    out.pointee = try models.read(layer.model) { model in
      let kind = type(of: try model.layer(at: Int(layer.layer))).kind
      let network = try model.sequential()
      guard let count = network.statisticsUpdates(of: try model.name(of: Int(layer.layer))) else {
        throw NormKitError(.invalidArgument, "the layer must be a batch_normalization, it is a \(kind)")
      }
      return Int64(count)
    }
  }
}
