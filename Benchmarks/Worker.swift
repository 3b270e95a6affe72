import ArgumentParser
import Threads

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How `make bench` talks to whoever it measures, ours and peers alike, one line at a time: first the worker prints
/// "check NUMBER…", what its work computes, so that all can be seen to do the same; then, warm, "ready". To each line
/// "run COUNT" it does its work so many times and answers "seconds MEDIAN" for one. It ends with its input.
struct Worker {
  /// Prints the numbers that show what the work computes.
  static func check(_ numbers: [Double]) { answer("check " + numbers.map { "\($0)" }.joined(separator: " ")) }

  /// Warms up, then answers until the input ends. Throws: `ValidationError` for a line that is not understood.
  static func serve(warmUp: Int, _ work: () throws -> Void) throws {
    for _ in 0..<warmUp { try work() }
    answer("ready")
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, words[0] == "run", let count = Int(words[1]), count >= 1 else {
        throw ValidationError("expected \"run COUNT\", got \"\(line)\"")
      }
      var times: [Double] = []
      times.reserveCapacity(count)
      for _ in 0..<count {
        let start = Clock.wall.now
        try work()
        times.append(Clock.wall.now - start)
      }
      answer("seconds \(median(times))")
    }
  }

  /// A whole line at once, past any buffer, for whoever waits at the other end of the pipe.
  private static func answer(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    write(STDOUT_FILENO, bytes, bytes.count)
  }
}

/// What every worker can be told.
struct WorkerOptions: ParsableArguments {
  @Option(help: "Threads to use. Default: all cores.")
  var threads: Int?

  /// Throws: `ValidationError` for a number of threads that cannot be.
  func apply() throws {
    if let threads, !WorkerPool.shared.setThreadCount(threads) {
      throw ValidationError("--threads must be in 0...\(WorkerPool.maximumThreadCount), got \(threads)")
    }
  }
}
