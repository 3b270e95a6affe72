public import Data
public import Execution
import Tensors

/// How `fit` goes through the data. Defaults are Keras's.
public struct FitOptions: Sendable {
  /// How often the data is gone through: ≥ 1.
  public var epochs = 1
  /// Samples in one training step: ≥ 1.
  public var batchSize = 32
  /// Whether every epoch has an order of its own.
  public var shuffle = true
  /// What the orders come from; nil: the model's seed.
  public var shuffleSeed: UInt64?
  /// What happens to samples that do not fill a batch.
  public var lastBatch = LastBatchPolicy.keep
  /// Data to measure after every epoch.
  public var validation: Dataset?
  /// Which statistics normalize when measuring it.
  public var validationStatistics = StatisticsSource.running
  /// When to end before all epochs are run.
  public var earlyStopping: EarlyStopping?
  /// Where and how often to save checkpoints on the way.
  public var checkpoint: CheckpointRule?
  /// When to diagnose on the way; nil for never.
  public var diagnosis: DiagnosisRule?

  /// Keras's defaults.
  public init(epochs: Int = 1, batchSize: Int = 32, validation: Dataset? = nil) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.validation = validation
  }

  func check(_ loss: Loss) throws(NormKitError) {
    guard epochs >= 1 else {
      throw NormKitError(.invalidArgument, "Trainer.fit: epochs must be at least 1, got \(epochs)")
    }
    guard batchSize >= 1 else {
      throw NormKitError(.invalidArgument, "Trainer.fit: batchSize must be at least 1, got \(batchSize)")
    }
    if let checkpoint, checkpoint.steps < 1 {
      throw NormKitError(
        .invalidArgument, "Trainer.fit: a checkpoint's steps must be at least 1, got \(checkpoint.steps)")
    }
    if let diagnosis, diagnosis.steps < 1 {
      throw NormKitError(
        .invalidArgument, "Trainer.fit: a diagnosis's steps must be at least 1, got \(diagnosis.steps)")
    }
    guard let earlyStopping else { return }
    guard earlyStopping.patience >= 0, earlyStopping.minimumDelta >= 0, earlyStopping.minimumDelta.isFinite else {
      throw NormKitError(
        .invalidArgument,
        "Trainer.fit: early stopping's patience and minimumDelta must be at least 0, got \(earlyStopping.patience), "
          + "\(earlyStopping.minimumDelta)")
    }
    if earlyStopping.monitor.needsValidation, validation == nil {
      throw NormKitError(.invalidArgument, "Trainer.fit: early stopping monitors validation data, but there is none")
    }
    if earlyStopping.monitor.needsAccuracy, !loss.hasAccuracy {
      throw NormKitError(.invalidArgument, "Trainer.fit: early stopping monitors accuracy, \(loss) has none")
    }
  }
}

/// Where `fit` saves checkpoints on its way, each in place of the one before.
public struct CheckpointRule: Sendable, Hashable {
  /// The file.
  public var path: String
  /// A checkpoint after every so many steps: ≥ 1.
  public var steps: Int

  /// The file, and how often it is written.
  public init(path: String, steps: Int) {
    self.path = path
    self.steps = steps
  }
}

/// Ends training when a number has not improved for a while (Keras's EarlyStopping).
public struct EarlyStopping: Sendable, Hashable {
  /// What is watched.
  public enum Monitor: Sendable, Hashable {
    /// The validation loss: lower is better.
    case validationLoss
    /// The validation accuracy: higher is better.
    case validationAccuracy
    /// The training loss: lower is better.
    case loss
    /// The training accuracy: higher is better.
    case accuracy

    var needsValidation: Bool { self == .validationLoss || self == .validationAccuracy }
    var needsAccuracy: Bool { self == .accuracy || self == .validationAccuracy }
  }

  /// What is watched.
  public var monitor: Monitor
  /// Epochs without improvement after which training ends: ≥ 0.
  public var patience: Int
  /// What counts as an improvement: more than this: ≥ 0.
  public var minimumDelta: Double
  /// Whether the weights and statistics of the best epoch are put back at the end.
  public var restoreBestWeights: Bool

  /// Keras's defaults.
  public init(
    monitor: Monitor = .validationLoss, patience: Int = 0, minimumDelta: Double = 0,
    restoreBestWeights: Bool = false
  ) {
    self.monitor = monitor
    self.patience = patience
    self.minimumDelta = minimumDelta
    self.restoreBestWeights = restoreBestWeights
  }
}

/// Where `fit` is when it calls its caller.
public struct FitProgress: Sendable {
  /// The epoch being run, counted from 0 within this call.
  public var epoch: Int
  /// How many epochs this call runs.
  public var epochs: Int
  /// Batches done in this epoch.
  public var batch: Int
  /// Batches in an epoch.
  public var batchCount: Int
  /// Over the epoch's batches so far.
  public var training: Metrics
  /// The epoch's record, when this call ends it.
  public var finishedEpoch: History.Epoch?
}

/// What a progress callback wants.
public enum FitSignal: Sendable, Hashable {
  /// Go on.
  case proceed
  /// End with the history so far.
  case stop
  /// End by throwing `cancelled`.
  case cancel
}
