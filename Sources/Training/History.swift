/// The mean loss over samples, and the share of right answers.
public struct Metrics: Sendable, Hashable {
  /// The mean of the samples' losses.
  public var loss: Double
  /// The share of right answers in 0...1: the largest output is at the label; for binary cross-entropy, outputs on
  /// their target's side of ½. nil for losses without classes.
  public var accuracy: Double?
  /// The values of the trainer's `metrics`, in their order.
  public var measured: [Double] = []
}

/// What `fit` saw, epoch by epoch.
public struct History: Sendable, Hashable {
  /// One epoch.
  public struct Epoch: Sendable, Hashable {
    /// Counted from 0, over all calls of `fit`.
    public var epoch: Int
    /// Over the epoch's batches as they were trained on: batch statistics, dropout on, weights moving.
    public var training: Metrics
    /// Over the validation data after the epoch; nil without.
    public var validation: Metrics?
    /// The rate of the epoch's last step.
    public var learningRate: Float
    /// Batch norms whose running statistics are still more than 5 % their start, as validation by them will feel.
    public var warnings: [Diagnosis.Finding] = []
  }

  /// Why training ended.
  public enum End: Sendable, Hashable {
    /// All epochs were run.
    case completed
    /// The monitored number stopped improving.
    case earlyStopping
    /// The caller's callback asked to stop.
    case stopped
  }

  /// Every epoch that was completed.
  public var epochs: [Epoch] = []
  /// Why training ended.
  public var end: End = .completed
  /// What the options' diagnosis rule asked for, in the order of the steps.
  public var diagnoses: [Diagnosis] = []
  /// With early stopping: the index in `epochs` of the best.
  public var bestEpoch: Int?
}
