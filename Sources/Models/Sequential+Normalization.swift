package import Execution
package import Layers
package import Tensors

/// What recalibration and diagnosis ask of a model's batch norms.
extension Sequential {
  /// What each batch norm takes its statistics of, in the order in which they run.
  package func normalizationInputs() throws(NormKitError) -> [Observation] {
    try program(.inference(.running), batchSize: 1, observes: true).observations
      .filter { $0.role == .normalizationInput }
  }

  /// The batch norms' names, in the order in which they are placed.
  package var normalizationNames: [String] {
    placedLayers.compactMap { $0.layer is BatchNormalization ? $0.path : nil }
  }

  /// The batch norm called `name`.
  package func batchNormalization(_ name: String) -> BatchNormalization? {
    placedLayers.first { $0.path == name }?.layer as? BatchNormalization
  }

  /// A plan that ends with what goes into the batch norm called `name`, by running statistics.
  package func plan(upToNormalization name: String, batchSize: Int) throws(NormKitError) -> Plan {
    let program = try program(.inference(.running), batchSize: batchSize, observes: true)
    guard let input = program.observations.first(where: { $0.layer == name && $0.role == .normalizationInput }) else {
      throw NormKitError(.invalidArgument, "no batch normalization is called \(name)")
    }
    return try Plan(program: program.leading(to: input.matrix).fused(by: fusions), store: store, table: table)
  }

  /// Writes the statistics of the set in use, where the layer has it; `batches` counts as their number, but at least as
  /// many as let the start be forgotten.
  package func setStatistics(
    of name: String, mean: UnsafeBufferPointer<Double>, variance: UnsafeBufferPointer<Double>, batches: Int
  ) throws(NormKitError) {
    guard let layer = batchNormalization(name) else { return }
    let suffix = layer.statisticsSuffix(of: statisticsSet)
    if statisticsSet != nil, suffix.isEmpty { return }
    for (tensor, values) in [("moving_mean", mean), ("moving_variance", variance)] {
      let target = store.changeableValues(of: try entry("\(name)/\(tensor)\(suffix)", "Sequential.recalibrate"))
      for channel in values.indices { target[channel] = Float(values[channel]) }
    }
    let count = max(Double(batches), Double(layer.updatesUntilMature))
    setStatisticsUpdates(of: name, set: suffix.isEmpty ? nil : statisticsSet, to: count)
  }
}
