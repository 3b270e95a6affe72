import Data
import Models
import NormKit

/// The first layers of a net, to see what goes into a layer behind them: another model, given the tensors of the one
/// that is trained.
struct Probe {
  private let model: Sequential

  /// All but the last `count` layers of `net`.
  init(_ net: Net, withoutLast count: Int, inputShape: Shape) throws {
    model = try net.makeModel(inputShape: inputShape, seed: 0, withoutLast: count)
  }

  /// How many numbers a sample has there.
  var units: Int { model.outputShape.count }

  /// What comes out for `inputs`, as one batch, with the tensors of `trained`: [samples, units].
  ///
  /// Throws: where `trained` has not the same first layers.
  func outputs(
    of trained: Sequential, for inputs: Dataset, statistics: StatisticsSource = .batch
  ) throws(NormKitError) -> [Float] {
    for tensor in model.tensors { try model.setTensor(tensor.name, try trained.tensor(tensor.name)) }
    let count = inputs.count
    return try Tensor([count * units]) { (output) throws(NormKitError) in
      guard let start = output.baseAddress else { return }
      try model.predict(inputs.inputPointer, count: count, into: start, batchSize: count, statistics: statistics)
    }.values
  }

  /// One unit's numbers of `outputs`, one a sample.
  func column(_ unit: Int, of outputs: [Float]) -> [Double] {
    stride(from: unit, to: outputs.count, by: units).map { Double(outputs[$0]) }
  }
}
