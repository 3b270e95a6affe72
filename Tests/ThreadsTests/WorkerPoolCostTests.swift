import Foundation
import Synchronization
import Testing
import Threads

/// That a run allocates nothing is counted by a C program with a counting malloc, Tests/C/test_allocations.c: the runtime's own
/// hooks switch the whole process, and other suites running at the same time have crashed in them.
extension WorkerPoolTests {
  /// Printed, not judged: the machine may be busy.
  @Test(arguments: [1, 2], [false, true]) func latency(threads: Int, besideABusyThread: Bool) {
    let pool = WorkerPool(threadCount: threads)
    pool.run(chunks: 2) { _, _ in }
    let stop = Atomic<Bool>(!besideABusyThread)
    Thread.detachNewThread { while !stop.load(ordering: .relaxed) {} }
    let empty = nanoseconds(rounds: 2000) { pool.run(chunks: 8) { _, _ in } }
    let full = nanoseconds(rounds: 300) { pool.run(chunks: 8) { _, _ in self.spin(microseconds: 20) } }
    stop.store(true, ordering: .relaxed)
    let neighbour = besideABusyThread ? " beside a busy one" : ""
    print("8 chunks on \(threads) threads\(neighbour): empty \(empty) ns, of 20 µs each \(full / 1000) µs")
  }

  private func nanoseconds(rounds: Int, _ body: () -> Void) -> UInt64 {
    let start = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<rounds { body() }
    return (DispatchTime.now().uptimeNanoseconds - start) / UInt64(rounds)
  }

  private func spin(microseconds: UInt64) {
    let end = DispatchTime.now().uptimeNanoseconds + microseconds * 1000
    while DispatchTime.now().uptimeNanoseconds < end {}
  }
}
