// A value that any thread may read or exchange.

internal import Threads

/// A value behind a lock, which is held for no longer than copying takes.
final class Guarded<Value>: @unchecked Sendable {
  private let lock = Lock()
  private var stored: Value

  init(_ value: Value) { stored = value }

  var value: Value { lock.locked { stored } }

  /// Puts another value in its place. Returns: the one that was there.
  @discardableResult
  func exchange(_ value: Value) -> Value {
    lock.locked {
      let before = stored
      stored = value
      return before
    }
  }
}
