import Execution
public import Tensors

/// How an average of the weights is kept beside them while they are trained.
///
/// Averaged weights often answer better than the last ones. They need statistics of their own: recalibrate after taking
/// them (Izmailov et al. 2018, §3.2).
public struct WeightAveraging: Sendable, Hashable, Codable {
  /// How weights are weighed.
  public enum Rule: Sendable, Hashable, Codable {
    /// average = momentum·average + (1 − momentum)·weights after every step that counts, from the first of them: Keras's
    /// `use_ema`. 0 ≤ momentum ≤ 1; Keras's is .99.
    case exponential(momentum: Double)
    /// The plain mean of the weights after the steps that count: stochastic weight averaging (Izmailov et al. 2018,
    /// arXiv 1803.05407, algorithm 1).
    case equal
  }

  /// How weights are weighed.
  public var rule: Rule
  /// Steps before the first that counts: ≥ 0.
  public var start: Int
  /// Every so many steps one counts, the first after `start` + this: ≥ 1.
  public var interval: Int

  /// An average over every step.
  public init(_ rule: Rule, start: Int = 0, interval: Int = 1) {
    self.rule = rule
    self.start = start
    self.interval = interval
  }

  func check() throws(NormKitError) {
    if case .exponential(let momentum) = rule, !(momentum >= 0 && momentum <= 1) {
      throw NormKitError(
        .invalidArgument, "Trainer.average: momentum must be in 0...1, got \(momentum)")
    }
    guard start >= 0, interval >= 1 else {
      throw NormKitError(
        .invalidArgument,
        "Trainer.average: start must be at least 0 and interval at least 1, got \(start) and \(interval)")
    }
  }
}

/// The average of a training's weights.
final class WeightAverage {
  let averaging: WeightAveraging
  /// How many weights it is of.
  private(set) var count = 0
  /// The average, or, while the model has it, the weights.
  private let values: AlignedStorage
  private(set) var isSwapped = false
  private let store: ParameterStore

  init(_ averaging: WeightAveraging, store: ParameterStore) throws(NormKitError) {
    try averaging.check()
    self.averaging = averaging
    self.store = store
    values = try AlignedStorage(floats: store.weightCount, purpose: "the weights' average")
  }

  var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: values.floats, count: store.weightCount)
  }

  func restore(count: Int, isSwapped: Bool) { (self.count, self.isSwapped) = (count, isSwapped) }

  /// Takes the weights after step `iterations`, if it counts. Allocates nothing.
  func add(after iterations: Int) {
    let counted = iterations - averaging.start
    guard counted > 0, counted % averaging.interval == 0 else { return }
    let share: Float
    switch averaging.rule {
    case .exponential(let momentum): share = count == 0 ? 1 : Float(1 - momentum)
    case .equal: share = 1 / Float(count + 1)
    }
    let weights = store.weights.floats
    if count == 0 {
      values.floats.update(from: weights, count: store.weightCount)
    } else {
      for index in 0..<store.weightCount {
        values.floats[index] += share * (weights[index] - values.floats[index])
      }
    }
    count += 1
  }

  /// Exchanges the model's weights and the average.
  func swap() {
    for index in 0..<store.weightCount { Swift.swap(&store.weights.floats[index], &values.floats[index]) }
    isSwapped.toggle()
    store.markChanged()
  }

  /// Gives the model the average; it goes on from there.
  func take() {
    store.weights.floats.update(from: values.floats, count: store.weightCount)
    store.markChanged()
  }
}

extension Trainer {
  /// Keeps an average of the weights from now on, begun anew; nil for none.
  ///
  /// Throws: `invalidArgument` for numbers out of their range; `state` while the model has the average; `outOfMemory`.
  /// Cost: one copy of the weights, and a pass over them at each step that counts; a step still allocates nothing.
  public func average(_ averaging: WeightAveraging?) throws(NormKitError) {
    guard weightAverage?.isSwapped != true else {
      throw NormKitError(.state, "Trainer.average: the model has the averaged weights; swap them back first")
    }
    weightAverage = try averaging.map { (rule) throws(NormKitError) in try WeightAverage(rule, store: model.store) }
  }

  /// How the weights are averaged; nil: not.
  public var weightAveraging: WeightAveraging? { weightAverage?.averaging }

  /// How many weights the average is of.
  public var averagedCount: Int { weightAverage?.count ?? 0 }

  /// Exchanges the model's weights and their average, as to measure or save with it; again to go on training. Running
  /// statistics stay those of the trained weights: `recalibrate` finds the average's.
  ///
  /// Throws: `state` when there is no average yet.
  public func swapWeightAverage() throws(NormKitError) { try existingAverage("Trainer.swapWeightAverage").swap() }

  /// Gives the model the averaged weights for good; training goes on from them.
  ///
  /// Throws: `state` when there is no average yet, or the model has it.
  public func takeWeightAverage() throws(NormKitError) {
    let average = try existingAverage("Trainer.takeWeightAverage")
    guard !average.isSwapped else {
      throw NormKitError(.state, "Trainer.takeWeightAverage: the model has the averaged weights; swap them back first")
    }
    average.take()
  }

  private func existingAverage(_ function: String) throws(NormKitError) -> WeightAverage {
    guard let weightAverage, weightAverage.count > 0 else {
      throw NormKitError(.state, "\(function): there is no average of the weights yet")
    }
    return weightAverage
  }
}
