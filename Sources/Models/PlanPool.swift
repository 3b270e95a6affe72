import Execution
import Threads

/// Inference plans for as many threads as ask at the same time: each takes one of its own, which shares the copies of the
/// weights with the others, and gives it back.
final class PlanPool: @unchecked Sendable {
  struct Key: Hashable {
    var statistics: StatisticsSource
    var batchSize: Int
    var form: BatchForm
  }

  /// How many plans are kept for later; more may be at work.
  private static let limit = 16

  private let lock = Lock()
  /// The last given back at the end.
  private var idle: [(key: Key, plan: Plan)] = []
  private var prepared: [(key: Key, weights: PreparedWeights)] = []

  /// A plan that nobody uses, or else the copies of the weights that a new one can share.
  func take(_ key: Key) -> (plan: Plan?, weights: PreparedWeights?) {
    lock.locked {
      if let index = idle.lastIndex(where: { $0.key == key }) { return (idle.remove(at: index).plan, nil) }
      return (nil, prepared.first { $0.key == key }?.weights)
    }
  }

  /// Keeps a plan for the next that asks.
  func give(_ plan: Plan, _ key: Key) {
    lock.locked {
      if idle.count == Self.limit { idle.removeFirst() }
      idle.append((key, plan))
      guard !prepared.contains(where: { $0.key == key }) else { return }
      if prepared.count == Self.limit { prepared.removeFirst() }
      prepared.append((key, plan.prepared))
    }
  }

  /// Forgets all, when what plans are made from has changed.
  func removeAll() {
    lock.locked {
      idle.removeAll()
      prepared.removeAll()
    }
  }
}
