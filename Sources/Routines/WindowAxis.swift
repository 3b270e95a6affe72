package import Tensors

/// What a window does where it meets the edge of an image.
package enum WindowPadding: Sendable, Hashable {
  /// It stays inside.
  case valid
  /// As many outputs as inputs over stride, rounded up; zeros beyond the edges, the odd one at the end. As in Keras and
  /// TensorFlow.
  case same
}

/// A window that moves along one axis of an image: how often it stops, and how far it reaches over the ends.
package struct WindowAxis: Sendable, Hashable {
  package let size: Int
  package let window: Int
  package let stride: Int
  /// Zeros before the first element.
  package let before: Int
  /// Zeros after the last.
  package let after: Int
  /// Stops of the window: 0 where it does not fit.
  package let outputs: Int

  /// All sizes are at least 1. Throws: `shape` when the padded size overflows.
  package init(size: Int, window: Int, stride: Int, padding: WindowPadding) throws(NormKitError) {
    self.size = size
    self.window = window
    self.stride = stride
    let (reach, overflow) = size.addingReportingOverflow(window)
    guard !overflow, reach <= Int.max / 4, stride <= Int.max / 4 else {
      throw NormKitError(.shape, "a window of \(window) over \(size) elements overflows")
    }
    switch padding {
    case .valid:
      (before, after) = (0, 0)
      outputs = size < window ? 0 : (size - window) / stride + 1
    case .same:
      outputs = (size - 1) / stride + 1
      let padded = max(0, (outputs - 1) * stride + window - size)
      before = padded / 2
      after = padded - padded / 2
    }
  }
}
