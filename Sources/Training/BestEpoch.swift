import Execution
package import Models
package import Tensors

/// Early stopping's memory: the best epoch so far, and the parameters it left.
package struct BestEpoch {
  /// The best epoch so far; nil before the first.
  package private(set) var index: Int?
  private let rule: EarlyStopping
  private let store: ParameterStore
  private var best = Double.infinity
  private var waited = 0
  private let saved: Saved?

  private struct Saved {
    var weights: AlignedStorage
    var statistics: AlignedStorage
    /// How many batches the statistics have averaged: without it later batches would be weighted wrongly.
    var counters: AlignedStorage
  }

  package init(_ rule: EarlyStopping, model: Sequential) throws(NormKitError) {
    self.rule = rule
    store = model.store
    guard rule.restoreBestWeights else {
      saved = nil
      return
    }
    saved = Saved(
      weights: try AlignedStorage(floats: store.weightCount, purpose: "the best epoch's weights"),
      statistics: try AlignedStorage(floats: store.statisticCount, purpose: "the best epoch's statistics"),
      counters: try AlignedStorage(byteCount: store.counters.byteCount, purpose: "the best epoch's counters"))
  }

  /// Notes an epoch; whether to go on. As in Keras the first is the best so far whatever its number is.
  package mutating func wantsMore(after epoch: History.Epoch, index: Int) -> Bool {
    let value = cost(of: epoch)
    if self.index == nil || value < best - rule.minimumDelta {
      best = value
      self.index = index
      waited = 0
      save()
      return true
    }
    waited += 1
    return waited < max(rule.patience, 1)
  }

  private func save() {
    guard let saved else { return }
    saved.weights.floats.update(from: store.weights.floats, count: store.weightCount)
    saved.statistics.floats.update(from: store.statistics.floats, count: store.statisticCount)
    saved.counters.base.copyMemory(from: store.counters.base, byteCount: store.counters.byteCount)
  }

  /// Puts the best epoch's parameters back, where that was asked for.
  func restore() {
    guard let saved, index != nil else { return }
    store.markChanged()
    store.weights.floats.update(from: saved.weights.floats, count: store.weightCount)
    store.statistics.floats.update(from: saved.statistics.floats, count: store.statisticCount)
    store.counters.base.copyMemory(from: saved.counters.base, byteCount: store.counters.byteCount)
  }

  /// What is watched, as a number that should fall.
  private func cost(of epoch: History.Epoch) -> Double {
    switch rule.monitor {
    case .validationLoss: epoch.validation?.loss ?? .infinity
    case .validationAccuracy: -(epoch.validation?.accuracy ?? -.infinity)
    case .loss: epoch.training.loss
    case .accuracy: -(epoch.training.accuracy ?? -.infinity)
    }
  }
}
