import KernelTable
import Routines
import Tensors

extension ImageWindow {
  /// The windows over one image of `channels`, as kernels know them.
  func grid(channels: Int) -> WindowGrid {
    WindowGrid(
      inputHeight: rows.size, inputWidth: columns.size, channels: channels, windowHeight: rows.window,
      windowWidth: columns.window, strideHeight: rows.stride, strideWidth: columns.stride, padTop: rows.before,
      padLeft: columns.before, outputHeight: rows.outputs, outputWidth: columns.outputs)
  }
}
