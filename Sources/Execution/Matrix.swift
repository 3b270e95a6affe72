/// One piece of memory that a program reads and writes, by its number.
package struct ValueID: Hashable, Sendable {
  package let index: Int
}

/// A value seen as rows × channels, contiguous. Flattening is another view of the same value.
package struct Matrix: Hashable, Sendable {
  package var value: ValueID
  package var rows: Int
  package var channels: Int

  package init(value: ValueID, rows: Int, channels: Int) {
    self.value = value
    self.rows = rows
    self.channels = channels
  }

  package var count: Int { rows * channels }
}

/// What a program knows of one value before memory is assigned.
package struct ValueDescription: Sendable {
  /// Where a value's memory comes from.
  package enum Storage: Hashable, Sendable {
    /// The plan's arena, by liveness: its content is gone after its last use.
    case arena
    /// The plan's arena, for as long as the plan lives: inputs, outputs, targets, losses.
    case kept
    /// Derived from the weights when they have changed; shared by the plans of a program.
    case prepared
    /// The parameter store's weights, gradients or running statistics, at an offset in floats.
    case weight(Int)
    case gradient(Int)
    case statistic(Int)
    /// The parameter store's counters, at an offset in Doubles.
    case counter(Int)
  }

  package var name: String
  package var byteCount: Int
  package var storage: Storage

  package init(name: String, byteCount: Int, storage: Storage) {
    self.name = name
    self.byteCount = byteCount
    self.storage = storage
  }
}
