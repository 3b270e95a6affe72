import Execution
import Layers
import Tensors

/// A model's layers with their names, shapes and parameters, before any memory is taken.
struct Blueprint {
  let inputShape: Shape
  let layers: [any Layer]
  let names: [String]
  /// The shapes before and after each layer: one more than there are layers.
  let shapes: [Shape]
  /// The layers and those in them, each before its own.
  let placed: [PlacedLayer]
  let tensors: [(name: String, declaration: ParameterDeclaration)]
  /// The index of each counting layer's counter.
  let counters: [String: Int]

  /// Throws: `shape` or `invalidArgument` from the layer that does not fit, named with its position.
  init(inputShape: Shape, layers: [any Layer]) throws(NormKitError) {
    guard inputShape.sizes.count >= 1, inputShape.count >= 1 else {
      throw NormKitError(.shape, "Sequential: inputShape must have axes of at least 1, got \(inputShape)")
    }
    guard !layers.isEmpty else { throw NormKitError(.invalidArgument, "Sequential: expected at least one layer") }
    let names = try LayerNames.assign(to: layers, in: "Sequential")
    var shapes = [inputShape]
    var placed: [PlacedLayer] = []
    var tensors: [(name: String, declaration: ParameterDeclaration)] = []
    var counters: [String: Int] = [:]
    for (index, layer) in layers.enumerated() {
      do {
        placed += try PlacedLayer.all(of: layer, name: names[index], input: shapes[index])
        shapes.append(try layer.outputShape(for: shapes[index]))
      } catch {
        throw NormKitError(error.code, "Sequential: layer \(index) (\(names[index])): \(error.message)")
      }
      for declaration in layer.parameters(for: shapes[index]) {
        tensors.append(("\(names[index])/\(declaration.name)", declaration))
      }
    }
    for place in placed where place.layer.countsUpdates {
      counters[place.path] = counters.count
      for set in place.layer.statisticsSets { counters["\(place.path)/\(set)"] = counters.count }
    }
    self.inputShape = inputShape
    self.layers = layers
    self.names = names
    self.shapes = shapes
    self.placed = placed
    self.tensors = tensors
    self.counters = counters
  }
}
