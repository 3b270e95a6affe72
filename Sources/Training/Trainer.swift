public import Data
public import Execution
public import Models
public import Tensors

/// A model being trained: the model, an optimizer with its state, and a loss. What Keras's `compile` makes.
///
/// Not safe to use from several threads at once.
public final class Trainer {
  /// The model whose parameters are trained.
  public let model: Sequential
  /// What training makes small.
  public let loss: Loss
  /// The loss's numbers.
  public let lossOptions: LossOptions
  /// How weights follow their gradients.
  public var optimizer: Optimizer { state.optimizer }
  /// Training steps done.
  public var iterations: Int { state.iterations }
  /// Epochs completed, over all calls of `fit`.
  public internal(set) var epochsCompleted = 0

  /// Batches of the present epoch that were done before the checkpoint that this training comes from.
  var batchesCompleted = 0

  /// What is measured besides loss and accuracy; see `setMetrics`.
  public private(set) var metrics: [Metric] = []

  let state: OptimizerState
  /// The average of the weights, where one is kept.
  var weightAverage: WeightAverage?
  /// Room for the gradients on their way through `synchronizer`.
  var gradientExchange: AlignedStorage?
  /// What `fit` measures in an epoch's steps, and, apart from it, what `evaluate` does.
  private(set) var trainingMeters: [MetricMeter] = []
  private var evaluationMeters: [MetricMeter] = []
  private var ranges: [Range<Int>]
  private var rangesRevision: Int

  /// Throws: `invalidArgument` for an optimizer or a loss whose numbers are out of range; `shape` when the loss does not fit the
  /// model's outputs; `outOfMemory`.
  public init(
    _ model: Sequential, optimizer: Optimizer, loss: Loss, lossOptions: LossOptions = LossOptions()
  ) throws(NormKitError) {
    guard loss != .sparseCategoricalCrossentropy && loss != .categoricalCrossentropy || model.outputShape.channels >= 2
    else {
      throw NormKitError(
        .shape, "Trainer: \(loss) needs at least 2 outputs, the model's are \(model.outputShape)")
    }
    try lossOptions.check(loss)
    self.model = model
    model.synchronizer = nil
    self.loss = loss
    self.lossOptions = lossOptions
    state = try OptimizerState(optimizer, store: model.store)
    ranges = model.store.trainableRanges
    rangesRevision = model.revision
  }

  /// One training step on all of `batch`; its loss and accuracy before the update.
  ///
  /// Throws: `shape` or `invalidArgument` when the data does not fit the model and loss; `outOfMemory` when a batch size
  /// is first seen. Cost: after the first call with a batch size nothing is allocated.
  @discardableResult
  public func trainOnBatch(_ batch: Dataset) throws(NormKitError) -> Metrics {
    try check(batch, "Trainer.trainOnBatch")
    let plan = try model.plan(
      .training, batchSize: batch.count, loss: function(for: batch), form: model.form(for: batch))
    plan.load(batch, from: 0, rows: batch.count)
    try step(plan)
    evaluationMeters.reset()
    evaluationMeters.add(plan)
    return MetricSum(plan).metrics(loss, evaluationMeters)
  }

  /// Changes the optimizer's learning rate for the steps to come; its averages go on, and a schedule multiplies it.
  ///
  /// Throws: `invalidArgument` for a rate that is not finite and greater than 0.
  public func setLearningRate(_ rate: Float) throws(NormKitError) { try state.setLearningRate(rate) }

  /// The value of `metrics[index]` over what `evaluate` or `trainOnBatch` measured last; not a number before. Allocates
  /// nothing.
  package func measured(_ index: Int) -> Double { evaluationMeters[index].value }

  /// Measures `metrics` too from now on: in `fit`, `evaluate` and `trainOnBatch`, in this order.
  ///
  /// Throws: `invalidArgument` for a number out of its range; `shape` when a metric does not fit the loss and the model's
  /// outputs.
  public func setMetrics(_ metrics: [Metric]) throws(NormKitError) {
    var meters: [MetricMeter] = []
    for metric in metrics + metrics {
      meters.append(try MetricMeter(metric, loss: loss, outputShape: model.outputShape))
    }
    self.metrics = metrics
    trainingMeters = Array(meters[..<metrics.count])
    evaluationMeters = Array(meters[metrics.count...])
  }

  /// Loss and accuracy over `data`, with the weights as they are; dropout is off.
  ///
  /// `statistics`: which ones normalize. With `.batch` the result depends on the split into batches.
  /// `progress`: called after every batch with the batches done and all of them; what is not `proceed` cancels.
  /// Throws: as `trainOnBatch`; `cancelled`.
  public func evaluate(
    _ data: Dataset, batchSize: Int = 256, statistics: StatisticsSource = .running,
    progress: ((_ batch: Int, _ batchCount: Int) throws(NormKitError) -> FitSignal)? = nil
  ) throws(NormKitError) -> Metrics {
    try check(data, "Trainer.evaluate")
    try model.checkBatchSize(batchSize, "Trainer.evaluate")
    guard let progress else { return try measure(data, batchSize: batchSize, statistics: statistics) }
    let batchCount = (data.count - 1) / batchSize + 1
    var batch = 0
    return try measure(data, batchSize: batchSize, statistics: statistics) { () throws(NormKitError) in
      batch += 1
      guard try progress(batch, batchCount) == .proceed else {
        throw NormKitError(.cancelled, "Trainer.evaluate: cancelled after batch \(batch) of \(batchCount)")
      }
    }
  }

