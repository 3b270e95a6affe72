import Foundation
import Synchronization
import Testing
import Threads

extension WorkerPoolTests {
  @Test func aRunAllocatesNothing() throws {
    let pool = WorkerPool(threadCount: 3)
    let sum = Atomic<Int>(0)
    let work = {
      for round in 0..<1000 {
        // Captures: the closure has a context, which must stay on the stack.
        pool.run(chunks: 5) { chunk, worker in sum.add(chunk + round + worker * 0, ordering: .relaxed) }
      }
    }
    work()
    let objects = try #require(ObjectCounter.objects(during: work))
    #expect(objects == 0)
    // The counter does count.
    #expect(ObjectCounter.objects { _ = Array(repeating: sum.load(ordering: .relaxed), count: 1000) } ?? 0 > 0)
  }

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

/// Counts the Swift objects that this thread allocates, through the runtime's hooks for instruments.
private enum ObjectCounter {
  typealias Allocate =
    @convention(c) (UnsafeRawPointer?, Int, Int) -> UnsafeMutableRawPointer?

  nonisolated(unsafe) static var allocate: Allocate?
  nonisolated(unsafe) static var thread = pthread_t()
  static let count = Atomic<Int>(0)

  /// nil where the runtime has no hooks.
  static func objects(during body: () -> Void) -> Int? {
    guard let hook = dlsym(nil, "_swift_allocObject"),
      let flag = dlsym(nil, "_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly")
    else { return nil }
    let function = hook.assumingMemoryBound(to: Allocate.self)
    let isOn = flag.assumingMemoryBound(to: Bool.self)
    allocate = function.pointee
    thread = pthread_self()
    count.store(0, ordering: .relaxed)
    function.pointee = { metadata, size, mask in
      if pthread_equal(ObjectCounter.thread, pthread_self()) != 0 { ObjectCounter.count.add(1, ordering: .relaxed) }
      return ObjectCounter.allocate?(metadata, size, mask)
    }
    isOn.pointee = true
    body()
    isOn.pointee = false
    if let allocate { function.pointee = allocate }
    return count.load(ordering: .relaxed)
  }
}
