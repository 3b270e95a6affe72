/// One axis of a correlation: outputs at `first`, `first + step`, …; output number q is made of `taps` source elements
/// from q·sourceStep + sourceOffset on, which meet the kernel's taps from `firstTap` on, `tapStep` apart.
///
/// A convolution is one correlation. Its data gradient by stride s is s correlations along each axis: the inputs of
/// each remainder by s meet every s-th tap, from the last to the first, so that nothing is multiplied by the zeros
/// between the strides.
struct CorrelationAxis: Sendable {
  let first: Int
  let step: Int
  let count: Int
  let sourceStep: Int
  let sourceOffset: Int
  let taps: Int
  let firstTap: Int
  let tapStep: Int

  /// The convolution itself.
  static func forward(_ axis: WindowAxis) -> [CorrelationAxis] {
    [
      CorrelationAxis(
        first: 0, step: 1, count: axis.outputs, sourceStep: axis.stride, sourceOffset: -axis.before,
        taps: axis.window, firstTap: 0, tapStep: 1)
    ]
  }

  /// The data gradient, a correlation for each remainder that an input has.
  static func dataGradient(_ axis: WindowAxis) -> [CorrelationAxis] {
    let stride = axis.stride
    return (0..<min(stride, axis.size)).map { first in
      let remainder = (first + axis.before) % stride
      let taps = remainder < axis.window ? (axis.window - remainder - 1) / stride + 1 : 0
      return CorrelationAxis(
        first: first, step: stride, count: (axis.size - first - 1) / stride + 1, sourceStep: 1,
        sourceOffset: (first + axis.before) / stride - (taps - 1), taps: taps,
        firstTap: remainder + stride * (taps - 1), tapStep: -stride)
    }
  }

  /// The numbers of those outputs that lie in `range`.
  func outputs(in range: Range<Int>) -> Range<Int> {
    let from = max(0, (range.lowerBound - first + step - 1) / step)
    return from..<max(from, min(count, max(0, range.upperBound - first + step - 1) / step))
  }

  /// The source elements that these outputs are made of; they may lie beyond the source. nil: none.
  func sources(of outputs: Range<Int>) -> Range<Int>? {
    guard taps > 0, !outputs.isEmpty else { return nil }
    let from = outputs.lowerBound * sourceStep + sourceOffset
    return from..<(from + (outputs.count - 1) * sourceStep + taps)
  }
}

extension [CorrelationAxis] {
  /// All source elements that the outputs in `range` are made of, and what lies between them.
  func sources(ofOutputsIn range: Range<Int>) -> Range<Int> {
    // A step calls this: no array is made.
    var all: Range<Int>?
    for axis in self {
      guard let sources = axis.sources(of: axis.outputs(in: range)) else { continue }
      let known = all ?? sources
      all = Swift.min(known.lowerBound, sources.lowerBound)..<Swift.max(known.upperBound, sources.upperBound)
    }
    return all ?? 0..<0
  }
}
