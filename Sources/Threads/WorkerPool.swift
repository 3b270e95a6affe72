/// Runs the chunks of one piece of work on several threads.
///
/// Contract (implementation to come): chunks are claimed dynamically by the caller and the workers; `body(chunk, worker)`
/// runs once per chunk, `worker` in 0..<limit is unique among those running at the same time (0 is the caller). A pool
/// in use by another thread, or called from inside a chunk, runs all chunks on the caller. Nothing is allocated by `run`.
package final class WorkerPool: @unchecked Sendable {
  package static let shared = WorkerPool()

  /// How many threads work together, the caller included; at least 1.
  package var threadCount: Int { 1 }

  package func run(chunks: Int, limit: Int, _ body: (_ chunk: Int, _ worker: Int) -> Void) {
    for chunk in 0..<chunks { body(chunk, 0) }
  }
}
