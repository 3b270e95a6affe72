import Routines
import Tensors

/// A window over an image, along both axes, checked: what convolutions and poolings share.
struct ImageWindow {
  let rows: WindowAxis
  let columns: WindowAxis

  /// `name` is that of the window's size in `layer`. Throws: `invalidArgument` for sizes below 1, `shape` for an input that
  /// is no image [H, W, C] or has no place for the window.
  init(
    _ layer: String, _ name: String, _ size: WindowSize, _ strides: WindowSize, _ padding: Padding, over input: Shape
  ) throws(NormKitError) {
    guard size.rows >= 1, size.columns >= 1 else {
      throw NormKitError(.invalidArgument, "\(layer): \(name) must be at least 1 by 1, got \(size)")
    }
    guard strides.rows >= 1, strides.columns >= 1 else {
      throw NormKitError(.invalidArgument, "\(layer): strides must be at least 1 by 1, got \(strides)")
    }
    guard input.sizes.count == 3, input.count >= 1 else {
      throw NormKitError(.shape, "\(layer): expected an image [height, width, channels], got \(input)")
    }
    rows = try WindowAxis(
      size: input.sizes[0], window: size.rows, stride: strides.rows, padding: padding.window)
    columns = try WindowAxis(
      size: input.sizes[1], window: size.columns, stride: strides.columns, padding: padding.window)
    guard rows.outputs >= 1, columns.outputs >= 1 else {
      throw NormKitError(
        .shape, "\(layer): a window of \(size) does not fit into \(input) with padding \(padding.rawValue)")
    }
  }
}
