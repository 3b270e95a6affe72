// What C's enumerations mean in Swift; a number that is none of theirs is an error.

internal import CShims
internal import Data
internal import Execution
internal import Layers
internal import Tensors
internal import Training

extension Activation.Function {
  /// Throws: `invalidArgument` for a number that is no activation.
  init(_ activation: normkit_activation) throws(NormKitError) {
    switch activation {
    case NORMKIT_ACTIVATION_LINEAR: self = .linear
    case NORMKIT_ACTIVATION_RELU: self = .relu
    case NORMKIT_ACTIVATION_SIGMOID: self = .sigmoid
    case NORMKIT_ACTIVATION_TANH: self = .tanh
    case NORMKIT_ACTIVATION_GELU: self = .gelu
    case NORMKIT_ACTIVATION_SOFTMAX: self = .softmax
    default: throw unknown("activation", activation.rawValue)
    }
  }
}

extension Initializer {
  /// Throws: `invalidArgument` for a number that is no initializer.
  init(_ initializer: normkit_initializer, _ number: Float) throws(NormKitError) {
    switch initializer {
    case NORMKIT_INITIALIZER_ZEROS: self = .zeros
    case NORMKIT_INITIALIZER_ONES: self = .ones
    case NORMKIT_INITIALIZER_CONSTANT: self = .constant(number)
    case NORMKIT_INITIALIZER_GLOROT_UNIFORM: self = .glorotUniform
    case NORMKIT_INITIALIZER_GLOROT_NORMAL: self = .glorotNormal
    case NORMKIT_INITIALIZER_HE_UNIFORM: self = .heUniform
    case NORMKIT_INITIALIZER_HE_NORMAL: self = .heNormal
    case NORMKIT_INITIALIZER_LECUN_NORMAL: self = .lecunNormal
    case NORMKIT_INITIALIZER_RANDOM_NORMAL: self = .randomNormal(standardDeviation: number)
    case NORMKIT_INITIALIZER_RANDOM_UNIFORM: self = .randomUniform(limit: number)
    default: throw unknown("initializer", initializer.rawValue)
    }
  }
}

extension Padding {
  /// Throws: `invalidArgument` for a number that is no padding.
  init(_ padding: normkit_padding) throws(NormKitError) {
    switch padding {
    case NORMKIT_PADDING_VALID: self = .valid
    case NORMKIT_PADDING_SAME: self = .same
    default: throw unknown("padding", padding.rawValue)
    }
  }
}

extension BatchNormalization.Averaging {
  /// Throws: `invalidArgument` for a number that is no averaging.
  init(_ averaging: normkit_averaging) throws(NormKitError) {
    switch averaging {
    case NORMKIT_AVERAGING_EXPONENTIAL: self = .exponential
    case NORMKIT_AVERAGING_BIAS_CORRECTED: self = .biasCorrected
    case NORMKIT_AVERAGING_CUMULATIVE: self = .cumulative
    default: throw unknown("averaging", averaging.rawValue)
    }
  }
}

extension StatisticsSource {
  /// Throws: `invalidArgument` for a number that names no statistics.
  init(_ statistics: normkit_statistics) throws(NormKitError) {
    switch statistics {
    case NORMKIT_STATISTICS_RUNNING: self = .running
    case NORMKIT_STATISTICS_BATCH: self = .batch
    default: throw unknown("statistics", statistics.rawValue)
    }
  }
}

extension Loss {
  /// Throws: `invalidArgument` for a number that is no loss.
  init(_ loss: normkit_loss) throws(NormKitError) {
    switch loss {
    case NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY: self = .sparseCategoricalCrossentropy
    case NORMKIT_LOSS_CATEGORICAL_CROSSENTROPY: self = .categoricalCrossentropy
    case NORMKIT_LOSS_BINARY_CROSSENTROPY: self = .binaryCrossentropy
    case NORMKIT_LOSS_MEAN_SQUARED_ERROR: self = .meanSquaredError
    case NORMKIT_LOSS_MEAN_ABSOLUTE_ERROR: self = .meanAbsoluteError
    case NORMKIT_LOSS_HUBER: self = .huber
    default: throw unknown("loss", loss.rawValue)
    }
  }
}

extension Metric {
  /// Throws: `invalidArgument` for a number that is no measure, or one that the measure cannot have.
  init(_ measure: normkit_measure, _ number: Int64) throws(NormKitError) {
    switch measure {
    case NORMKIT_MEASURE_TOP_K_CATEGORICAL_ACCURACY: self = .topKCategoricalAccuracy(k: Int(number))
    case NORMKIT_MEASURE_AUC: self = .auc(thresholds: Int(number))
    case NORMKIT_MEASURE_MEAN_ABSOLUTE_ERROR: self = .meanAbsoluteError
    case NORMKIT_MEASURE_MEAN_SQUARED_ERROR: self = .meanSquaredError
    default: throw unknown("measure", measure.rawValue)
    }
    if self == .meanAbsoluteError || self == .meanSquaredError, number != 0 {
      throw NormKitError(.invalidArgument, "number must be 0 for this measure, got \(number)")
    }
  }
}

extension Optimizer.Clipping? {
  /// Throws: `invalidArgument` for a number that is no clipping.
  init(_ clipping: normkit_clipping, _ limit: Float) throws(NormKitError) {
    switch clipping {
    case NORMKIT_CLIPPING_NONE: self = nil
    case NORMKIT_CLIPPING_VALUE: self = .value(limit)
    case NORMKIT_CLIPPING_NORM: self = .norm(limit)
    case NORMKIT_CLIPPING_GLOBAL_NORM: self = .globalNorm(limit)
    default: throw unknown("clipping", clipping.rawValue)
    }
  }
}

extension LastBatchPolicy {
  /// Throws: `invalidArgument` for a number that is no policy.
  init(_ policy: normkit_last_batch) throws(NormKitError) {
    switch policy {
    case NORMKIT_LAST_BATCH_KEEP: self = .keep
    case NORMKIT_LAST_BATCH_DROP: self = .drop
    default: throw unknown("last_batch", policy.rawValue)
    }
  }
}

extension EarlyStopping.Monitor {
  /// Throws: `invalidArgument` for a number that is no metric, or the learning rate.
  init(_ metric: normkit_metric) throws(NormKitError) {
    switch metric {
    case NORMKIT_METRIC_LOSS: self = .loss
    case NORMKIT_METRIC_ACCURACY: self = .accuracy
    case NORMKIT_METRIC_VALIDATION_LOSS: self = .validationLoss
    case NORMKIT_METRIC_VALIDATION_ACCURACY: self = .validationAccuracy
    case NORMKIT_METRIC_LEARNING_RATE:
      throw NormKitError(.invalidArgument, "monitor must be a loss or an accuracy, got the learning rate")
    default: throw unknown("metric", metric.rawValue)
    }
  }
}

/// The error for a number that none of the enumerators has.
func unknown(_ enumeration: StaticString, _ number: UInt32) -> NormKitError {
  NormKitError(.invalidArgument, "\(number) is no normkit_\(enumeration)")
}
