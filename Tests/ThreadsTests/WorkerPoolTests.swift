import Foundation
import Synchronization
import Testing
import Threads

@Suite(.serialized) struct WorkerPoolTests {
  /// How often each chunk ran, and how often two calls with the same worker number ran at once.
  /// (An NSLock, because the thread sanitizer does not know what Synchronization's Mutex does.)
  private final class Log: @unchecked Sendable {
    private let lock = NSLock()
    private var runs: [Int]
    private var active: [Int: Int] = [:]
    private var clashes = 0

    init(chunks: Int) { runs = [Int](repeating: 0, count: chunks) }

    func record(chunk: Int, worker: Int) {
      lock.withLock {
        active[worker, default: 0] += 1
        if active[worker] != 1 { clashes += 1 }
        runs[chunk] += 1
      }
      lock.withLock { active[worker, default: 0] -= 1 }
    }

    func expectOnceEach(limit: Int) {
      lock.withLock {
        #expect(runs.allSatisfy { $0 == 1 })
        #expect(clashes == 0)
        #expect(active.keys.allSatisfy { $0 >= 0 && $0 < limit })
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 9], [0, 1, 2, 3, 5, 64, 1000])
  func everyChunkRunsOnce(threads: Int, chunks: Int) {
    let pool = WorkerPool(threadCount: threads)
    for limit in [1, 2, 3, 100] {
      for _ in 0..<5 {
        let log = Log(chunks: chunks)
        pool.run(chunks: chunks, limit: limit) { log.record(chunk: $0, worker: $1) }
        log.expectOnceEach(limit: min(limit, threads))
      }
    }
  }

  /// More chunks than one job has.
  @Test func manyChunksRunOnceEach() {
    let pool = WorkerPool(threadCount: 2)
    let log = Log(chunks: 150_001)
    pool.run(chunks: 150_001) { log.record(chunk: $0, worker: $1) }
    log.expectOnceEach(limit: 2)
  }

  /// Two threads work from both ends, so that each has the same chunks again and again.
  @Test func twoThreadsMeetInTheMiddle() {
    let pool = WorkerPool(threadCount: 2)
    let log = Order()
    pool.run(chunks: 64) { chunk, worker in
      log.note(chunk: chunk, worker: worker)
      usleep(200)
    }
    #expect(log.chunks[0] == log.chunks[0].sorted())
    #expect(log.chunks[1] == log.chunks[1].sorted(by: >))
    #expect((log.chunks[0] + log.chunks[1]).sorted() == Array(0..<64))
  }

  /// Which chunks each of two workers ran, in order.
  private final class Order: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var chunks: [[Int]] = [[], []]

    func note(chunk: Int, worker: Int) { lock.withLock { chunks[worker].append(chunk) } }
  }

  @Test func manyShortJobsLoseNothing() {
    let pool = WorkerPool(threadCount: 4)
    var sums = [Int](repeating: 0, count: 4 * 16)
    sums.withUnsafeMutableBufferPointer { sums in
      let lines = sums.baseAddress.map { UInt(bitPattern: $0) } ?? 0
      for job in 0..<20_000 {
        let chunks = job % 7 + 1
        pool.run(chunks: chunks, limit: 4) { chunk, worker in
          guard let lines = UnsafeMutablePointer<Int>(bitPattern: lines) else { return }
          lines[worker * 16] += chunk + job
        }
      }
    }
    let expected = (0..<20_000).reduce(0) { sum, job in
      let chunks = job % 7 + 1
      return sum + chunks * job + chunks * (chunks - 1) / 2
    }
    #expect(sums.reduce(0, +) == expected)
  }

  @Test func severalThreadsWorkAtOnce() {
    let pool = WorkerPool(threadCount: 3)
    let arrived = Atomic<Int>(0)
    // Each chunk waits until all three have begun: only three threads at once can end this.
    pool.run(chunks: 3) { _, _ in
      arrived.add(1, ordering: .sequentiallyConsistent)
      let deadline = Date(timeIntervalSinceNow: 20)
      while arrived.load(ordering: .sequentiallyConsistent) < 3, Date() < deadline { sched_yield() }
    }
    #expect(arrived.load(ordering: .sequentiallyConsistent) == 3)
  }