  /// As `evaluate`; `report` is called after every batch.
  func measure(
    _ data: Dataset, batchSize: Int, statistics: StatisticsSource, _ report: () throws(NormKitError) -> Void = {}
  ) throws(NormKitError) -> Metrics {
    evaluationMeters.reset()
    let meters = evaluationMeters
    let sum = try sum(data, batchSize: batchSize, statistics: statistics) { (plan) throws(NormKitError) in
      meters.add(plan)
      try report()
    }
    return sum.metrics(loss, meters)
  }

  /// Losses and right answers; `seen` is called after every batch.
  func sum(
    _ data: Dataset, batchSize: Int, statistics: StatisticsSource,
    _ seen: (Plan) throws(NormKitError) -> Void = { _ in }
  ) throws(NormKitError) -> MetricSum {
    var sum = MetricSum()
    var first = 0
    while first < data.count {
      let rows = min(batchSize, data.count - first)
      let plan = try model.plan(
        .inference(statistics), batchSize: rows, loss: function(for: data), form: model.form(for: data))
      plan.load(data, from: first, rows: rows)
      plan.run()
      try model.checkNumerics(of: plan)
      sum.add(MetricSum(plan))
      try seen(plan)
      first += rows
    }
    return sum
  }

  /// The loss of a plan that runs on samples of `data`.
  func function(for data: Dataset) -> LossFunction {
    var function = loss.function
    function.parameter = lossOptions.parameter(of: loss)
    function.isWeighted = data.weightPointer != nil
    return function
  }

  // MARK: Steps

  /// Runs a training plan on the batch in its input, then the optimizer.
  ///
  /// Throws: `io` when the workers of several processes could not be joined; the weights stay as they were.
  func step(_ plan: Plan) throws(NormKitError) {
    guard weightAverage?.isSwapped != true else {
      throw NormKitError(.state, "Trainer: the model has the averaged weights; swap them back before training")
    }
    let before = model.checksNumerics ? try StatisticsSnapshot(model) : nil
    plan.randomState.step = UInt64(state.iterations)
    plan.run()
    if let before {
      do { try model.checkNumerics(of: plan) } catch {
        before.restore()
        throw error
      }
    }
    try synchronizeGradients(rows: plan.losses.count)
    if rangesRevision != model.revision {
      ranges = model.store.trainableRanges
      rangesRevision = model.revision
    }
    state.step(over: ranges, table: model.table)
    weightAverage?.add(after: state.iterations)
  }

  /// Throws unless `data` has the model's inputs and the loss's targets.
  func check(_ data: Dataset, _ function: String) throws(NormKitError) {
    guard data.count >= 1 else { throw NormKitError(.invalidArgument, "\(function): expected at least one sample") }
    guard data.sampleShape == model.inputShape else {
      throw NormKitError(
        .shape, "\(function): expected samples of shape \(model.inputShape), got \(data.sampleShape)")
    }
    try data.checkSets(function, count: model.statisticsSets.count)
    guard data.weightPointer == nil || model.outputShape.count == model.outputShape.channels else {
      throw NormKitError(
        .shape, "\(function): one weight a sample needs outputs of one axis, the model's are \(model.outputShape)")
    }
    if loss.function.takesLabels {
      guard data.labelPointer != nil else {
        throw NormKitError(.invalidArgument, "\(function): \(loss) needs labels, the data has none")
      }
      guard model.outputShape.count == model.outputShape.channels else {
        throw NormKitError(
          .shape, "\(function): one label a sample needs outputs of one axis, the model's are \(model.outputShape)")
      }
      try data.checkLabels(function, classes: model.outputShape.channels)
    } else {
      guard data.valuePointer != nil else {
        throw NormKitError(.invalidArgument, "\(function): \(loss) needs target numbers, the data has none")
      }
      guard let targetShape = data.targetShape, targetShape == model.outputShape else {
        throw NormKitError(
          .shape,
          "\(function): expected targets of shape \(model.outputShape), got \(data.targetShape?.description ?? "none")")
      }
    }
  }
}

extension Plan {
  /// Copies `rows` samples from row `first` on to where the plan reads.
  func load(_ data: Dataset, from first: Int, rows: Int) {
    loadInputs(data, from: first, rows: rows)
    if let labels = data.labelPointer {
      self.labels.baseAddress?.update(from: labels + first, count: rows)
    } else if let values = data.valuePointer {
      targets.baseAddress?.update(from: values + first * data.targetWidth, count: rows * data.targetWidth)
    }
    if let weights = data.weightPointer {
      sampleWeights.baseAddress?.update(from: weights + first, count: rows)
    }
  }

  /// The same without targets and weights: inputs, and what the samples say to normalizations.
  func loadInputs(_ data: Dataset, from first: Int, rows: Int) {
    let width = data.sampleShape.count
    input.baseAddress?.update(from: data.inputPointer + first * width, count: rows * width)
    if let sets = data.setPointer { sampleSets.baseAddress?.update(from: sets + first, count: rows) }
    if let mask = data.maskPointer {
      self.mask.baseAddress?.update(from: mask + first * data.maskRows, count: rows * data.maskRows)
    }
  }
}

extension Sequential {
  /// The model with an optimizer and a loss, ready to be trained. Throws: as `Trainer.init`.
  public func compile(
    optimizer: Optimizer, loss: Loss, lossOptions: LossOptions = LossOptions()
  ) throws(NormKitError) -> Trainer {
    try Trainer(self, optimizer: optimizer, loss: loss, lossOptions: lossOptions)
  }
}
