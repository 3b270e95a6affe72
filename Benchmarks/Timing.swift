#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A clock to measure work with.
enum Clock {
  /// Time of the world: what the user waits.
  case wall
  /// Time that the processor gave this thread: what the work costs, whoever else is busy.
  case threadCPU

  /// Seconds since some fixed moment.
  var now: Double {
    var time = timespec()
    clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// Seconds that one call takes, measured over `calls` calls.
  func seconds(calls: Int, _ body: () -> Void) -> Double {
    let start = now
    for _ in 0..<calls { body() }
    return (now - start) / Double(calls)
  }
}

/// How many calls of `body` make a measurement of about `seconds`.
func callsFilling(_ seconds: Double, _ body: () -> Void) -> Int {
  body()
  let once = Clock.wall.seconds(calls: 1, body)
  return max(1, Int(seconds / max(once, 1e-7)))
}

/// The middle one of several measurements.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
