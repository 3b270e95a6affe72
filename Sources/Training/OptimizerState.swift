import Execution
import KernelTable
import Tensors
import Threads

/// An optimizer's own numbers beside the weights, and its step over all of them.
final class OptimizerState {
  private(set) var optimizer: Optimizer
  /// Steps done; with it Adam corrects its moments and the schedule reads its rate.
  var iterations = 0
  private let store: ParameterStore
  private let slots: AlignedStorage
  private let clipping: GradientClipping?

  init(_ optimizer: Optimizer, store: ParameterStore) throws(NormKitError) {
    try optimizer.check()
    self.optimizer = optimizer
    self.store = store
    clipping = try optimizer.clipping.map { (rule) throws(NormKitError) in try GradientClipping(rule, store: store) }
    slots = try AlignedStorage(
      floats: store.weightCount * optimizer.slotCount, purpose: "the optimizer's state")
  }

  /// Takes another rate from the next step on. Throws: `invalidArgument` for one out of its range.
  func setLearningRate(_ rate: Float) throws(NormKitError) {
    var changed = optimizer
    changed.learningRate = rate
    try changed.check()
    optimizer = changed
  }

  /// All numbers of state: one run as long as the weights for each slot.
  var slotValues: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: slots.floats, count: store.weightCount * optimizer.slotCount)
  }

  /// One update of the weights in `ranges` by the gradients beside them, with the kernels of `table`. Allocates nothing.
  func step(over ranges: [Range<Int>], table: KernelTable) {
    let rate = optimizer.learningRate(at: iterations)
    iterations += 1
    store.markChanged()
    clipping?.apply(over: ranges, table: table)
    for range in ranges {
      // Pieces of whole cache lines, so that no two threads write one line.
      let size = 16384
      let chunks = (range.count + size - 1) / size
      WorkerPool.shared.run(chunks: chunks, limit: WorkerPool.shared.threadCount) { chunk, _ in
        let start = range.lowerBound + chunk * size
        self.update(start..<min(start + size, range.upperBound), rate: rate, table.update)
      }
    }
  }

  private func update(_ range: Range<Int>, rate: Float, _ update: UpdateKernels) {
    let weights = store.weights.floats + range.lowerBound
    let gradient = UnsafePointer(store.gradients.floats + range.lowerBound)
    let first = slots.floats + range.lowerBound
    switch optimizer.rule {
    case .sgd(let momentum, let nesterov):
      update.sgd(
        SGDRun(
          count: range.count, weights: weights, gradient: gradient, velocity: momentum == 0 ? nil : first,
          learningRate: rate, momentum: momentum, nesterov: nesterov, weightDecay: optimizer.weightDecay))
    case .adam(let beta1, let beta2, let epsilon):
      update.adam(
        AdamRun(
          count: range.count, weights: weights, gradient: gradient, mean: first,
          variance: first + store.weightCount, step: adamStep(rate, beta1, beta2), beta1: Double(beta1),
          beta2: Double(beta2),
          epsilon: epsilon, decay: rate * optimizer.weightDecay))
    case .rmsprop(let rho, let momentum, let epsilon, let centered):
      let second = first + store.weightCount
      update.rmsprop(
        RMSpropRun(
          count: range.count, weights: weights, gradient: gradient, squares: first,
          velocity: momentum == 0 ? nil : second,
          mean: centered ? (momentum == 0 ? second : second + store.weightCount) : nil, learningRate: rate, rho: rho,
          momentum: momentum, epsilon: epsilon, decay: rate * optimizer.weightDecay))
    }
  }

  /// lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ)
  private func adamStep(_ rate: Float, _ beta1: Double, _ beta2: Double) -> Float {
    let first = 1 - power(beta1, iterations)
    let second = 1 - power(beta2, iterations)
    return Float(Double(rate) * second.squareRoot() / first)
  }

  /// base^exponent by repeated squaring: the same bits on every machine.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, remaining) = (1.0, base, exponent)
    while remaining > 0 {
      if remaining & 1 == 1 { result *= factor }
      factor *= factor
      remaining >>= 1
    }
    return result
  }
}
