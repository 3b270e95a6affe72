package import Execution
import Data
import Tensors

/// What training makes small: the mean over the batch of each sample's loss. Names are Keras's, with from_logits=True.
/// A model that ends in softmax (sigmoid for the binary one) is trained on what goes into it: from_logits=False.
public enum Loss: String, Sendable, Hashable, CaseIterable, Codable {
  /// −log softmax(x)[label], against one label a sample.
  case sparseCategoricalCrossentropy = "sparse_categorical_crossentropy"
  /// −Σ t·log softmax(x), against a row of class probabilities.
  case categoricalCrossentropy = "categorical_crossentropy"
  /// The mean over the outputs of −t·log s − (1 − t)·log(1 − s), s = sigmoid(x), against numbers in 0...1.
  case binaryCrossentropy = "binary_crossentropy"
  /// The mean over the outputs of (x − t)².
  case meanSquaredError = "mean_squared_error"
  /// The mean over the outputs of |x − t|.
  case meanAbsoluteError = "mean_absolute_error"
  /// The mean over the outputs of e²/2 where |e| = |x − t| is at most `LossOptions.delta`, else δ·|e| − δ²/2 (Huber 1964).
  case huber

  /// The kernels' name for it.
  package var function: LossFunction {
    switch self {
    case .sparseCategoricalCrossentropy: .sparseSoftmaxCrossEntropy
    case .categoricalCrossentropy: .softmaxCrossEntropy
    case .binaryCrossentropy: .binaryCrossEntropy
    case .meanSquaredError: .meanSquaredError
    case .meanAbsoluteError: .meanAbsoluteError
    case .huber: .huber
    }
  }

  /// Whether right and wrong answers can be counted.
  public var hasAccuracy: Bool { isCrossentropy }

  var isCrossentropy: Bool {
    switch self {
    case .sparseCategoricalCrossentropy, .categoricalCrossentropy, .binaryCrossentropy: true
    case .meanSquaredError, .meanAbsoluteError, .huber: false
    }
  }
}

/// The numbers that some losses have. Defaults are Keras's.
public struct LossOptions: Sendable, Hashable, Codable {
  /// How much a crossentropy's targets are smoothed, in 0..<1: s takes t to t·(1 − s) + s / classes, for the binary one to
  /// t·(1 − s) + s / 2 (Szegedy et al. 2016, arXiv 1512.00567, §7). 0 for every other loss.
  public var labelSmoothing: Float
  /// Where Huber's loss turns from a parabola into a line: > 0. Other losses have no use for another than 1.
  public var delta: Float

  /// No smoothing, δ = 1.
  public init(labelSmoothing: Float = 0, delta: Float = 1) {
    self.labelSmoothing = labelSmoothing
    self.delta = delta
  }

  /// Throws: `invalidArgument` for a number out of its range, or one that `loss` would ignore.
  func check(_ loss: Loss) throws(NormKitError) {
    guard labelSmoothing >= 0, labelSmoothing < 1 else {
      throw NormKitError(.invalidArgument, "LossOptions: labelSmoothing must be in 0..<1, got \(labelSmoothing)")
    }
    guard delta > 0, delta.isFinite else {
      throw NormKitError(.invalidArgument, "LossOptions: delta must be finite and greater than 0, got \(delta)")
    }
    guard labelSmoothing == 0 || loss.isCrossentropy else {
      throw NormKitError(
        .invalidArgument, "LossOptions: \(loss) has no labels to smooth, got labelSmoothing \(labelSmoothing)")
    }
    guard delta == 1 || loss == .huber else {
      throw NormKitError(.invalidArgument, "LossOptions: \(loss) has no delta, got \(delta)")
    }
  }

  /// The kernels' number for `loss`.
  func parameter(of loss: Loss) -> Float { loss == .huber ? delta : labelSmoothing }
}
