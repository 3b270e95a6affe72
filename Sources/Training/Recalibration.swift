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
  ///   - set: the named statistics to write; nil for those in use. Layers that do not have it are left alone.
  ///   - progress: called after every batch; what is not `proceed` cancels.
  ///
  /// The variance is the biased one unless the layer keeps unbiased ones; `alg2`'s is unbiased, as printed.
  /// Throws: `shape` or `invalidArgument` when the data, the batch size or the set does not fit; `cancelled`;
  /// `outOfMemory`. Whatever it throws, the model is as it was.
  public func recalibrate(
    _ data: Dataset, mode: Recalibration = .sequential, batchSize: Int = 256, into set: String? = nil,
    progress: ((RecalibrationProgress) throws(NormKitError) -> FitSignal)? = nil
  ) throws(NormKitError) {
    guard data.count >= 1, data.sampleShape == inputShape else {
      throw NormKitError(
        .shape,
        "Sequential.recalibrate: expected at least one sample of shape \(inputShape), got \(data.count) of "
          + "\(data.sampleShape)")
    }
    guard batchSize >= 1 else {
      throw NormKitError(.invalidArgument, "Sequential.recalibrate: batchSize must be at least 1, got \(batchSize)")
    }
    if let set { try checkSet(set, "Sequential.recalibrate") }
    let chosen = statisticsSet
    defer { statisticsSet = chosen }
    if let set { statisticsSet = set }
    let before = try StatisticsSnapshot(self)
    do {
      var run = try RecalibrationRun(self, data, batchSize: batchSize, progress: progress)
      switch mode {
      case .sequential: try run.sequential()
      case .alg2: try run.algorithm2()
      }
    } catch {
      before.restore()
      throw error
    }
  }
}

/// One recalibration on its way.
private struct RecalibrationRun {
  private let model: Sequential
  private let data: Dataset
  private let batchSize: Int
  private let progress: ((RecalibrationProgress) throws(NormKitError) -> FitSignal)?
  private var batch = 0
  private var batchCount = 0

  init(
    _ model: Sequential, _ data: Dataset, batchSize: Int,
    progress: ((RecalibrationProgress) throws(NormKitError) -> FitSignal)?
  ) throws(NormKitError) {
    self.model = model
    self.data = data
    self.batchSize = min(batchSize, data.count)
    self.progress = progress
  }

  mutating func sequential() throws(NormKitError) {
    let names = try model.normalizationInputs().map(\.layer)
    let perPass = (data.count + batchSize - 1) / batchSize
    batchCount = names.count * perPass
    for name in names {
      var moments: PooledMoments?
      var plans: [Int: Plan] = [:]
      for first in stride(from: 0, to: data.count, by: batchSize) {
        let rows = min(batchSize, data.count - first)
        if plans[rows] == nil { plans[rows] = try model.plan(upToNormalization: name, batchSize: rows) }
        guard let plan = plans[rows] else { continue }
        run(plan, from: first, rows: rows)
        if moments == nil { moments = try PooledMoments(channels: plan.program.output.channels) }
        moments?.add(UnsafeBufferPointer(plan.output))
        try report()
      }
      guard let moments, let layer = model.batchNormalization(name) else { continue }
      try withExtendedLifetime(moments) { () throws(NormKitError) in
        try model.setStatistics(
          of: name, mean: UnsafeBufferPointer(moments.means),
          variance: moments.variances(unbiased: layer.unbiasedVariance), batches: perPass)
      }
    }
  }

  mutating func algorithm2() throws(NormKitError) {
    let batches = data.count / batchSize
    batchCount = batches
    let program = try model.program(.inference(.batch), batchSize: batchSize, observes: true)
    let plan = try Plan(program: program, store: model.store, table: model.table)
    let inputs = program.observations.filter { $0.role == .normalizationInput }
    let averages = try inputs.map { (input) throws(NormKitError) in
      try AlignedStorage(doubles: 2 * input.matrix.channels, purpose: "averages of \(input.matrix.channels) channels")
    }
    for number in 0..<batches {
      run(plan, from: number * batchSize, rows: batchSize)
      for (input, average) in zip(inputs, averages) {
        let moments = try PooledMoments(channels: input.matrix.channels)
        moments.add(plan.values(of: input.matrix))
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

  private func run(_ plan: Plan, from first: Int, rows: Int) {
    let width = data.sampleShape.count
    plan.input.baseAddress?.update(from: data.inputPointer + first * width, count: rows * width)
    plan.run()
  }

  private mutating func report() throws(NormKitError) {
    batch += 1
    guard let progress else { return }
    guard try progress(RecalibrationProgress(batch: batch, batchCount: batchCount)) == .proceed else {
      throw NormKitError(.cancelled, "Sequential.recalibrate: cancelled after batch \(batch) of \(batchCount)")
    }
  }
}
