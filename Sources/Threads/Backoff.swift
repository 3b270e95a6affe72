/// How many of a pool's threads take part in its jobs, where something else wants the processors too.
///
/// A thread that loses its processor within a chunk holds up its whole job, for milliseconds where the job takes
/// microseconds. When the caller has waited longer for the others than one thread fewer would have cost, one is left out for
/// a while, for longer each time it happens again soon; then it is tried again. Times are nanoseconds of one clock. The
/// pool's owner's.
struct Backoff {
  /// A wait that is never taken for a lost processor: the waking of a thread is in it.
  static let tolerated = 200_000
  /// A wait that is never taken for one: no scheduler keeps a thread away for so long; the chunks are uneven.
  static let uneven = 100_000_000
  /// How long a thread is left out for the first time, and at most.
  static let shortest = 5_000_000
  static let longest = 320_000_000

  /// Threads left out.
  private(set) var absent = 0
  private var pause = Self.shortest
  private var lastChange = 0

  /// How many of `count` threads take part in a job that begins now.
  mutating func team(of count: Int, now: Int) -> Int {
    if absent > 0, now - lastChange >= pause {
      absent -= 1
      lastChange = now
    }
    return max(1, count - absent)
  }

  /// Takes in that the caller worked for a while in a job of `team` threads, at least two, and then waited for the others.
  mutating func note(worked: Int, waited: Int, team: Int, of count: Int, now: Int) {
    guard waited > max(Self.tolerated, worked / (team - 1)), waited < Self.uneven else { return }
    pause = now - lastChange < 2 * pause ? min(2 * pause, Self.longest) : Self.shortest
    absent = min(absent + 1, count - 1)
    lastChange = now
  }
}
