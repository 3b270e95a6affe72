import Execution
import Models
import Tensors

/// Early stopping's memory: the best epoch so far, and the parameters it left.
struct BestEpoch {
  private(set) var index: Int?
  private let rule: EarlyStopping
  private let store: ParameterStore
  private var best = Double.infinity
  private var waited = 0
  private let saved: (weights: AlignedStorage, statistics: AlignedStorage)?

  init(_ rule: EarlyStopping, model: Sequential) throws(NormKitError) {
    self.rule = rule
    store = model.store
    guard rule.restoreBestWeights else {
      saved = nil
      return
    }
    saved = (
      try AlignedStorage(floats: store.weightCount, purpose: "the best epoch's weights"),
      try AlignedStorage(floats: store.statisticCount, purpose: "the best epoch's statistics")
    )
  }

  /// Notes an epoch; whether to go on.
  mutating func wantsMore(after epoch: History.Epoch, index: Int) -> Bool {
    let value = cost(of: epoch)
    if value < best - rule.minimumDelta {
      best = value
      self.index = index
      waited = 0
      saved?.weights.floats.update(from: store.weights.floats, count: store.weightCount)
      saved?.statistics.floats.update(from: store.statistics.floats, count: store.statisticCount)
      return true
    }
    waited += 1
    return waited < max(rule.patience, 1)
  }

  /// Puts the best epoch's parameters back, where that was asked for.
  func restore() {
    guard let saved, index != nil else { return }
    store.weights.floats.update(from: saved.weights.floats, count: store.weightCount)
    store.statistics.floats.update(from: saved.statistics.floats, count: store.statisticCount)
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
