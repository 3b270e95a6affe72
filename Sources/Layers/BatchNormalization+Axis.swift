import Execution
import Tensors

/// Another axis than the last one, by permutation.
extension BatchNormalization {
  /// The axis that has a mean and a variance for each place, counted as Keras counts, with the batch as axis 0; −1 is
  /// the last one, which costs nothing. Any other costs two copies of the data forward and two backward, and the layer
  /// is not fused with its neighbours.
  public var axis: Int {
    get { givenAxis ?? -1 }
    set { givenAxis = newValue == -1 ? nil : newValue }
  }

  /// The index of the axis among a sample's, or nil where it is the last one.
  private func innerAxis(_ input: Shape) -> Int? {
    let index = axis < 0 ? input.sizes.count + axis : axis - 1
    return index == input.sizes.count - 1 ? nil : index
  }

  func normalizedSize(of input: Shape) -> Int {
    innerAxis(input).map { input.sizes[$0] } ?? input.channels
  }

  /// A way back to the order that an input's axes came in.
  struct ExchangedAxes {
    var outer: Int
    var rows: Int
    var columns: Int

    func undo(into lowering: inout Lowering) throws(NormKitError) {
      try lowering.transpose(outer: outer, rows: columns, columns: rows)
      lowering.current = Matrix(
        value: lowering.current.value, rows: outer * rows * columns / channels, channels: channels)
    }

    fileprivate var channels: Int
  }

  /// Makes the axis the last one; nil where it is.
  func exchangeAxes(into lowering: inout Lowering) throws(NormKitError) -> ExchangedAxes? {
    let shape = lowering.inputShape
    guard let index = innerAxis(shape) else { return nil }
    let before = shape.sizes[..<index].reduce(lowering.batchSize, *)
    let after = shape.sizes[(index + 1)...].reduce(1, *)
    let axes = ExchangedAxes(outer: before, rows: shape.sizes[index], columns: after, channels: shape.channels)
    try lowering.transpose(outer: axes.outer, rows: axes.rows, columns: axes.columns)
    // No image any more, whose rows belong together.
    lowering.inputShape = [shape.count / axes.rows, axes.rows]
    return axes
  }

  func checkAxis(_ input: Shape) throws(NormKitError) {
    let rank = input.sizes.count
    let index = axis < 0 ? rank + axis : axis - 1
    guard index >= 0, index < rank else {
      throw NormKitError(
        .invalidArgument,
        "BatchNormalization: axis must be in 1...\(rank) or \(-rank)...-1 for samples of \(input), got \(axis)")
    }
  }
}
