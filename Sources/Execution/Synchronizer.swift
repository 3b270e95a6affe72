/// Sums numbers over the workers of a training that runs in several processes.
package final class Synchronizer {
  private let reduce: (UnsafeMutablePointer<Double>, Int) -> Int32
  /// What the host's function answered when it failed; from then on it is not called.
  package private(set) var failure: Int32 = 0

  /// `reduce` replaces each number by its sum over all workers and returns 0; anything else is a failure.
  package init(_ reduce: @escaping (UnsafeMutablePointer<Double>, Int) -> Int32) { self.reduce = reduce }

  /// Replaces `count` numbers by their sums over all workers; whether that worked.
  package func sum(_ numbers: UnsafeMutablePointer<Double>, count: Int) -> Bool {
    if failure == 0 { failure = reduce(numbers, count) }
    return failure == 0
  }

  /// Lets a failed one be tried again.
  package func reset() { failure = 0 }
}
