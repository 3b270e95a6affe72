package import Tensors

/// A layer made of layers. Its tensors are theirs, each name with the inner layer's before it: "dense/kernel".
package protocol CompositeLayer: Layer {
  /// The layers in it, in order.
  var inner: [any Layer] { get set }

  /// The names of its layers within it. Throws: as `LayerNames.assign`.
  func innerNames() throws(NormKitError) -> [String]

  /// The shapes that its layers read and write. Throws: as `outputShape`.
  func innerShapes(for input: Shape) throws(NormKitError) -> [(input: Shape, output: Shape)]
}

/// A layer where it stands in a model.
package struct PlacedLayer: Sendable {
  /// Its name with those of the layers that it is in: "residual/dense".
  package let path: String
  /// How many layers it is in.
  package let depth: Int
  package let layer: any Layer
  package let input: Shape
  package let output: Shape

  /// The layer called `name` that reads `input`, then those in it, each before its own. Throws: as `outputShape`.
  package static func all(of layer: any Layer, name: String, input: Shape) throws(NormKitError) -> [PlacedLayer] {
    try all(of: layer, path: name, depth: 0, input: input, output: layer.outputShape(for: input))
  }

  private static func all(
    of layer: any Layer, path: String, depth: Int, input: Shape, output: Shape
  ) throws(NormKitError) -> [PlacedLayer] {
    var found = [PlacedLayer(path: path, depth: depth, layer: layer, input: input, output: output)]
    guard let composite = layer as? any CompositeLayer else { return found }
    let names = try composite.innerNames()
    let shapes = try composite.innerShapes(for: input)
    for (index, inner) in composite.inner.enumerated() {
      found += try all(
        of: inner, path: "\(path)/\(names[index])", depth: depth + 1, input: shapes[index].input,
        output: shapes[index].output)
    }
    return found
  }
}

extension CompositeLayer {
  /// Puts `layer` in the place of the one whose names lead to it: ["residual_1", "dense"].
  package mutating func replace(_ names: ArraySlice<String>, by layer: any Layer) {
    guard let first = names.first, let place = (try? innerNames())?.firstIndex(of: first) else { return }
    if names.count == 1 {
      inner[place] = layer
    } else if var composite = inner[place] as? any CompositeLayer {
      composite.replace(names.dropFirst(), by: layer)
      inner[place] = composite
    }
  }
}
