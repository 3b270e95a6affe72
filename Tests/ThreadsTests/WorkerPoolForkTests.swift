import Foundation
import Synchronization
import Testing
import Threads

extension WorkerPoolTests {
  /// `fork`, which Swift does not offer by name.
  private static let fork = dlsym(nil, "fork").map {
    unsafeBitCast($0, to: (@convention(c) () -> pid_t).self)
  }

  /// Runs `body` in a forked child and returns its exit status; nil when it did not end within 30 s.
  private func inChild(_ body: () -> Bool) throws -> Int32? {
    let fork = try #require(Self.fork)
    let child = fork()
    if child == 0 { _exit(body() ? 0 : 1) }
    var status: Int32 = 0
    for _ in 0..<3000 {
      if waitpid(child, &status, WNOHANG) == child { return status }
      usleep(10_000)
    }
    kill(child, SIGKILL)
    waitpid(child, &status, 0)
    return nil
  }

  private func sumIsRight(_ pool: WorkerPool) -> Bool {
    let sum = Atomic<Int>(0)
    for _ in 0..<100 { pool.run(chunks: 50) { chunk, _ in sum.add(chunk, ordering: .relaxed) } }
    return sum.load(ordering: .relaxed) == 100 * 1225
  }

  @Test func aForkedChildStartsAnew() throws {
    let pool = WorkerPool(threadCount: 3)
    #expect(sumIsRight(pool))
    let status = try inChild {
      // The child's own child too.
      sumIsRight(pool) && (try? inChild { sumIsRight(pool) }) == 0 && sumIsRight(pool)
    }
    #expect(status == 0)
    #expect(sumIsRight(pool))
  }

  @Test func aForkWhileAnotherThreadWorksLeavesThePoolUsable() throws {
    let pool = WorkerPool(threadCount: 3)
    #expect(sumIsRight(pool))
    let stop = Atomic<Bool>(false)
    let stopped = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while !stop.load(ordering: .relaxed) { pool.run(chunks: 30) { _, _ in usleep(20) } }
      stopped.signal()
    }
    for _ in 0..<10 {
      usleep(2000)
      #expect(try inChild { sumIsRight(pool) } == 0)
    }
    stop.store(true, ordering: .relaxed)
    stopped.wait()
  }
}
