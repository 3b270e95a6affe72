import CShims
import Synchronization

/// What the buffers of one object may take together, and what they take.
///
/// While a budget is the calling thread's, every `AlignedStorage` made there is charged to it, until it is freed, on
/// whichever thread.
package final class MemoryBudget: Sendable {
  private let limitBytes = Atomic<Int>(Int.max)
  private let usedBytes = Atomic<Int>(0)
  private let largestBytes = Atomic<Int>(0)

  package init() {}

  /// Bytes that may be used; what is used already is not given back.
  package var limit: Int {
    get { limitBytes.load(ordering: .relaxed) }
    set { limitBytes.store(newValue, ordering: .relaxed) }
  }

  /// Bytes in use.
  package var used: Int { usedBytes.load(ordering: .relaxed) }

  /// The most bytes that were ever in use.
  package var largest: Int { largestBytes.load(ordering: .relaxed) }

  /// The calling thread's budget.
  package static var current: MemoryBudget? {
    normkit_shims_budget().map { Unmanaged<MemoryBudget>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Makes this the calling thread's budget, until another is, or `normkit_shims_set_budget` takes it away.
  package func enter() { normkit_shims_set_budget(Unmanaged.passUnretained(self).toOpaque()) }

  /// Runs `body` with this as the calling thread's budget.
  package func charging<Result, Failure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = normkit_shims_budget()
    defer { normkit_shims_set_budget(before) }
    enter()
    return try body()
  }

  /// Takes bytes. Throws: `outOfMemory`, naming `purpose`, when they are more than are left.
  func take(_ bytes: Int, purpose: String) throws(NormKitError) {
    let (before, sum) = usedBytes.wrappingAdd(bytes, ordering: .relaxed)
    guard sum >= before, sum <= limit else {
      giveBack(bytes)
      throw NormKitError(
        .outOfMemory, "\(purpose): \(bytes) bytes more than \(before) would exceed the limit of \(limit) bytes")
    }
    largestBytes.max(sum, ordering: .relaxed)
  }

  /// Gives them back.
  func giveBack(_ bytes: Int) { _ = usedBytes.wrappingSubtract(bytes, ordering: .relaxed) }
}
