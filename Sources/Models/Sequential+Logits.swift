package import Execution
import Layers

/// Which layers run when a loss is to be known.
extension Sequential {
  /// How many layers are lowered for a program that ends in `loss`: all but a last one whose work the loss does.
  ///
  /// The cross-entropies take what goes into softmax (sigmoid for the binary one). A model that ends in it is measured and
  /// trained on that input: the value is that of the probabilities, without the digits which log(softmax(x)) loses.
  package func loweredLayerCount(for loss: LossFunction?) -> Int {
    guard let loss, let last = layers.last as? Activation else { return layers.count }
    switch (loss.kind, last.function) {
    case (.sparseSoftmaxCrossEntropy, .softmax), (.softmaxCrossEntropy, .softmax), (.binaryCrossEntropy, .sigmoid):
      return layers.count - 1
    default: return layers.count
    }
  }
}
