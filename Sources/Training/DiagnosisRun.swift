import Data
import Execution
import Layers
import Models
import Tensors

/// One diagnosis on its way: passes over the data by batch statistics, by running ones, with gradients, and a
/// recalibration that is taken back.
struct DiagnosisRun {
  private let model: Sequential
  private let data: Dataset
  private let batchSize: Int
  private let form: BatchForm

  private var outputs: [String: SquareTally] = [:]
  private var inputs: [String: InputTally] = [:]
  /// Squares of the differences by statistics, and of the outputs by batch ones.
  private var differences: [String: (difference: Double, size: Double)] = [:]
  private var gradients: [String: SquareTally] = [:]
  private var weightGradients: [Double] = []
  private var recalibrated: [String: (mean: [Double], variance: [Double])] = [:]

  init(_ model: Sequential, _ data: Dataset, batchSize: Int) {
    self.model = model
    self.data = data
    self.batchSize = min(batchSize, data.count)
    form = model.form(for: data)
  }

  // MARK: Passes

  /// A plan of its own, with everything to be looked at in it.
  private func plan(_ mode: ExecutionMode, rows: Int, loss: LossFunction? = nil) throws(NormKitError) -> Plan {
    let program = try model.program(mode, batchSize: rows, loss: loss, form: form, observes: true)
    let plan = try Plan(program: program, store: model.store, table: model.table)
    plan.randomState.seed = model.seed
    return plan
  }

  /// The first samples of the batches and how many each has.
  private var batches: [(first: Int, rows: Int)] {
    stride(from: 0, to: data.count, by: batchSize).map { ($0, min(batchSize, data.count - $0)) }
  }

  /// Outputs and what goes into batch norms and activations, batch statistics normalizing; and what batch norms make of
  /// the same batches by running statistics.
  mutating func lookAtOutputs() throws(NormKitError) {
    let functions = functions
    var plans: [Int: (batch: Plan, running: Plan?)] = [:]
    for (first, rows) in batches {
      if plans[rows] == nil {
        let running = normalizations.isEmpty ? nil : try plan(.inference(.running), rows: rows)
        plans[rows] = (try plan(.inference(.batch), rows: rows), running)
      }
      guard let (batch, running) = plans[rows] else { continue }
      batch.load(data, from: first, rows: rows)
      batch.run()
      for seen in batch.program.observations { add(seen, of: batch, functions) }
      guard let running else { continue }
      running.load(data, from: first, rows: rows)
      running.run()
      for (own, other) in zip(batch.program.observations, running.program.observations)
      where own.role == .normalizationOutput {
        compare(own.layer, batch.values(of: own.matrix), running.values(of: other.matrix))
      }
    }
  }

  private mutating func add(_ seen: Observation, of plan: Plan, _ functions: [String: Activation.Function]) {
    let values = plan.values(of: seen.matrix)
    let channels = seen.matrix.channels
    switch seen.role {
    case .output: outputs[seen.layer, default: SquareTally()].add(values, channels: channels)
    case .normalizationInput, .activationInput:
      let total = values.count / min(batchSize, data.count) * data.count
      let function = seen.role == .activationInput ? functions[seen.layer] : nil
      inputs[seen.layer, default: InputTally(function, channels: channels, total: total)].add(values)
    case .normalizationOutput: break
    }
  }

  private mutating func compare(
    _ layer: String, _ batch: UnsafeBufferPointer<Float>, _ running: UnsafeBufferPointer<Float>
  ) {
    var (difference, size) = differences[layer] ?? (0, 0)
    for index in batch.indices {
      let change = Double(running[index]) - Double(batch[index])
      difference += change * change
      size += Double(batch[index]) * Double(batch[index])
    }
    differences[layer] = (difference, size)
  }

  /// Gradients as the next training steps would see them, dropout on; nothing moves.
  mutating func lookAtGradients(_ loss: LossFunction, step: Int) throws(NormKitError) {
    let before = try StatisticsSnapshot(model)
    defer { before.restore() }
    var sums = [Double](repeating: 0, count: model.store.weightCount)
    var samples = 0
    var plans: [Int: Plan] = [:]
    // A last batch of one sample would be an error in PyTorch's convention.
    for (first, rows) in batches where rows > 1 || first == 0 {
      if plans[rows] == nil { plans[rows] = try plan(.training, rows: rows, loss: loss) }
      guard let plan = plans[rows] else { continue }
      plan.load(data, from: first, rows: rows)
      plan.randomState.step = UInt64(step)
      plan.run()
      for seen in plan.program.observations where seen.role == .output {
        guard let gradient = seen.gradient else { continue }
        gradients[seen.layer, default: SquareTally()].add(
          plan.values(of: gradient), channels: gradient.channels, factor: Double(rows))
      }
      for index in sums.indices { sums[index] += Double(model.store.gradients.floats[index]) * Double(rows) }
      samples += rows
      before.restore()
    }
    weightGradients = sums.map { $0 / Double(max(samples, 1)) }
  }

