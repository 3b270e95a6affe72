/// Layers without parameters: activations, softmax, another shape.

/// A function of every number.
package struct ActivationLayerReference: ReferenceLayer, Sendable {
  package var parameters: [String: [Double]] = [:]
  package var function: ActivationReference

  package init(_ function: ActivationReference) { self.function = function }

  package func forward(_ x: LayerMatrix) -> LayerMatrix { x.mapped { value, _ in function.value(value) } }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    var dx = dy
    for index in dx.values.indices { dx.values[index] *= function.derivative(x.values[index]) }
    return LayerGradients(input: dx)
  }
}

/// Softmax of every row.
package struct SoftmaxLayerReference: ReferenceLayer, Sendable {
  package var parameters: [String: [Double]] = [:]

  package init() {}

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    LayerMatrix(rows: x.rows, channels: x.channels, LossReference.softmax(x.values, classes: x.channels))
  }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    let dx = LossReference.softmaxGradient(y: forward(x).values, dy: dy.values, classes: x.channels)
    return LayerGradients(input: LayerMatrix(rows: x.rows, channels: x.channels, dx))
  }
}

/// The same numbers in rows of another width.
package struct FlattenLayerReference: ReferenceLayer, Sendable {
  package var parameters: [String: [Double]] = [:]
  package var channels: Int

  package init(channels: Int) { self.channels = channels }

  package func forward(_ x: LayerMatrix) -> LayerMatrix { x.reshaped(channels: channels) }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    LayerGradients(input: dy.reshaped(channels: x.channels))
  }
}

/// Every number times a given one: what dropout is, once its numbers are drawn.
package struct MaskLayerReference: ReferenceLayer, Sendable {
  package var parameters: [String: [Double]] = [:]
  package var mask: [Double]

  package init(_ mask: [Double]) { self.mask = mask }

  package func forward(_ x: LayerMatrix) -> LayerMatrix {
    LayerMatrix(rows: x.rows, channels: x.channels, zip(x.values, mask).map { $0 * $1 })
  }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    LayerGradients(input: forward(dy))
  }
}
