import Foundation
import Testing

@testable import Threads

/// Leaving out a thread that others' processes hold up.
@Suite struct BackoffTests {
  private static let millisecond = 1_000_000

  @Test func aThreadThatHeldUpAJobIsLeftOutForAWhile() {
    var backoff = Backoff()
    var now = 1_000 * Self.millisecond
    #expect(backoff.team(of: 2, now: now) == 2)
    backoff.note(worked: 20_000, waited: 3 * Self.millisecond, team: 2, of: 2, now: now)
    #expect(backoff.team(of: 2, now: now + Backoff.shortest - 1) == 1)
    now += Backoff.shortest
    #expect(backoff.team(of: 2, now: now) == 2)
  }

  @Test func whoIsHeldUpAgainSoonIsLeftOutForLonger() {
    var backoff = Backoff()
    var now = 1_000 * Self.millisecond
    var pauses: [Int] = []
    for _ in 0..<10 {
      backoff.note(worked: 20_000, waited: 3 * Self.millisecond, team: 2, of: 2, now: now)
      let start = now
      while backoff.team(of: 2, now: now) == 1 { now += Self.millisecond / 2 }
      pauses.append(now - start)
      now += Self.millisecond
    }
    #expect(pauses.first == Backoff.shortest)
    #expect(pauses.last == Backoff.longest)
    #expect(pauses == pauses.sorted())
    // After a time without, all is as in the beginning.
    now += 3 * Backoff.longest
    backoff.note(worked: 20_000, waited: 3 * Self.millisecond, team: 2, of: 2, now: now)
    #expect(backoff.team(of: 2, now: now + Backoff.shortest) == 2)
  }

  @Test func waitsThatOneThreadFewerWouldNotHaveSavedDoNotCount() {
    var backoff = Backoff()
    backoff.note(worked: 10 * Self.millisecond, waited: 9 * Self.millisecond, team: 2, of: 2, now: 0)
    backoff.note(worked: 20_000, waited: Backoff.tolerated, team: 2, of: 2, now: 0)
    backoff.note(worked: 20_000, waited: Backoff.uneven, team: 2, of: 2, now: 0)
    #expect(backoff.absent == 0)
    // Of five threads one less costs a quarter.
    backoff.note(worked: 10 * Self.millisecond, waited: 3 * Self.millisecond, team: 5, of: 5, now: 0)
    #expect(backoff.absent == 1)
  }

  @Test func atLeastTheCallerWorks() {
    var backoff = Backoff()
    for _ in 0..<9 { backoff.note(worked: 0, waited: 5 * Self.millisecond, team: 2, of: 3, now: 0) }
    #expect(backoff.absent == 2)
    #expect(backoff.team(of: 3, now: 1) == 1)
    // As many as are asked for, where fewer threads are wanted than are left.
    #expect(backoff.team(of: 1, now: 2) == 1)
  }

  /// A worker that sleeps in its chunk stands for one that lost its processor.
  @Test func aPoolGoesOnWithoutTheOneThatIsHeldUp() {
    let pool = WorkerPool(threadCount: 2)
    #expect(until(20) { workers(of: pool, workerSleeps: 2_000) == [0, 1] }, "the second thread comes")
    #expect(until(20) { workers(of: pool, workerSleeps: 2_000) == [0] }, "and is left out")
    _ = workers(of: pool, workerSleeps: 2_000)
    #expect(workers(of: pool, workerSleeps: 0, areLong: true, patience: 20).contains(1), "but not of long chunks")
    #expect(until(20) { workers(of: pool, workerSleeps: 0) == [0, 1] }, "and comes back")
  }

  /// Who ran the chunks of a job whose caller does not end before another came, or for `patience` seconds.
  private func workers(
    of pool: WorkerPool, workerSleeps microseconds: UInt32, areLong: Bool = false, patience: Double = 0.001
  ) -> Set<Int> {
    let lock = NSLock()
    nonisolated(unsafe) var seen: Set<Int> = []
    pool.run(chunks: 2, areLong: areLong) { _, worker in
      lock.withLock { _ = seen.insert(worker) }
      if worker == 0 {
        _ = until(patience) { lock.withLock { seen.count == 2 } }
      } else if microseconds > 0 {
        usleep(microseconds)
      }
    }
    return seen
  }

  /// Whether a condition comes true within some seconds.
  private func until(_ seconds: Double, _ condition: () -> Bool) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end { if condition() { return true } }
    return condition()
  }
}
