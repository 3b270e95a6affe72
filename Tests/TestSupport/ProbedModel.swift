package import Execution
package import Layers
package import Models
import Reference
package import Tensors

/// A model between two probes: what goes in and out of its layers, forward and backward, without a loss.
package final class ProbedModel {
  package let model: Sequential
  package let batchSize: Int

  /// What one training run left.
  package struct Run: Sendable, Equatable {
    package var outputs: [Float]
    package var inputGradient: [Float]
    /// By name, without the probes'.
    package var gradients: [String: [Float]]
    package var statistics: [String: [Float]]
  }

  /// `parameters` replace the start values of the tensors of these names.
  package init(
    _ layers: [any Layer], inputShape: Shape, batchSize: Int, seed: UInt64 = 1, parameters: [String: [Float]] = [:],
    fusions: [Fusion] = Fusion.all
  ) throws {
    model = try Sequential(
      inputShape: inputShape, seed: seed,
      layers: [InputProbe(batchSize: batchSize)] + layers + [OutputProbe(batchSize: batchSize)])
    self.batchSize = batchSize
    model.fusions = fusions
    try set(parameters)
  }

  /// Replaces the numbers of tensors by name.
  package func set(_ parameters: [String: [Float]]) throws {
    for (name, values) in parameters {
      guard let known = model.tensors.first(where: { $0.name == name }) else { continue }
      try model.setTensor(name, Tensor(known.shape, values))
    }
  }

  /// Gives every parameter random numbers that suit its name.
  package func randomize(seed: Int) throws {
    for (index, info) in model.tensors.enumerated() where !info.name.contains("probe") {
      let values = randomFloats(info.shape.count, seed: seed &+ 31 &* index, deviation: 0.5)
      let positive = info.name.hasSuffix("gamma") || info.name.hasSuffix("variance")
      try model.setTensor(info.name, Tensor(info.shape, positive ? values.map { 0.5 + abs($0) } : values))
    }
  }

  /// The numbers of one layer's tensors, by their own names.
  package func parameters(of layer: String) throws -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    for info in model.tensors where info.name.hasPrefix("\(layer)/") {
      found[String(info.name.dropFirst(layer.count + 1))] = try model.tensor(info.name).values.doubles
    }
    return found
  }

  /// One training run; the optimizer's step is left out.
  package func train(
    _ inputs: [Float], upstream: [Float], step: UInt64 = 0, sets: [Int32]? = nil, mask: [Float]? = nil
  ) throws -> Run {
    var form = BatchForm(of: model)
    form.mixesSets = sets != nil
    form.setNames = model.statisticsSets
    form.maskRows = (mask?.count ?? 0) / batchSize
    let plan = try model.plan(.training, batchSize: batchSize, form: form)
    try set(["output_probe/upstream": upstream])
    _ = plan.input.update(from: inputs)
    if let sets { _ = plan.sampleSets.update(from: sets) }
    if let mask { _ = plan.mask.update(from: mask) }
    plan.randomState.step = step
    plan.run()
    var run = Run(outputs: Array(plan.output), inputGradient: [], gradients: [:], statistics: [:])
    run.inputGradient = try model.gradient("input_probe/input").values
    for info in model.tensors where !info.name.contains("probe") {
      if info.isStatistic {
        run.statistics[info.name] = try model.tensor(info.name).values
      } else {
        run.gradients[info.name] = try model.gradient(info.name).values
      }
    }
    return run
  }

  /// The outputs outside training.
  package func infer(_ inputs: [Float], statistics: StatisticsSource = .running) throws -> [Float] {
    let shape = try Shape([batchSize] + model.inputShape.sizes)
    return try model.predict(Tensor(shape, inputs), batchSize: batchSize, statistics: statistics).values
  }
}

extension ProbedModel.Run {
  /// Where two runs differ by more than the tolerance.
  ///
  /// A gradient smaller than `leastShare` of the run's largest one, as that of a bias before a batch norm, is what rounding
  /// leaves of larger ones, and is measured by that share.
  package func mismatches(with other: Self, tolerance: Double = 1e-5, leastShare: Double = 0) -> [String] {
    var found: [String] = []
    func largest(_ values: [Float]) -> Double { values.reduce(0) { max($0, Double(abs($1))) } }
    let least = leastShare * other.gradients.values.reduce(0) { max($0, largest($1)) }
    func compare(_ what: String, _ a: [Float]?, _ b: [Float]) {
      let scale = what.hasPrefix("gradient") ? max(1, least / max(largest(b), .leastNormalMagnitude)) : 1
      if let wrong = mismatch(a ?? [], b, tolerance: tolerance * scale) { found.append("\(what): \(wrong)") }
    }
    compare("outputs", outputs, other.outputs)
    compare("input gradient", inputGradient, other.inputGradient)
    for (name, values) in other.gradients { compare("gradient of \(name)", gradients[name], values) }
    for (name, values) in other.statistics { compare(name, statistics[name], values) }
    return found
  }

  /// Whether every number is the same to the last bit.
  package func isIdentical(to other: Self) -> Bool {
    func same(_ a: [String: [Float]], _ b: [String: [Float]]) -> Bool {
      a.keys == b.keys && a.allSatisfy { sameBits($1, b[$0] ?? []) }
    }
    return sameBits(outputs, other.outputs) && sameBits(inputGradient, other.inputGradient)
      && same(gradients, other.gradients) && same(statistics, other.statistics)
  }
}
