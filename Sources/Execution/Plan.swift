package import KernelTable
import Kernels
package import Tensors
import Threads

/// A program bound to memory and kernels, for one batch size and one mode. Running it allocates nothing.
///
/// A plan belongs to one thread at a time.
package final class Plan: @unchecked Sendable {
  package let program: Program
  /// How the plan's memory is spent.
  package let memory: PlanMemory
  /// Written before a run: which numbers dropout draws.
  package let randomState: RandomState

  private let store: ParameterStore
  private let arena: AlignedStorage
  private let scratch: AlignedStorage
  private let phases: [Phase]
  /// What is derived from the weights; other plans of the same program can share it.
  package let prepared: PreparedWeights
  private let preparation: [Phase]
  /// Whether so little is to be done that calling other threads takes longer.
  private let isSmall: Bool
  private let workerLimit: Int
  private let layout: ArenaLayout

  /// Binds `program`. `prepared`: that of another plan of the same program for the same kernels, to be shared.
  ///
  /// Throws: `outOfMemory`.
  package init(
    program: Program, store: ParameterStore, table: KernelTable = Kernels.table,
    workerLimit: Int = WorkerPool.shared.threadCount, prepared: PreparedWeights? = nil,
    synchronizer: Synchronizer? = nil
  ) throws(NormKitError) {
    let layout = try ArenaLayout(program: program)
    let arena = try AlignedStorage(byteCount: layout.byteCount, purpose: "the plan's arena")
    let state = RandomState()
    var binder = Binder(program: program, layout: layout, arena: arena, store: store, table: table, random: state)
    binder.synchronizer = synchronizer
    try binder.bindProducts()
    let preparedCount = binder.placePrepared()
    let shared: PreparedWeights
    if let prepared { shared = prepared } else { shared = try PreparedWeights(floats: preparedCount) }
    binder.prepared = shared.storage.floats
    let scratch = try AlignedStorage(
      floats: binder.scratchPerWorker * workerLimit, purpose: "the plan's working memory")
    binder.scratch = scratch.floats
    binder.bindPreparation()
    for step in program.steps { binder.bind(step) }
    self.prepared = shared
    self.program = program
    self.layout = layout
    self.store = store
    self.arena = arena
    self.scratch = scratch
    self.workerLimit = workerLimit
    randomState = state
    phases = binder.phases
    preparation = binder.preparation
    isSmall = Phase.isSmall(binder.phases)
    memory = PlanMemory(
      arenaBytes: layout.byteCount + binder.packedBytes, scratchBytes: scratch.byteCount,
      weightCopyBytes: shared.storage.byteCount,
      unsharedBytes: program.values.reduce(0) { $0 + ($1.storage == .arena ? $1.byteCount : 0) })
    packed = binder.packed
  }

  /// Packed right sides of products.
  private let packed: AlignedStorage?

  /// Runs every step: in training forward, loss and backward; otherwise forward and, if the program has one, the loss.
  package func run() {
    if program.mode.isTraining {
      // The running statistics move.
      store.markChanged()
    } else {
      prepared.refresh(to: store.revision) { Self.run(preparation, limit: workerLimit) }
    }
    Self.run(phases, limit: isSmall ? 1 : workerLimit)
  }

  private static func run(_ phases: [Phase], limit: Int) {
    let pool = WorkerPool.shared
    for phase in phases {
      if phase.chunks > 1 && limit > 1 && phase.work >= Phase.sharedWork {
        pool.run(chunks: phase.chunks, limit: limit, phase.body)
      } else {
        for chunk in 0..<phase.chunks { phase.body(chunk, 0) }
      }
    }
  }

  /// [N·rows, C]: where the caller's batch goes.
  package var input: UnsafeMutableBufferPointer<Float> { floats(program.input.value) }
  /// What the last layer wrote.
  package var output: UnsafeMutableBufferPointer<Float> { floats(program.output.value) }
  /// [N]: each row's loss; empty without a loss.
  package var losses: UnsafeMutableBufferPointer<Float> { floats(program.losses) }
  /// [N]: 1 where the row's prediction is right, else 0; empty without a loss.
  package var correct: UnsafeMutableBufferPointer<Float> { floats(program.correct) }
  /// [N] Int32: where the number of each sample's statistics set goes; empty unless they are mixed.
  package var sampleSets: UnsafeMutableBufferPointer<Int32> {
    UnsafeMutableRawBufferPointer(floats(program.sampleSets)).bindMemory(to: Int32.self)
  }
  /// [N, rows]: where the caller's mask goes; empty unless there is one.
  package var mask: UnsafeMutableBufferPointer<Float> { floats(program.mask) }
  /// Where the caller's targets go: rows of floats; empty without a loss.
  package var targets: UnsafeMutableBufferPointer<Float> { floats(program.targets) }
  /// [N]: where the caller's sample weights go; empty unless the loss is weighted.
  package var sampleWeights: UnsafeMutableBufferPointer<Float> { floats(program.sampleWeights) }
  /// Where the caller's labels go, one a row; the same memory as `targets`.
  package var labels: UnsafeMutableBufferPointer<Int32> {
    let memory = targets
    return UnsafeMutableRawBufferPointer(memory).bindMemory(to: Int32.self)
  }

  func floats(_ value: ValueID?) -> UnsafeMutableBufferPointer<Float> {
    guard let value, let offset = layout.offsets[value.index] else {
      return UnsafeMutableBufferPointer(start: nil, count: 0)
    }
    let base = (arena.base + offset).assumingMemoryBound(to: Float.self)
    return UnsafeMutableBufferPointer(
      start: base, count: program.values[value.index].byteCount / MemoryLayout<Float>.stride)
  }
}

/// A piece of a step whose chunks may run on any thread in any order; the next piece waits for all of them.
struct Phase {
  /// Multiply-adds from which the threads share a phase: calling them takes two microseconds or three.
  static let sharedWork = 1 << 17
  /// Multiply-adds that take as long as one number's way through memory.
  static let workPerNumber = 8

  /// Multiply-adds of all phases together from which threads are called at all: about 20 microseconds.
  static let sharedTotal = 1 << 20

  var chunks: Int
  var work: Int
  var body: (_ chunk: Int, _ worker: Int) -> Void

  /// Whether all of them together are too little for more than one thread.
  static func isSmall(_ phases: [Phase]) -> Bool {
    phases.reduce(0) { min($0 + min($1.work, sharedTotal), sharedTotal) } < sharedTotal
  }
}

/// What random numbers a plan's next run draws.
package final class RandomState {
  /// The model's seed.
  package var seed: UInt64 = 0
  /// How many training steps came before.
  package var step: UInt64 = 0
}

/// The bytes of one plan, known before its first batch.
package struct PlanMemory: Sendable, Hashable {
  /// Inputs, activations, gradients of activations, partial sums, packed weights.
  package let arenaBytes: Int
  /// Working memory of all threads.
  package let scratchBytes: Int
  /// Copies of weights, folded or packed, which all plans of one program share.
  package let weightCopyBytes: Int
  /// What the arena's values would take without sharing.
  package let unsharedBytes: Int
}
