import Tensors

/// What can be measured besides loss and accuracy. Names are Keras's. Sample weights do not count.
public enum Metric: Sendable, Hashable {
  /// The share of samples whose label is among the k largest outputs; where outputs tie, the earlier is the larger.
  case topKCategoricalAccuracy(k: Int)
  /// The area under the receiver operating characteristic, over all outputs as one binary question each, by the trapezoid
  /// rule over `thresholds` evenly spaced ones, as in Keras. Outputs are probabilities: crossentropies' logits are made
  /// such; with other losses what lies outside 0...1 counts as 0 or 1. Not a number without both answers.
  case auc(thresholds: Int)
  /// The mean over samples and outputs of |x − t|.
  case meanAbsoluteError
  /// The mean over samples and outputs of (x − t)².
  case meanSquaredError

  /// Throws: `invalidArgument` for a number out of its range; `shape` when it does not fit.
  func check(_ loss: Loss, _ outputShape: Shape) throws(NormKitError) {
    let isOfClasses = loss == .sparseCategoricalCrossentropy || loss == .categoricalCrossentropy
    switch self {
    case .topKCategoricalAccuracy(let k):
      guard k >= 1 else {
        throw NormKitError(.invalidArgument, "Metric.topKCategoricalAccuracy: k must be at least 1, got \(k)")
      }
      guard isOfClasses else {
        throw NormKitError(.invalidArgument, "Metric.topKCategoricalAccuracy: needs classes, \(loss) has none")
      }
    case .auc(let thresholds):
      guard thresholds >= 2, thresholds <= 1_000_000 else {
        throw NormKitError(.invalidArgument, "Metric.auc: thresholds must be in 2...1000000, got \(thresholds)")
      }
    case .meanAbsoluteError, .meanSquaredError:
      guard !isOfClasses else {
        throw NormKitError(.invalidArgument, "Metric.\(self): needs numbers to compare with, \(loss) has classes")
      }
    }
  }
}
