public import Execution
public import Tensors

/// Sets each number to 0 with probability `rate` while training, and divides the others by 1 − rate.
///
/// Shape: unchanged. Outside training it does nothing. The numbers drawn depend on the model's seed, the training step
/// and the element's place, never on threads.
/// Source: Srivastava et al. 2014, in Keras's inverted form.
public struct Dropout: Layer {
  /// "dropout"
  public static let kind = "dropout"

  /// The layer's own name, or nil.
  public var name: String?
  /// The share of numbers dropped: 0 ≤ rate < 1.
  public var rate: Float

  /// A layer that drops `rate` of its input.
  public init(_ rate: Float, name: String? = nil) {
    self.rate = rate
    self.name = name
  }

  /// The input's shape.
  public func outputShape(for input: Shape) throws(NormKitError) -> Shape {
    guard rate >= 0, rate < 1 else {
      throw NormKitError(.invalidArgument, "Dropout: rate must be at least 0 and less than 1, got \(rate)")
    }
    return input
  }

  /// One pass forward; backward the same numbers drop the gradient in place.
  public func lower(into lowering: inout Lowering) throws(NormKitError) {
    guard lowering.mode.isTraining, rate > 0 else { return }
    let input = lowering.current
    let stream = try lowering.nextDropoutStream()
    let output = try lowering.matrix(rows: input.rows, channels: input.channels, name: "output")
    lowering.append(.dropout(DropoutStep(source: input, output: output, rate: rate, stream: stream)))
    lowering.current = output
    guard lowering.needsGradient else { return }
    try lowering.shareGradient(of: input, with: output)
    let gradient = try lowering.gradient(of: output)
    lowering.appendBackward([
      .dropout(DropoutStep(source: gradient, output: gradient, rate: rate, stream: stream))
    ])
  }
}
