package import Execution
import Layers
public import Tensors

/// Named statistics of all batch norms together: a set for each domain.
extension Sequential {
  /// The names of the sets that any of the layers has, in the order in which they were named.
  static func statisticsSets(of layers: [PlacedLayer]) -> [String] {
    var names: [String] = []
    for place in layers { names += place.layer.statisticsSets.filter { !names.contains($0) } }
    return names
  }

  /// Lets a set's statistics normalize and be followed from now on, in training and outside it; nil for the unnamed ones.
  /// A layer that has no set of that name goes on with its unnamed one. Files do not remember the choice.
  ///
  /// Throws: `invalidArgument` when no layer has a set of that name.
  public func useStatisticsSet(_ name: String?) throws(NormKitError) {
    if let name { try checkSet(name, "Sequential.useStatisticsSet") }
    statisticsSet = name
  }

  package func checkSet(_ name: String, _ function: String) throws(NormKitError) {
    guard !statisticsSets.contains(name) else { return }
    let known = statisticsSets.isEmpty ? "none" : statisticsSets.joined(separator: ", ")
    throw NormKitError(.invalidArgument, "\(function): no statistics set is called \(name); there is \(known)")
  }

  /// Gives every batch norm one more set, which starts as a copy of the unnamed one. γ and β are shared.
  ///
  /// Throws: `invalidArgument` for a name that is taken or does not work; `state` where a layer's sets have γ and β of their
  /// own: such sets are named before the model is made; `outOfMemory`.
  public func addStatisticsSet(_ name: String) throws(NormKitError) {
    var changed: [(place: PlacedLayer, layer: BatchNormalization)] = []
    var tensors: [(layer: String, declaration: ParameterDeclaration)] = []
    for place in placedLayers {
      guard var layer = place.layer as? BatchNormalization else { continue }
      guard !layer.affinePerSet else {
        throw NormKitError(
          .state,
          "Sequential.addStatisticsSet: \(place.path) has γ and β for each set, which must be named before the "
            + "model is made")
      }
      layer.statisticsSets.append(name)
      _ = try layer.outputShape(for: place.input)
      changed.append((place, layer))
      for declaration in layer.parameters(for: place.input).suffix(2) { tensors.append((place.path, declaration)) }
    }
    guard !changed.isEmpty else {
      throw NormKitError(.invalidArgument, "Sequential.addStatisticsSet: the model has no batch normalization")
    }
    try store.addStatistics(tensors, counterCount: changed.count)
    for (place, layer) in changed {
      counters["\(place.path)/\(name)"] = counters.count
      try replaceLayer(place, by: layer)
      try copyStatistics(of: place.path, to: name)
    }
  }

  private func copyStatistics(of layer: String, to set: String) throws(NormKitError) {
    for name in ["moving_mean", "moving_variance"] {
      let source = try entry("\(layer)/\(name)", "Sequential.addStatisticsSet")
      let target = try entry("\(layer)/\(name).\(set)", "Sequential.addStatisticsSet")
      _ = store.changeableValues(of: target).update(from: store.values(of: source))
    }
    if let from = counters[layer], let to = counters["\(layer)/\(set)"] {
      store.counterValues[to] = store.counterValues[from]
    }
  }
}

extension BatchForm {
  /// The model's choice of a set, for batches that bring nothing.
  package init(of model: Sequential) {
    self.init()
    statisticsSet = model.statisticsSet
  }
}
