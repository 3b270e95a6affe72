/// Layers over images in Double: pooling, padding, a convolution of each channel by itself.

/// The largest number or the mean of each window's real pixels.
package struct PoolingLayerReference: ReferenceLayer, Sendable {
  package var parameters: [String: [Double]] = [:]
  package var windows: WindowsReference
  package var isMaximum: Bool

  package init(_ windows: WindowsReference, isMaximum: Bool) {
    self.windows = windows
    self.isMaximum = isMaximum
  }

  private func images(_ x: LayerMatrix) -> Int { x.rows / (windows.height * windows.width) }

  /// The place of the largest number: the first of equals; of NaNs the last.
  private func largest(_ values: [Double]) -> Int {
    var best = 0
    for (index, value) in values.enumerated() where value.isNaN || value > values[best] { best = index }
    return best
  }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    let rows = images(x) * windows.outputHeight * windows.outputWidth
    var y = LayerMatrix(rows: rows, channels: x.channels, [Double](repeating: 0, count: rows * x.channels))
    windows.forEach(images: images(x)) { output, pixels in
      for channel in 0..<x.channels {
        let values = pixels.map { x[$0.pixel, channel] }
        y[output, channel] = isMaximum ? values[largest(values)] : values.reduce(0, +) / Double(values.count)
      }
    }
    return y
  }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    var dx = x.mapped { _, _ in 0 }
    windows.forEach(images: images(x)) { output, pixels in
      for channel in 0..<x.channels {
        if isMaximum {
          dx[pixels[largest(pixels.map { x[$0.pixel, channel] })].pixel, channel] += dy[output, channel]
        } else {
          for (pixel, _) in pixels { dx[pixel, channel] += dy[output, channel] / Double(pixels.count) }
        }
      }
    }
    return LayerGradients(input: dx)
  }
}

/// Images between borders of 0.
package struct ZeroPaddingLayerReference: ReferenceLayer, Sendable {
  package var parameters: [String: [Double]] = [:]
  package var height: Int
  package var width: Int
  package var borders: (top: Int, bottom: Int, left: Int, right: Int)

  package init(height: Int, width: Int, borders: (top: Int, bottom: Int, left: Int, right: Int)) {
    self.height = height
    self.width = width
    self.borders = borders
  }

  /// For each pixel of the batch, where it is between the borders.
  private func places(_ pixels: Int) -> [Int] {
    let padded = (borders.top + height + borders.bottom, borders.left + width + borders.right)
    return (0..<pixels).map { pixel in
      let (image, rest) = pixel.quotientAndRemainder(dividingBy: height * width)
      return (image * padded.0 + borders.top + rest / width) * padded.1 + borders.left + rest % width
    }
  }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    let rows =
      x.rows / (height * width) * (borders.top + height + borders.bottom) * (borders.left + width + borders.right)
    var y = LayerMatrix(rows: rows, channels: x.channels, [Double](repeating: 0, count: rows * x.channels))
    for (pixel, place) in places(x.rows).enumerated() {
      for channel in 0..<x.channels { y[place, channel] = x[pixel, channel] }
    }
    return y
  }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    var dx = x
    for (pixel, place) in places(x.rows).enumerated() {
      for channel in 0..<x.channels { dx[pixel, channel] = dy[place, channel] }
    }
    return LayerGradients(input: dx)
  }
}

/// Each channel with `multiplier` kernels of its own: output c·multiplier + m is channel c through kernel m.
package struct DepthwiseLayerReference: ReferenceLayer, Sendable {
  /// "kernel" [window rows, window columns, channels, multiplier], and perhaps "bias" [channels·multiplier].
  package var parameters: [String: [Double]]
  package var windows: WindowsReference
  package var multiplier: Int

  package init(_ windows: WindowsReference, multiplier: Int, parameters: [String: [Double]]) {
    self.windows = windows
    self.multiplier = multiplier
    self.parameters = parameters
  }

  private func images(_ x: LayerMatrix) -> Int { x.rows / (windows.height * windows.width) }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    let (kernel, bias) = (parameters["kernel"] ?? [], parameters["bias"])
    let outputs = x.channels * multiplier
    let rows = images(x) * windows.outputHeight * windows.outputWidth
    var y = LayerMatrix(rows: rows, channels: outputs, [Double](repeating: 0, count: rows * outputs))
    windows.forEach(images: images(x)) { row, pixels in
      for output in 0..<outputs {
        y[row, output] = pixels.reduce(bias?[output] ?? 0) {
          $0 + x[$1.pixel, output / multiplier] * kernel[$1.place * outputs + output]
        }
      }
    }
    return y
  }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    let kernel = parameters["kernel"] ?? []
    let outputs = dy.channels
    var dx = x.mapped { _, _ in 0 }
    var dKernel = [Double](repeating: 0, count: kernel.count)
    windows.forEach(images: images(x)) { row, pixels in
      for (pixel, place) in pixels {
        for output in 0..<outputs {
          dx[pixel, output / multiplier] += dy[row, output] * kernel[place * outputs + output]
          dKernel[place * outputs + output] += dy[row, output] * x[pixel, output / multiplier]
        }
      }
    }
    var gradients = ["kernel": dKernel]
    if parameters["bias"] != nil { gradients["bias"] = (0..<outputs).map { dy.column($0).reduce(0, +) } }
    return LayerGradients(input: dx, parameters: gradients)
  }
}
