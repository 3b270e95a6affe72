import Threads

/// What an experiment is run with.
package struct Context: Sendable {
  /// How much is done.
  package enum Scale: String, Sendable, CaseIterable {
    /// A few steps, to see that it runs: for tests.
    case tiny
    /// About 20 seconds on the embedded digits.
    case quick
    /// About three minutes on MNIST.
    case full
  }

  /// The images.
  package var data: ExperimentData
  /// How much is done.
  package var scale: Scale
  /// How many seeds the caller asked for; nil: as many as the experiment finds right.
  package var seedCount: Int?
  /// The folder with SVHN's files for experiments that ask for a second domain; nil: one is made of the images.
  package var secondFolder: String?
  /// Called with a line about what is being done, from any thread.
  package var report: @Sendable (String) -> Void

  package init(
    data: ExperimentData, scale: Scale = .full, seedCount: Int? = nil, secondFolder: String? = nil,
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.data = data
    self.scale = scale
    self.seedCount = seedCount
    self.secondFolder = secondFolder
    self.report = report
  }

  /// Chooses how many threads everything computes on from now on: 1...256.
  package static func useThreads(_ count: Int) { _ = WorkerPool.shared.setThreadCount(count) }

  /// 1, 2, 3 …: as many as the caller asked for, or `standard`; two at the tiny scale.
  package func seeds(_ standard: Int = 3) -> [UInt64] {
    Array(1...UInt64(seedCount ?? (scale == .tiny ? 2 : standard)))
  }

  /// What this scale asks for; the tiny one takes the quick one's unless it is given.
  package func choose<Value>(tiny: Value? = nil, quick: Value, full: Value) -> Value {
    switch scale {
    case .tiny: tiny ?? quick
    case .quick: quick
    case .full: full
    }
  }

  /// Training steps: `tiny` ones, a twentieth of the quick ones by default, `quick` or `full`.
  package func steps(tiny: Int? = nil, quick: Int, full: Int) -> Int {
    choose(tiny: tiny ?? max(20, quick / 20), quick: quick, full: full)
  }

  /// Calls `body` for every item, several at a time on the threads that the library may use, and returns what it gave in
  /// the items' order. Training inside one call then keeps to one thread, with the same bits as on several.
  ///
  /// Throws: what the first item to fail threw; those not yet begun are left out then. `report` gets `what` and how many
  /// are done.
  package func parallel<Item, Value>(
    _ items: [Item], _ what: String, _ body: (Item) throws -> Value
  ) throws -> [Value] {
    var results = [Result<Value, any Error>?](repeating: nil, count: items.count)
    let lock = Lock()
    var finished = 0
    var hasFailed = false
    results.withUnsafeMutableBufferPointer { slots in
      WorkerPool.shared.run(chunks: items.count, areLong: true) { index, _ in
        guard lock.locked({ !hasFailed }) else { return }
        let result = Result { try body(items[index]) }
        slots[index] = result
        let done = lock.locked {
          if case .failure = result { hasFailed = true }
          finished += 1
          return finished
        }
        report("\(what): \(done) of \(items.count)")
      }
    }
    for case .failure(let error)? in results { throw error }
    return try results.compactMap { try $0?.get() }
  }
}
