public import Data
import Execution
import Layers
public import Models
public import Tensors

/// How population statistics are found with the weights as they are.
public enum Recalibration: Sendable, Hashable {
  /// Layer by layer: moments pooled over all samples, the earlier layers normalizing by what has been found for them. What
  /// a layer will see in use, whatever the batches. Costs one pass up to each batch norm.
  case sequential
  /// Algorithm 2 of Ioffe & Szegedy 2015 (arXiv 1502.03167), "PreciseBN": one pass by batch statistics, means and unbiased
  /// variances averaged over the batches. The result depends on the batches; samples that do not fill the last one are
  /// left out.
  case alg2
}

/// Where a recalibration is when it calls its caller.
public struct RecalibrationProgress: Sendable {
  /// Batches done.
  public var batch: Int
  /// Batches in all passes together.
  public var batchCount: Int
}

extension Sequential {
  /// Recomputes the running statistics of every batch norm over `data`, whose targets are not looked at, with the weights
  /// as they are: after short training, after averaging weights, or, into a named set, to adapt to another domain without
  /// labels (AdaBN, Li et al. 2016, arXiv 1603.04779).
  ///
  /// - Parameters:
  ///   - data: 1,000 to 10,000 samples suffice (Wu & Johnson 2021, arXiv 2105.07576).
  ///   - mode: how.
  ///   - batchSize: samples computed at once; with `alg2` the result depends on it.
  ///   - set: the named statistics to write; nil for those in use, or, where the data say which set each sample is of, for
  ///     each of these by its own samples. Layers that do not have a set are left alone.
  ///   - progress: called after every batch; what is not `proceed` cancels.
  ///
  /// Rows that the data mask do not count. The variance is the biased one unless the layer keeps unbiased ones; `alg2`'s is
  /// unbiased, as printed.
  /// Throws: `shape` or `invalidArgument` when the data, their mask, the batch size or the set does not fit; `cancelled`;
  /// `outOfMemory`. Whatever it throws, the model is as it was.
  public func recalibrate(
    _ data: Dataset, mode: Recalibration = .sequential, batchSize: Int = 256, into set: String? = nil,
    progress: ((RecalibrationProgress) throws(NormKitError) -> FitSignal)? = nil
  ) throws(NormKitError) {
    try checkSamples(data, batchSize, "Sequential.recalibrate")
    if let set { try checkSet(set, "Sequential.recalibrate") }
    let chosen = statisticsSet
    defer { statisticsSet = chosen }
    let before = try StatisticsSnapshot(self)
    do {
      var run = try RecalibrationRun(self, parts(of: data, into: set), mode, batchSize: batchSize, progress: progress)
      try run.run()
    } catch {
      before.restore()
      throw error
    }
  }

  /// The samples for each set to be written: all for `set`, else, copied, those that `data` names for each, else all for
  /// the one in use.
  private func parts(
    of data: Dataset, into set: String?
  ) throws(NormKitError) -> [(set: String?, data: Dataset)] {
    guard set == nil, let numbers = data.setPointer else { return [(set ?? statisticsSet, data)] }
    try data.checkSets("Sequential.recalibrate", count: statisticsSets.count)
    var parts: [(set: String?, data: Dataset)] = []
    for (number, set) in ([nil] + statisticsSets).enumerated() {
      let rows = (0..<data.count).filter { Int(numbers[$0]) == number }
      if !rows.isEmpty { parts.append((set, try data.subset(rows))) }
    }
    return parts
  }

  /// That `data` and `batchSize` are what a pass over the model can take.
  func checkSamples(_ data: Dataset, _ batchSize: Int, _ function: String) throws(NormKitError) {
    guard data.count >= 1, data.sampleShape == inputShape else {
      throw NormKitError(
        .shape,
        "\(function): expected at least one sample of shape \(inputShape), got \(data.count) of \(data.sampleShape)")
    }
    try checkBatchSize(batchSize, function)
  }
}

/// One recalibration on its way.
private struct RecalibrationRun {
  private let model: Sequential
  private let parts: [(set: String?, data: Dataset)]
  private let mode: Recalibration
  private let batchSize: Int
  private let progress: ((RecalibrationProgress) throws(NormKitError) -> FitSignal)?
  private let names: [String]
  private var batch = 0
  private var batchCount = 0

  init(
    _ model: Sequential, _ parts: [(set: String?, data: Dataset)], _ mode: Recalibration, batchSize: Int,
    progress: ((RecalibrationProgress) throws(NormKitError) -> FitSignal)?
  ) throws(NormKitError) {
    self.model = model
    self.parts = parts
    self.mode = mode
    self.batchSize = batchSize
    self.progress = progress
    names = try model.normalizationInputs().map(\.layer)
    let passes = mode == .sequential ? names.count : 1
    batchCount = passes * parts.reduce(0) { $0 + batches(of: $1.data) }
  }

  mutating func run() throws(NormKitError) {
    for (set, data) in parts {
      model.statisticsSet = set
      switch mode {
      case .sequential: try sequential(data)
      case .alg2: try algorithm2(data)
      }
    }
  }

