import KernelTable

/// The real pixels of one window along one axis.
struct WindowSpan {
  /// The first pixel, and the one after the last.
  let first: Int
  let end: Int
  /// How many of the window's places lie before the image.
  let skipped: Int

  /// The window number `index` of windows of `size`, `stride` apart, over `extent` pixels after `pad` that are not there.
  @inline(__always)
  init(_ index: Int, size: Int, stride: Int, pad: Int, extent: Int) {
    let start = index &* stride &- pad
    first = start < 0 ? 0 : start
    end = start &+ size < extent ? start &+ size : extent
    skipped = first &- start
  }

  var count: Int { @inline(__always) get { end &- first } }
}

extension WindowGrid {
  /// The image rows of window row `row`.
  @inline(__always)
  func rows(of row: Int) -> WindowSpan {
    WindowSpan(row, size: windowHeight, stride: strideHeight, pad: padTop, extent: inputHeight)
  }

  /// The image columns of window column `column`.
  @inline(__always)
  func columns(of column: Int) -> WindowSpan {
    WindowSpan(column, size: windowWidth, stride: strideWidth, pad: padLeft, extent: inputWidth)
  }
}

/// Calls `body` with the place of each real pixel of a window, row by row and left to right; places count from the image's
/// first number.
@inline(__always)
func forEachPixel(
  _ rows: WindowSpan, _ columns: WindowSpan, width: Int, channels: Int, _ body: (_ offset: Int) -> Void
) {
  var row = rows.first
  while row < rows.end {
    var offset = (row &* width &+ columns.first) &* channels
    var column = columns.first
    while column < columns.end {
      body(offset)
      offset &+= channels
      column &+= 1
    }
    row &+= 1
  }
}
