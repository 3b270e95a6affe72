/// y = act(main(x) + shortcut(x)), each path a chain of references.
package struct ResidualLayerReference: ReferenceLayer {
  /// A layer of a path with its name within the block.
  package struct Inner {
    package var name: String
    package var layer: any ReferenceLayer

    package init(_ name: String, _ layer: any ReferenceLayer) {
      self.name = name
      self.layer = layer
    }
  }

  package var main: [Inner]
  package var shortcut: [Inner]
  package var activation: any ReferenceLayer

  package init(main: [Inner], shortcut: [Inner], activation: any ReferenceLayer) {
    self.main = main
    self.shortcut = shortcut
    self.activation = activation
  }

  /// Those of both paths, each after its layer's name.
  package var parameters: [String: [Double]] {
    get { Self.named((main + shortcut).map { ($0.name, $0.layer.parameters) }) }
    set {
      for index in main.indices { Self.set(&main[index], from: newValue) }
      for index in shortcut.indices { Self.set(&shortcut[index], from: newValue) }
    }
  }

  private static func named(_ layers: [(String, [String: [Double]])]) -> [String: [Double]] {
    var all: [String: [Double]] = [:]
    for (layer, parameters) in layers {
      for (name, values) in parameters { all["\(layer)/\(name)"] = values }
    }
    return all
  }

  private static func set(_ inner: inout Inner, from values: [String: [Double]]) {
    for name in inner.layer.parameters.keys { inner.layer.parameters[name] = values["\(inner.name)/\(name)"] }
  }

  private func sum(_ x: LayerMatrix) -> LayerMatrix {
    let a = ReferenceChain(main.map(\.layer)).forward(x)
    let b = ReferenceChain(shortcut.map(\.layer)).forward(x)
    return LayerMatrix(rows: a.rows, channels: a.channels, zip(a.values, b.values).map { $0 + $1 })
  }

  package func forward(_ x: LayerMatrix) -> LayerMatrix { activation.forward(sum(x)) }

  package func backward(_ x: LayerMatrix, upstream dy: LayerMatrix) -> LayerGradients {
    let ds = activation.backward(sum(x), upstream: dy).input
    var input = x.mapped { _, _ in 0 }
    var parameters: [(String, [String: [Double]])] = []
    for path in [main, shortcut] {
      let gradients = ReferenceChain(path.map(\.layer)).backward(x, upstream: ds)
      let arriving = gradients.first?.input ?? ds
      for index in input.values.indices { input.values[index] += arriving.values[index] }
      parameters += zip(path, gradients).map { ($0.name, $1.parameters) }
    }
    return LayerGradients(input: input, parameters: Self.named(parameters))
  }
}
