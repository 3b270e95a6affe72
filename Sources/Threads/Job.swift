import CShims
import Synchronization

/// The chunks of one piece of work after another, claimed by whichever threads come for them: in rising order by the
/// caller and every second worker, in falling order by the others. So of two threads each has much the same half of the
/// chunks in job after job, and finds what it wrote in its own cache.
///
/// A job has a generation; odd: open, even: closed. Claims carry it, so that a thread that was held up anywhere fails
/// to claim from a later job with an earlier job's data, and so nobody has to wait for a thread that holds no chunk.
/// (Generations have 32 bits: the thread would have to be held up for exactly 2³¹ jobs.)
final class Job: Sendable {
  /// Most chunks of one job.
  static let maximumChunks = Int(UInt16.max)

  /// Generation in the upper half; in the lower how many chunks were claimed from the end (16 bits) and from the beginning.
  private let claims = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let chunks = Atomic<Int>(0)
  private let team = Atomic<Int>(0)
  private let code = Atomic<UInt>(0)
  private let captures = Atomic<UInt>(0)

  /// Offers chunks to workers below `team` and returns the generation. The job before must be closed.
  func open(chunks: Int, team: Int, body: normkit_closure) -> UInt64 {
    finished.store(0, ordering: .releasing)
    self.chunks.store(chunks, ordering: .releasing)
    self.team.store(team, ordering: .releasing)
    code.store(UInt(body.code), ordering: .releasing)
    captures.store(UInt(body.captures), ordering: .releasing)
    return advance()
  }

  /// Ends the job, all of whose chunks are finished; does nothing when it is closed already.
  func close() {
    if (claims.load(ordering: .relaxed) >> 32) & 1 == 1 { _ = advance() }
  }

  private func advance() -> UInt64 {
    let generation = (claims.load(ordering: .relaxed) >> 32 &+ 1) & 0xFFFF_FFFF
    claims.store(generation << 32, ordering: .sequentiallyConsistent)
    return generation
  }

  /// The generation of an open job that `worker` belongs to and has not seen yet.
  func generation(for worker: Int, after seen: UInt64) -> UInt64? {
    let generation = claims.load(ordering: .sequentiallyConsistent) >> 32
    guard generation & 1 == 1, generation != seen, worker < team.load(ordering: .acquiring) else { return nil }
    return generation
  }

  /// Whether every chunk has been run.
  var isFinished: Bool { finished.load(ordering: .sequentiallyConsistent) == chunks.load(ordering: .acquiring) }

  /// Runs chunks until none is left; true when it ran the one that finished last.
  func work(generation: UInt64, as worker: Int) -> Bool {
    // May belong to a later job already; then no claim below succeeds.
    let chunks = chunks.load(ordering: .acquiring)
    let body = normkit_closure(
      code: code.load(ordering: .acquiring), captures: captures.load(ordering: .acquiring))
    var ranLast = false
    let fromEnd = worker & 1 == 1
    var claim = claims.load(ordering: .acquiring)
    while claim >> 32 == generation {
      let (first, last) = (Int(claim & 0xFFFF), Int(claim >> 16 & 0xFFFF))
      guard first + last < chunks else { break }
      let (claimed, current) = claims.compareExchange(
        expected: claim, desired: claim + (fromEnd ? 1 << 16 : 1), ordering: .acquiringAndReleasing)
      guard claimed else {
        claim = current
        continue
      }
      normkit_shims_call_closure(body, fromEnd ? chunks - 1 - last : first, worker)
      ranLast = finished.add(1, ordering: .sequentiallyConsistent).newValue == chunks
      claim = claims.load(ordering: .acquiring)
    }
    return ranLast
  }
}
