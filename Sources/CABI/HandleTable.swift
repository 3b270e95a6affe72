// The objects that C holds handles of, and the rule by which calls share them.

internal import CShims
internal import Tensors
internal import Threads

/// What a C handle is made of: a slot, and which of the slot's successive objects is meant. Null is all zeros.
protocol Handle {
  /// The object's name in error texts: "dataset".
  static var noun: StaticString { get }
  var index: UInt32 { get }
  var generation: UInt32 { get }
  init(index: UInt32, generation: UInt32)
}

extension Handle {
  /// Whether it stands for nothing.
  var isNull: Bool { index == 0 && generation == 0 }
}

/// Turns handles into objects: a handle that is null, stale or made up is an error here, never a crash.
///
/// Each object is in use by one writer or by any number of readers; whoever comes in between gets `busy` at once, so that
/// no call ever waits for another. Nothing is allocated but by `insert`.
final class HandleTable<Key: Handle, Object>: @unchecked Sendable {
  private struct Slot {
    var generation: UInt32 = 0
    /// How many readers; -1 for a writer.
    var users = 0
    var object: Object?
  }

  private let lock = Lock()
  private var slots: [Slot] = []
  private var free: [Int] = []

  /// Keeps the object and makes its handle.
  func insert(_ object: Object) throws(NormKitError) -> Key {
    try lock.locked { () throws(NormKitError) in
      if free.isEmpty {
        guard slots.count < Int(UInt32.max) else {
          throw NormKitError(.outOfMemory, "no \(Key.noun) handle is left: all 4294967295 are in use")
        }
        free.append(slots.count)
        slots.append(Slot())
      }
      let index = free.removeLast()
      slots[index].generation += 1
      slots[index].object = object
      return Key(index: UInt32(index), generation: slots[index].generation)
    }
  }

  /// Lets go of the object; for a null handle there is nothing to do. Throws: `handle` when stale, `busy` when in use.
  func remove(_ key: Key) throws(NormKitError) {
    if key.isNull { return }
    // Letting go may be long work and may call the user back: it happens where `removed` ends, after the lock.
    let removed = try lock.locked { () throws(NormKitError) -> Object in
      let (index, object) = try find(key)
      guard slots[index].users == 0 else { throw Self.busy }
      slots[index].object = nil
      // A slot whose generations are used up is never used again.
      if slots[index].generation < .max { free.append(index) }
      return object
    }
    withExtendedLifetime(removed) {}
  }

  /// Runs `body` as the object's only user. Throws: `handle` when null or stale, `busy` when anyone uses the object.
  func write<Result>(_ key: Key, _ body: (Object) throws -> Result) throws -> Result {
    let object = try take(key, asWriter: true)
    defer { lock.locked { slots[Int(key.index)].users = 0 } }
    return try body(object)
  }

  /// As `write`, for objects that are values: the changed one takes the slot unless `body` throws.
  func update(_ key: Key, _ body: (inout Object) throws -> Void) throws {
    try write(key) { object in
      var changed = object
      try body(&changed)
      lock.locked { slots[Int(key.index)].object = changed }
    }
  }

  /// Runs `body` as one of the object's readers. Throws: `handle` when null or stale, `busy` while someone writes.
  func read<Result>(_ key: Key, _ body: (Object) throws -> Result) throws -> Result {
    let object = try take(key, asWriter: false)
    defer { lock.locked { slots[Int(key.index)].users -= 1 } }
    return try body(object)
  }

  /// The object, whoever uses it: for what is safe at any time. Throws: `handle` when null or stale.
  func peek(_ key: Key) throws(NormKitError) -> Object {
    try lock.locked { () throws(NormKitError) in try find(key).1 }
  }

  private func take(_ key: Key, asWriter: Bool) throws(NormKitError) -> Object {
    try lock.locked { () throws(NormKitError) in
      let (index, object) = try find(key)
      let users = slots[index].users
      guard asWriter ? users == 0 : users >= 0 else { throw Self.busy }
      slots[index].users = asWriter ? -1 : users + 1
      return object
    }
  }

  private func find(_ key: Key) throws(NormKitError) -> (Int, Object) {
    guard key.generation > 0 else { throw NormKitError(.handle, "the \(Key.noun) handle is null") }
    let index = Int(key.index)
    guard index < slots.count, slots[index].generation == key.generation, let object = slots[index].object else {
      throw NormKitError(.handle, "the \(Key.noun) handle is stale: it was freed, or never made by NormKit")
    }
    return (index, object)
  }

  private static var busy: NormKitError {
    NormKitError(.busy, "the \(Key.noun) is in use by another call")
  }
}
