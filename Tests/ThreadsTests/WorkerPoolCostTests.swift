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
  @Test func latency() {
    for threads in [1, 2] {
      let pool = WorkerPool(threadCount: threads)
      pool.run(chunks: 2) { _, _ in }
      let rounds = 2000
      let start = DispatchTime.now().uptimeNanoseconds
      for _ in 0..<rounds { pool.run(chunks: threads * 4) { _, _ in } }
      let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / Double(rounds)
      print("empty run of \(threads * 4) chunks on \(threads) threads: \(Int(elapsed)) ns")
    }
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