  /// A batch of `data` holds no more samples than there are.
  private func size(of data: Dataset) -> Int { min(batchSize, data.count) }

  /// Batches in one pass over `data`: `alg2` leaves out what fills none.
  private func batches(of data: Dataset) -> Int {
    let size = size(of: data)
    return mode == .alg2 ? data.count / size : (data.count + size - 1) / size
  }

  private mutating func sequential(_ data: Dataset) throws(NormKitError) {
    let size = size(of: data)
    for name in names {
      var moments: PooledMoments?
      var plans: [Int: Plan] = [:]
      for first in stride(from: 0, to: data.count, by: size) {
        let rows = min(size, data.count - first)
        if plans[rows] == nil { plans[rows] = try model.plan(upToNormalization: name, batchSize: rows) }
        guard let plan = plans[rows] else { continue }
        plan.loadInputs(data, from: first, rows: rows)
        plan.run()
        let output = plan.program.output
        if moments == nil { moments = try PooledMoments(channels: output.channels) }
        let mask = try mask(of: data, from: first, matching: output.rows / rows, at: name)
        moments?.add(UnsafeBufferPointer(plan.output), mask: mask)
        try report()
      }
      guard let moments, let layer = model.batchNormalization(name) else { continue }
      try check(moments)
      try withExtendedLifetime(moments) { () throws(NormKitError) in
        try model.setStatistics(
          of: name, mean: UnsafeBufferPointer(moments.means),
          variance: moments.variances(unbiased: layer.unbiasedVariance), batches: batches(of: data))
      }
    }
  }

  private mutating func algorithm2(_ data: Dataset) throws(NormKitError) {
    let size = size(of: data)
    let batches = batches(of: data)
    var form = BatchForm(of: model)
    form.maskRows = data.maskRows
    let program = try model.program(.inference(.batch), batchSize: size, form: form, observes: true)
    let plan = try Plan(program: program, store: model.store, table: model.table)
    let inputs = program.observations.filter { $0.role == .normalizationInput }
    let averages = try inputs.map { (input) throws(NormKitError) in
      try AlignedStorage(doubles: 2 * input.matrix.channels, purpose: "averages of \(input.matrix.channels) channels")
    }
    for number in 0..<batches {
      let first = number * size
      plan.loadInputs(data, from: first, rows: size)
      plan.run()
      for (input, average) in zip(inputs, averages) {
        let moments = try PooledMoments(channels: input.matrix.channels)
        let mask = try mask(of: data, from: first, matching: input.matrix.rows / size, at: input.layer)
        moments.add(plan.values(of: input.matrix), mask: mask)
        try check(moments)
        withExtendedLifetime((moments, average)) { Self.add(moments, to: average, of: Double(batches)) }
      }
      try report()
    }
    for (input, average) in zip(inputs, averages) {
      let channels = input.matrix.channels
      try withExtendedLifetime(average) { () throws(NormKitError) in
        try model.setStatistics(
          of: input.layer, mean: UnsafeBufferPointer(average.doubles(from: 0, count: channels)),
          variance: UnsafeBufferPointer(average.doubles(from: channels, count: channels)), batches: batches)
      }
    }
  }

  /// The mask of the samples from `first` on, [samples, rows].
  private func mask(
    of data: Dataset, from first: Int, matching rows: Int, at layer: String
  ) throws(NormKitError) -> UnsafePointer<Float>? {
    guard let mask = data.maskPointer else { return nil }
    guard rows == data.maskRows else {
      throw NormKitError(
        .shape,
        "Sequential.recalibrate: the mask is for \(data.maskRows) rows a sample, at \(layer) a sample has \(rows)")
    }
    return mask + first * data.maskRows
  }

  private func check(_ moments: PooledMoments) throws(NormKitError) {
    guard moments.count > 0 else {
      throw NormKitError(
        .invalidArgument, "Sequential.recalibrate: the mask leaves no row to take statistics of\(inBatches)")
    }
  }

  private var inBatches: String { mode == .alg2 ? " in batch \(batch + 1)" : "" }

  /// Adds one batch's means and unbiased variances, one of `batches`, to their averages [2, channels].
  private static func add(_ moments: PooledMoments, to average: AlignedStorage, of batches: Double) {
    let channels = moments.channels
    let means = average.doubles(from: 0, count: channels)
    let variances = average.doubles(from: channels, count: channels)
    let variance = moments.variances(unbiased: true)
    for channel in 0..<channels {
      means[channel] += moments.means[channel] / batches
      variances[channel] += variance[channel] / batches
    }
  }

  private mutating func report() throws(NormKitError) {
    batch += 1
    guard let progress else { return }
    guard try progress(RecalibrationProgress(batch: batch, batchCount: batchCount)) == .proceed else {
      throw NormKitError(.cancelled, "Sequential.recalibrate: cancelled after batch \(batch) of \(batchCount)")
    }
  }
}
