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

  /// The kernels' name for it.
  package var function: LossFunction {
    switch self {
    case .sparseCategoricalCrossentropy: .sparseSoftmaxCrossEntropy
    case .categoricalCrossentropy: .softmaxCrossEntropy
    case .binaryCrossentropy: .binaryCrossEntropy
    case .meanSquaredError: .meanSquaredError
    }
  }

  /// Whether right and wrong answers can be counted.
  public var hasAccuracy: Bool { self != .meanSquaredError }
}
