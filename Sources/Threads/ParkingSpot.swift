import CShims
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where one thread waits for a condition that another brings about: it spins a little, yields a while, then sleeps.
///
/// Never freed once used: a child of fork cannot destroy a condition variable that the parent's threads sleep on.
final class ParkingSpot: @unchecked Sendable {
  /// How long a waiting thread yields before it sleeps. About the gaps between the parts of a training step; waking a
  /// sleeper costs about 50 µs.
  static let patience = 200_000  // ns
  private static let spins = 40

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let wakening: UnsafeMutablePointer<pthread_cond_t>
  private let sleeps = Atomic<Bool>(false)

  init() {
    mutex = .allocate(capacity: 1)
    wakening = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wakening, nil)
  }

  /// Returns when `isFulfilled` is true. One thread at a time; its loads must be sequentially consistent.
  func wait(until isFulfilled: () -> Bool) {
    while !isFulfilledSoon(isFulfilled) {
      sleeps.store(true, ordering: .sequentiallyConsistent)
      pthread_mutex_lock(mutex)
      if !isFulfilled() { pthread_cond_wait(wakening, mutex) }
      pthread_mutex_unlock(mutex)
      sleeps.store(false, ordering: .sequentiallyConsistent)
      // A job shorter than the waking is over by now; but where it came from more will come at once. So the thread stays
      // awake for a while rather than sleep on, or it would miss every job of a busy time.
    }
  }

  /// Spins a little and yields a while; whether the condition came true meanwhile.
  private func isFulfilledSoon(_ isFulfilled: () -> Bool) -> Bool {
    for _ in 0..<Self.spins {
      if isFulfilled() { return true }
      normkit_shims_pause()
    }
    let deadline = Clock.nanoseconds + Self.patience
    repeat {
      if isFulfilled() { return true }
      sched_yield()
    } while Clock.nanoseconds < deadline
    return false
  }

  /// Wakes the thread that waits here, if it sleeps; call after the (sequentially consistent) store that fulfils it.
  func wake() {
    // In the one order of all these operations, either the sleeper announced itself before this load, or it sees the
    // store that came before this load when it looks a last time.
    guard sleeps.load(ordering: .sequentiallyConsistent) else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_signal(wakening)
    pthread_mutex_unlock(mutex)
  }
}
