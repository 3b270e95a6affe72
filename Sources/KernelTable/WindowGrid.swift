/// Windows that slide over one image, channels last: where each begins and what of it lies on real pixels.
///
/// Legend: an image is [inputHeight, inputWidth, channels], what is computed of it [outputHeight, outputWidth, channels].
/// Window (row, column) covers the pixels from row·strideHeight − padTop and column·strideWidth − padLeft on; what of it
/// lies outside of the image is not there.
package struct WindowGrid: Sendable, Hashable {
  package var inputHeight: Int
  package var inputWidth: Int
  package var channels: Int
  package var windowHeight: Int
  package var windowWidth: Int
  package var strideHeight: Int
  package var strideWidth: Int
  package var padTop: Int
  package var padLeft: Int
  package var outputHeight: Int
  package var outputWidth: Int

  package init(
    inputHeight: Int, inputWidth: Int, channels: Int, windowHeight: Int, windowWidth: Int, strideHeight: Int,
    strideWidth: Int, padTop: Int, padLeft: Int, outputHeight: Int, outputWidth: Int
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.channels = channels
    self.windowHeight = windowHeight
    self.windowWidth = windowWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.padTop = padTop
    self.padLeft = padLeft
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
  }

  /// Numbers in one image.
  package var inputCount: Int { inputHeight * inputWidth * channels }
  /// Numbers that are computed of one image.
  package var outputCount: Int { outputHeight * outputWidth * channels }

  /// Whether some pixel may lie in more than one window.
  package var overlap: Bool { windowHeight > strideHeight || windowWidth > strideWidth }

  /// Whether every pixel lies in exactly one window.
  package var tile: Bool {
    windowHeight == strideHeight && windowWidth == strideWidth && outputHeight * strideHeight - padTop >= inputHeight
      && outputWidth * strideWidth - padLeft >= inputWidth
  }

  /// The image rows from the first of window row `row` up to the next window row: the first begins at 0, the last ends with
  /// the image.
  package func ownedRows(_ row: Int) -> Range<Int> {
    let first = row == 0 ? 0 : min(max(row * strideHeight - padTop, 0), inputHeight)
    let next = row + 1 == outputHeight ? inputHeight : min(max((row + 1) * strideHeight - padTop, 0), inputHeight)
    return first..<max(first, next)
  }
}
