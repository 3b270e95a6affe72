/// y = x ∗ kernel + bias, by six loops over a padded image.
package struct ConvolutionLayerReference: ReferenceLayer, Sendable {
  /// "kernel" [kernel rows, kernel columns, channels, filters], and perhaps "bias" [filters].
  package var parameters: [String: [Double]]
  let height: Int
  let width: Int
  let filters: Int
  let kernel: (rows: Int, columns: Int)
  let strides: (rows: Int, columns: Int)
  /// Zeros above and left of the image.
  let before: (rows: Int, columns: Int)
  let output: (rows: Int, columns: Int)

  /// `same`: TensorFlow's rule for padding; otherwise none.
  package init(
    height: Int, width: Int, filters: Int, kernel: (rows: Int, columns: Int), strides: (rows: Int, columns: Int),
    same: Bool, parameters: [String: [Double]]
  ) {
    func axis(_ size: Int, _ window: Int, _ stride: Int) -> (outputs: Int, before: Int) {
      guard same else { return ((size - window) / stride + 1, 0) }
      let zeros = size % stride == 0 ? max(window - stride, 0) : max(window - size % stride, 0)
      return ((size + stride - 1) / stride, zeros / 2)
    }
    let rows = axis(height, kernel.rows, strides.rows)
    let columns = axis(width, kernel.columns, strides.columns)
    self.parameters = parameters
    self.height = height
    self.width = width
    self.filters = filters
    self.kernel = kernel
    self.strides = strides
    before = (rows.before, columns.before)
    output = (rows.outputs, columns.outputs)
  }

  /// Calls `body` with (output pixel, input pixel, tap) for every product that is not by a zero at the edge.
  private func forEachProduct(images: Int, _ body: (_ output: Int, _ input: Int, _ tap: Int) -> Void) {
    for image in 0..<images {
      for row in 0..<output.rows {
        for column in 0..<output.columns {
          for i in 0..<kernel.rows {
            for j in 0..<kernel.columns {
              let y = row * strides.rows + i - before.rows
              let x = column * strides.columns + j - before.columns
              guard (0..<height).contains(y), (0..<width).contains(x) else { continue }
              body(
                (image * output.rows + row) * output.columns + column, (image * height + y) * width + x,
                i * kernel.columns + j)
            }
          }
        }
      }
    }
  }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    let images = x.rows / (height * width)
    let pixels = images * output.rows * output.columns
    let weights = parameters["kernel"] ?? []
    let bias = parameters["bias"] ?? [Double](repeating: 0, count: filters)
    var y = (0..<pixels).flatMap { _ in bias }
    forEachProduct(images: images) { output, input, tap in
      for channel in 0..<x.channels {
        let value = x.values[input * x.channels + channel]
        let row = (tap * x.channels + channel) * filters
        for filter in 0..<filters { y[output * filters + filter] += value * weights[row + filter] }
      }
    }
    return LayerMatrix(rows: pixels, channels: filters, y)
  }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    let weights = parameters["kernel"] ?? []
    var dx = [Double](repeating: 0, count: x.values.count)
    var dKernel = [Double](repeating: 0, count: weights.count)
    forEachProduct(images: x.rows / (height * width)) { output, input, tap in
      for channel in 0..<x.channels {
        let at = input * x.channels + channel
        let row = (tap * x.channels + channel) * filters
        for filter in 0..<filters {
          let gradient = dy.values[output * filters + filter]
          dx[at] += gradient * weights[row + filter]
          dKernel[row + filter] += gradient * x.values[at]
        }
      }
    }
    var gradients = ["kernel": dKernel]
    if parameters["bias"] != nil { gradients["bias"] = (0..<filters).map { dy.column($0).reduce(0, +) } }
    return LayerGradients(input: LayerMatrix(rows: x.rows, channels: x.channels, dx), parameters: gradients)
  }
}
