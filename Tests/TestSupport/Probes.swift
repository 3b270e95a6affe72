package import Execution
import Layers
package import Tensors

/// Stands before the first layer and makes the gradient by its input visible, as the gradient of a parameter.
package struct InputProbe: Layer {
  package static let kind = "input_probe"
  package var name: String?
  /// Of training.
  package var batchSize: Int

  package init(batchSize: Int) { self.batchSize = batchSize }

  package func outputShape(for input: Shape) throws(NormKitError) -> Shape { input }

  package func parameters(for input: Shape) -> [ParameterDeclaration] {
    let shape: Shape = [batchSize * input.rows, input.channels]
    return [ParameterDeclaration(name: "input", shape: shape, role: .weight, initializer: .zeros)]
  }

  package func lower(into lowering: inout Lowering) throws(NormKitError) {
    guard let seen = lowering.parameterGradient("input") else { return }
    lowering.markLearned()
    let input = lowering.current
    let copy = Matrix(value: seen, rows: input.rows, channels: input.channels)
    let gradient = try lowering.gradient(of: input)
    lowering.appendBackward([.map(MapStep(source: Operand(gradient), output: copy))])
  }
}

/// Stands behind the last layer and starts the backward pass with numbers of the test's choice.
package struct OutputProbe: Layer {
  package static let kind = "output_probe"
  package var name: String?
  /// Of training.
  package var batchSize: Int

  package init(batchSize: Int) { self.batchSize = batchSize }

  package func outputShape(for input: Shape) throws(NormKitError) -> Shape { input }

  package func parameters(for input: Shape) -> [ParameterDeclaration] {
    let shape: Shape = [batchSize * input.rows, input.channels]
    return [ParameterDeclaration(name: "upstream", shape: shape, role: .frozenWeight, initializer: .zeros)]
  }

  package func lower(into lowering: inout Lowering) throws(NormKitError) {
    guard lowering.mode.isTraining, lowering.needsGradient else { return }
    let output = lowering.current
    let upstream = Matrix(value: lowering.parameter("upstream"), rows: output.rows, channels: output.channels)
    let gradient = try lowering.gradient(of: output)
    lowering.appendBackward([.map(MapStep(source: Operand(upstream), output: gradient))])
  }
}