  @Test func aNestedRunStaysOnItsCaller() {
    let pool = WorkerPool(threadCount: 3)
    let inner = Atomic<Int>(0)
    let strayed = Atomic<Int>(0)
    pool.run(chunks: 20) { _, _ in
      let thread = pthread_self()
      pool.run(chunks: 10) { _, worker in
        inner.add(1, ordering: .relaxed)
        if worker != 0 || pthread_equal(thread, pthread_self()) == 0 { strayed.add(1, ordering: .relaxed) }
      }
    }
    #expect(inner.load(ordering: .relaxed) == 200)
    #expect(strayed.load(ordering: .relaxed) == 0)
  }

  @Test func severalCallersAtOnce() {
    let pool = WorkerPool(threadCount: 3)
    let total = Atomic<Int>(0)
    let finished = DispatchGroup()
    for _ in 0..<6 {
      finished.enter()
      Thread.detachNewThread {
        for _ in 0..<500 { pool.run(chunks: 9) { chunk, _ in total.add(chunk, ordering: .relaxed) } }
        finished.leave()
      }
    }
    #expect(finished.wait(timeout: .now() + 60) == .success)
    #expect(total.load(ordering: .relaxed) == 6 * 500 * 36)
  }

  @Test func theThreadCountMayChange() {
    let pool = WorkerPool(threadCount: 2)
    for count in [1, 4, 2, 7, 1, 3] {
      #expect(pool.setThreadCount(count))
      #expect(pool.threadCount == count)
      let log = Log(chunks: 50)
      pool.run(chunks: 50) { log.record(chunk: $0, worker: $1) }
      log.expectOnceEach(limit: count)
    }
    #expect(!pool.setThreadCount(-1))
    #expect(!pool.setThreadCount(WorkerPool.maximumThreadCount + 1))
    #expect(pool.threadCount == 3)
    #expect(pool.setThreadCount(0))
    #expect(pool.threadCount >= 1)
  }

  @Test func oneThreadOrOneChunkMakesNoThread() {
    usleep(50_000)  // threads of the tests before, which name themselves as they start
    let before = workerThreads().count
    let alone = WorkerPool(threadCount: 1)
    alone.run(chunks: 100) { _, _ in }
    let several = WorkerPool(threadCount: 4)
    several.run(chunks: 1) { _, _ in }
    several.run(chunks: 100, limit: 1) { _, _ in }
    several.run(chunks: 0) { _, _ in }
    several.run(chunks: -3) { _, _ in }
    usleep(50_000)
    #expect(workerThreads().count == before)
    several.run(chunks: 2) { _, _ in }
    usleep(50_000)
    #expect(workerThreads().count == before + 1)
  }

  @Test func idleWorkersSleepAndBlockAllSignals() throws {
    let pool = WorkerPool(threadCount: 3)
    // Threads of other pools may be at work for other tests.
    let lock = NSLock()
    var threads: Set<String> = []
    pool.run(chunks: 200) { _, worker in
      usleep(50)
      guard worker > 0, let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
      else { return }
      lock.withLock { _ = threads.insert((path as NSString).lastPathComponent) }
    }
    usleep(200_000)
    #expect(!threads.isEmpty && threads.isSubset(of: workerThreads()))
    for thread in threads {
      let status = try String(contentsOfFile: "/proc/self/task/\(thread)/status", encoding: .utf8)
      #expect(status.contains("State:\tS"))
      // All but SIGKILL (9), SIGSTOP (19), and glibc's own 32 and 33.
      #expect(status.contains("SigBlk:\tfffffffe7ffbfeff"))
    }
    // And wake again.
    let log = Log(chunks: 100)
    pool.run(chunks: 100) { log.record(chunk: $0, worker: $1) }
    log.expectOnceEach(limit: 3)
  }

  /// Kernel numbers of the pool's threads, all pools together.
  private func workerThreads() -> [String] {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return threads.filter {
      (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == "normkit\n"
    }
  }
}
