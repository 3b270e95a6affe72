import CShims
import Synchronization

/// Runs the chunks of one piece of work on several threads.
///
/// Threads are made by the first work that needs them, never at load, and never with a thread count of 1. They block
/// all signals, sleep when there is nothing to do, and live as long as the process; after fork, the child starts
/// without any. A pool that has made threads is never freed.
package final class WorkerPool: Sendable {
  /// The pool that everything in the process shares.
  package static let shared = WorkerPool()

  /// Most threads that a pool makes, the caller included.
  package static let maximumThreadCount = 256

  /// 0: not decided yet.
  private let count: Atomic<Int>
  /// `token` of the process while a job runs; any other number: free, also the token of a parent process.
  private let ownership = Atomic<UInt>(0)
  /// The owner alone opens and closes it.
  private let job = Job()
  /// The owner's.
  private let crew = Crew()

  /// A pool of its own, for `threadCount` threads, or as many as `setThreadCount(0)` chooses.
  package init(threadCount: Int = 0) { count = Atomic(threadCount) }

  /// How many threads work together, the caller included; at least 1.
  package var threadCount: Int {
    let chosen = count.load(ordering: .relaxed)
    if chosen > 0 { return chosen }
    let standard = ThreadCount.standard(maximum: Self.maximumThreadCount)
    count.store(standard, ordering: .relaxed)
    return standard
  }

  /// Chooses how many threads work together, from the next `run` on; 0: `NORMKIT_NUM_THREADS` or, without it, the
  /// cores this process may use. False, with nothing changed, outside 0...`maximumThreadCount`.
  ///
  /// Threads no longer needed stay asleep. May be called from any thread.
  package func setThreadCount(_ threadCount: Int) -> Bool {
    guard (0...Self.maximumThreadCount).contains(threadCount) else { return false }
    count.store(threadCount, ordering: .relaxed)
    return true
  }

  /// Calls `body(chunk, worker)` once for every chunk in 0..<chunks, and returns when all calls have.
  ///
  /// Chunks are claimed by whoever is free, the caller among them, from both ends (see `Job`). `worker` is in
  /// 0..<min(limit, threadCount), unique among the calls of this `run` that run at the same time; 0 is the caller. Runs
  /// everything on the caller when the pool is in use by another thread, or when called from inside a chunk (`worker`
  /// is 0 then too: memory per worker must be the inner work's own). Threads that other processes hold up are left out (see
  /// `Backoff`) unless chunks `areLong`: of seconds. Allocates nothing once its threads exist.
  package func run(
    chunks: Int, limit: Int = .max, areLong: Bool = false, _ body: (_ chunk: Int, _ worker: Int) -> Void
  ) {
    let wanted = min(threadCount, limit, chunks)
    guard chunks <= Job.maximumChunks else { return runInParts(chunks: chunks, limit: limit, areLong: areLong, body) }
    guard wanted > 1, takeOwnership() else {
      return Self.runAlone(chunks: chunks, body)
    }
    defer { ownership.store(0, ordering: .releasing) }
    if crew.leaveParentBehind() { job.close() }
    let start = Clock.nanoseconds
    let present = areLong ? wanted : crew.backoff.team(of: threadCount, now: start)
    let team = crew.grow(to: min(wanted, present)) { Post(pool: self, worker: $0, spot: $1) }
    guard team > 1 else { return Self.runAlone(chunks: chunks, body) }
    let generation = job.open(chunks: chunks, team: team, body: words(of: body))
    crew.wake(team: team)
    if !job.work(generation: generation, as: 0) {
      let end = Clock.nanoseconds
      crew.caller.wait { job.isFinished }
      let now = Clock.nanoseconds
      if !areLong {
        crew.backoff.note(worked: end - start, waited: now - end, team: team, of: threadCount, now: now)
      }
    }
    job.close()
  }

  /// More chunks than a job can have.
  private func runInParts(chunks: Int, limit: Int, areLong: Bool, _ body: (Int, Int) -> Void) {
    for first in stride(from: 0, to: chunks, by: Job.maximumChunks) {
      run(chunks: min(Job.maximumChunks, chunks - first), limit: limit, areLong: areLong) { body(first + $0, $1) }
    }
  }

  private static func runAlone(chunks: Int, _ body: (Int, Int) -> Void) {
    for chunk in 0..<max(chunks, 0) { body(chunk, 0) }
  }

  private func takeOwnership() -> Bool {
    let token = Fork.token
    let owner = ownership.load(ordering: .relaxed)
    return owner != token
      && ownership.compareExchange(expected: owner, desired: token, ordering: .acquiringAndReleasing).exchanged
  }

  /// What a worker thread does for ever.
  func serve(as worker: Int, at spot: ParkingSpot) -> Never {
    var seen: UInt64 = 0
    while true {
      spot.wait { job.generation(for: worker, after: seen) != nil }
      guard let generation = job.generation(for: worker, after: seen) else { continue }
      if job.work(generation: generation, as: worker) { crew.caller.wake() }
      seen = generation
    }
  }
}

/// The two words of a closure that does not escape: see CShims/threads.c.
@_silgen_name("normkit_shims_closure")
private func words(of body: (Int, Int) -> Void) -> normkit_closure
