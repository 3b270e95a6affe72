import Execution
import Layers
import Models
import Testing

@Suite("A last activation whose work the loss does")
struct SequentialLogitsTests {
  private static let cases: [(LossFunction?, Activation.Function, Int)] = [
    (.sparseSoftmaxCrossEntropy, .softmax, 1),
    (.softmaxCrossEntropy, .softmax, 1),
    (.binaryCrossEntropy, .sigmoid, 1),
    (.binaryCrossEntropy, .softmax, 2),
    (.sparseSoftmaxCrossEntropy, .sigmoid, 2),
    (.softmaxCrossEntropy, .relu, 2),
    (.meanSquaredError, .softmax, 2),
    (nil, .softmax, 2),
  ]

  @Test("is left out with its own loss alone", arguments: cases)
  func lastActivation(loss: LossFunction?, function: Activation.Function, count: Int) throws {
    let model = try Sequential(inputShape: [3], layers: [Dense(4), Activation(function)])
    #expect(model.loweredLayerCount(for: loss) == count)
  }

  @Test("stays when another layer follows it")
  func innerActivation() throws {
    let model = try Sequential(inputShape: [3], layers: [Dense(4), Activation(.softmax), Dense(4)])
    #expect(model.loweredLayerCount(for: .sparseSoftmaxCrossEntropy) == 3)
  }
}
