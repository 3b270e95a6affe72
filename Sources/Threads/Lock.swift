#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A mutual exclusion of the system's own kind, which debuggers and sanitizers know.
package final class Lock: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  package init() {
    // By malloc, which has a reserve: what Swift's own allocate asks for with an alignment has none.
    let size = MemoryLayout<pthread_mutex_t>.size
    guard let memory = malloc(size) else { preconditionFailure("no \(size) bytes for a mutex") }
    mutex = memory.initializeMemory(as: pthread_mutex_t.self, to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    free(mutex)
  }

  /// Runs `body` while no other thread runs one under this lock.
  package func locked<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }
}
