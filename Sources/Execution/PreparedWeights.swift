import Synchronization
import Tensors
import Threads

/// What inference plans derive from a model's weights, once for all runs until the weights change: folded and packed copies.
/// Plans of one program share it, on as many threads as they run.
package final class PreparedWeights: @unchecked Sendable {
  let storage: AlignedStorage
  private let lock = Lock()
  /// Of the weights that the memory was derived from; −1 before the first.
  private let revision = Atomic<Int>(-1)

  /// Throws: `outOfMemory`.
  init(floats: Int) throws(NormKitError) {
    storage = try AlignedStorage(floats: floats, purpose: "the plan's copies of weights")
  }

  /// Runs `prepare` unless what it makes is there already; other threads wait for it.
  func refresh(to wanted: Int, _ prepare: () -> Void) {
    if revision.load(ordering: .acquiring) == wanted { return }
    lock.locked {
      guard revision.load(ordering: .relaxed) != wanted else { return }
      prepare()
      revision.store(wanted, ordering: .releasing)
    }
  }
}
