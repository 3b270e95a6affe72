/// y = x·kernel + bias, by three loops.
package struct DenseLayerReference: ReferenceLayer, Sendable {
  /// "kernel" [inputs, units], and perhaps "bias" [units].
  package var parameters: [String: [Double]]
  package var units: Int

  package init(units: Int, parameters: [String: [Double]]) {
    self.units = units
    self.parameters = parameters
  }

  private var kernel: [Double] { parameters["kernel"] ?? [] }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    let (kernel, bias) = (kernel, parameters["bias"])
    var y = LayerMatrix(rows: x.rows, channels: units, [Double](repeating: 0, count: x.rows * units))
    for row in 0..<x.rows {
      for unit in 0..<units {
        var sum = bias?[unit] ?? 0
        for input in 0..<x.channels { sum += x[row, input] * kernel[input * units + unit] }
        y[row, unit] = sum
      }
    }
    return y
  }

  /// dkernel = xᵀ·dy, dbias = Σ dy, dx = dy·kernelᵀ
  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    let kernel = kernel
    var dx = x.mapped { _, _ in 0 }
    var dKernel = [Double](repeating: 0, count: kernel.count)
    for row in 0..<x.rows {
      for input in 0..<x.channels {
        for unit in 0..<units {
          dx[row, input] += dy[row, unit] * kernel[input * units + unit]
          dKernel[input * units + unit] += x[row, input] * dy[row, unit]
        }
      }
    }
    var gradients = ["kernel": dKernel]
    if parameters["bias"] != nil { gradients["bias"] = (0..<units).map { dy.column($0).reduce(0, +) } }
    return LayerGradients(input: dx, parameters: gradients)
  }
}