  /// What sequential recalibration finds for the set in use; the model stays as it is.
  mutating func recalibrate() throws(NormKitError) {
    let before = try StatisticsSnapshot(model)
    defer { before.restore() }
    try model.recalibrate(data, batchSize: batchSize)
    for place in normalizations {
      recalibrated[place.path] = (
        try statistic("moving_mean", of: place), try statistic("moving_variance", of: place)
      )
    }
  }

  // MARK: What was found

  /// The layers that ran, each as it was found.
  func layers() throws(NormKitError) -> [Diagnosis.Layer] {
    var layers: [Diagnosis.Layer] = []
    for place in model.placedLayers {
      let output = outputs[place.path]
      let weights = weights(of: place)
      layers.append(
        Diagnosis.Layer(
          name: place.path, kind: type(of: place.layer).kind, outputNorm: output?.norm ?? 0,
          gradientNorm: gradients[place.path]?.norm, weightNorm: weights.norm, weightGradientNorm: weights.gradientNorm,
          inputPercentiles: inputs[place.path]?.percentiles ?? [],
          nonFiniteChannels: output?.nonFiniteChannels ?? [], normalization: try normalization(of: place),
          units: inputs[place.path]?.units))
    }
    return layers
  }

  private func weights(of place: PlacedLayer) -> (norm: Double?, gradientNorm: Double?) {
    guard !(place.layer is any CompositeLayer) else { return (nil, nil) }
    var (sum, gradients, count) = (0.0, 0.0, 0.0)
    for entry in model.store.entries
    where entry.declaration.role == .weight && entry.name.hasPrefix("\(place.path)/") {
      for value in model.store.values(of: entry) { sum += Double(value) * Double(value) }
      if !weightGradients.isEmpty {
        for index in entry.offset..<entry.offset + entry.shape.count {
          gradients += weightGradients[index] * weightGradients[index]
        }
      }
      count += Double(entry.shape.count)
    }
    guard count > 0 else { return (nil, nil) }
    return ((sum / count).squareRoot(), weightGradients.isEmpty ? nil : (gradients / count).squareRoot())
  }

  private func normalization(of place: PlacedLayer) throws(NormKitError) -> Diagnosis.Normalization? {
    guard let layer = place.layer as? BatchNormalization else { return nil }
    let mean = try statistic("moving_mean", of: place)
    let variance = try statistic("moving_variance", of: place)
    let found = recalibrated[place.path]
    let difference = differences[place.path]
    let updates = model.updates(of: layer, at: place.path)
    var normalization = Diagnosis.Normalization(
      updates: updates, startShare: model.startShare(of: layer, at: place.path),
      gap: difference.map { ($0.difference / max($0.size, .leastNormalMagnitude)).squareRoot() } ?? 0,
      runningMean: mean,
      runningVariance: variance, recalibratedMean: found?.mean ?? [], recalibratedVariance: found?.variance ?? [],
      constantChannels: (found?.variance ?? variance).indices.filter {
        (found?.variance ?? variance)[$0] < layer.epsilon
      })
    if let found {
      var (means, variances) = (0.0, 0.0)
      for channel in mean.indices {
        let spread = found.variance[channel] + layer.epsilon
        means += (mean[channel] - found.mean[channel]) * (mean[channel] - found.mean[channel]) / spread
        let ratio = logarithm((variance[channel] + layer.epsilon) / spread)
        variances += ratio * ratio
      }
      normalization.meanDrift = (means / Double(mean.count)).squareRoot()
      normalization.varianceDrift = (variances / Double(mean.count)).squareRoot()
    }
    return normalization
  }

  private func statistic(_ name: String, of place: PlacedLayer) throws(NormKitError) -> [Double] {
    guard let layer = place.layer as? BatchNormalization else { return [] }
    let suffix = layer.statisticsSuffix(of: model.statisticsSet)
    return model.store.values(of: try model.entry("\(place.path)/\(name)\(suffix)", "Sequential.diagnose"))
      .map(Double.init)
  }

  private var normalizations: [PlacedLayer] { model.placedLayers.filter { $0.layer is BatchNormalization } }

  /// What each layer's activation computes.
  private var functions: [String: Activation.Function] {
    var functions: [String: Activation.Function] = [:]
    for place in model.placedLayers {
      if let layer = place.layer as? Activation { functions[place.path] = layer.function }
      if let layer = place.layer as? Residual { functions[place.path] = layer.activation }
    }
    return functions
  }
}
