import Execution
import Models
import Tensors

/// A model's running statistics, counters and gradients at one moment, to be put back.
struct StatisticsSnapshot {
  private let store: ParameterStore
  private let statistics: AlignedStorage
  private let counters: AlignedStorage
  private let gradients: AlignedStorage

  init(_ model: Sequential) throws(NormKitError) {
    store = model.store
    statistics = try AlignedStorage(floats: store.statisticCount, purpose: "a copy of the statistics")
    counters = try AlignedStorage(byteCount: store.counters.byteCount, purpose: "a copy of the counters")
    gradients = try AlignedStorage(floats: store.weightCount, purpose: "a copy of the gradients")
    statistics.floats.update(from: store.statistics.floats, count: store.statisticCount)
    counters.base.copyMemory(from: store.counters.base, byteCount: store.counters.byteCount)
    gradients.floats.update(from: store.gradients.floats, count: store.weightCount)
  }

  func restore() {
    store.markChanged()
    store.statistics.floats.update(from: statistics.floats, count: store.statisticCount)
    store.counters.base.copyMemory(from: counters.base, byteCount: store.counters.byteCount)
    store.gradients.floats.update(from: gradients.floats, count: store.weightCount)
  }
}
