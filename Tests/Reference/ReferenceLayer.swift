/// Layers in Double, forward and backward as pure functions: what the library's layers must agree with.
package protocol ReferenceLayer {
  /// The learned numbers, by name.
  var parameters: [String: [Double]] { get set }

  /// The outputs for a batch.
  func forward(_ x: LayerMatrix) -> LayerMatrix

  /// The gradients for a batch and the loss's gradient by the outputs.
  func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients
}

/// Rows × channels in Double, row-major.
package struct LayerMatrix: Sendable, Hashable {
  package var rows: Int
  package var channels: Int
  package var values: [Double]

  package init(rows: Int, channels: Int, _ values: [Double]) {
    precondition(values.count == rows * channels, "one number for each element")
    self.rows = rows
    self.channels = channels
    self.values = values
  }

  package subscript(row: Int, channel: Int) -> Double {
    get { values[row * channels + channel] }
    set { values[row * channels + channel] = newValue }
  }

  /// One channel, from the first row to the last.
  package func column(_ channel: Int) -> [Double] { (0..<rows).map { self[$0, channel] } }

  /// The same numbers, each put through `function` with its channel.
  package func mapped(_ function: (Double, _ channel: Int) -> Double) -> LayerMatrix {
    LayerMatrix(rows: rows, channels: channels, values.indices.map { function(values[$0], $0 % max(channels, 1)) })
  }

  /// The same numbers in rows of another width.
  package func reshaped(channels: Int) -> LayerMatrix {
    LayerMatrix(rows: values.count / channels, channels: channels, values)
  }
}

/// What going backward through a layer gives.
package struct LayerGradients: Sendable {
  package var input: LayerMatrix
  package var parameters: [String: [Double]]

  package init(input: LayerMatrix, parameters: [String: [Double]] = [:]) {
    self.input = input
    self.parameters = parameters
  }
}

/// One layer after another.
package struct ReferenceChain {
  package var layers: [any ReferenceLayer]

  package init(_ layers: [any ReferenceLayer]) { self.layers = layers }

  package func forward(_ x: LayerMatrix) -> LayerMatrix { layers.reduce(x) { $1.forward($0) } }

  /// The gradients of every layer, in the layers' order; the first one's `input` is the chain's.
  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> [LayerGradients] {
    var inputs = [x]
    for layer in layers { inputs.append(layer.forward(inputs[inputs.count - 1])) }
    var gradients: [LayerGradients] = []
    var current = dy
    for (layer, input) in zip(layers, inputs).reversed() {
      let found = layer.backward(input, upstream: current)
      gradients.append(found)
      current = found.input
    }
    return gradients.reversed()
  }
}
