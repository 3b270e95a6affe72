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

/// A text, filled up to `width` places.
func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// A number with so many decimals, right-aligned in ten places.
func column(_ value: Double, _ decimals: Int) -> String {
  var scale = 1
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int((value * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  let text = "\(scaled / scale)." + String(repeating: "0", count: decimals - fraction.count) + fraction
  return String(repeating: " ", count: max(0, 9 - text.count)) + text
}
