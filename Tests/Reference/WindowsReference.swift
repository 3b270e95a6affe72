/// Windows over one image by the definition: TensorFlow's rule for "same", and every place of every window looked at.
package struct WindowsReference: Sendable {
  package var height: Int
  package var width: Int
  package var window: (height: Int, width: Int)
  package var stride: (height: Int, width: Int)
  package var same: Bool

  package init(
    height: Int, width: Int, window: (height: Int, width: Int), stride: (height: Int, width: Int), same: Bool
  ) {
    self.height = height
    self.width = width
    self.window = window
    self.stride = stride
    self.same = same
  }

  package var outputHeight: Int { outputs(height, window.height, stride.height) }
  package var outputWidth: Int { outputs(width, window.width, stride.width) }
  package var padTop: Int { before(height, window.height, stride.height) }
  package var padLeft: Int { before(width, window.width, stride.width) }

  private func outputs(_ size: Int, _ window: Int, _ stride: Int) -> Int {
    same ? (size + stride - 1) / stride : (size - window + stride) / stride
  }

  private func before(_ size: Int, _ window: Int, _ stride: Int) -> Int {
    same ? max((outputs(size, window, stride) - 1) * stride + window - size, 0) / 2 : 0
  }

  /// The real pixels of a window, row by row: each one's row of the matrix of pixels, and its place in the window.
  package func pixels(of row: Int, _ column: Int, image: Int) -> [(pixel: Int, place: Int)] {
    var found: [(pixel: Int, place: Int)] = []
    for place in 0..<(window.height * window.width) {
      let y = row * stride.height - padTop + place / window.width
      let x = column * stride.width - padLeft + place % window.width
      if y >= 0, y < height, x >= 0, x < width { found.append(((image * height + y) * width + x, place)) }
    }
    return found
  }

  /// Calls `body` with each window of a batch: its row of the matrix of outputs, and its real pixels.
  package func forEach(images: Int, _ body: (_ output: Int, _ pixels: [(pixel: Int, place: Int)]) -> Void) {
    var output = 0
    for image in 0..<images {
      for row in 0..<outputHeight {
        for column in 0..<outputWidth {
          body(output, pixels(of: row, column, image: image))
          output += 1
        }
      }
    }
  }
}
