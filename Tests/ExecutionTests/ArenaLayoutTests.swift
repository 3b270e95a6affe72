import Execution
import Layers
import Models
import TestSupport
import Tensors
import Testing

/// Values share memory only when they are never needed at the same time.
@Suite struct ArenaLayoutTests {
  /// The steps from the first that touches a value to the last, as this test finds them for itself.
  private func lives(_ program: Program) -> [Int: ClosedRange<Int>] {
    var lives: [Int: ClosedRange<Int>] = [:]
    for (position, step) in program.steps.enumerated() {
      for value in step.reads + step.writes {
        let first = lives[value.index]?.lowerBound ?? position
        lives[value.index] = first...position
      }
    }
    return lives
  }

  private func check(_ program: Program, _ what: String) throws {
    let layout = try ArenaLayout(program: program)
    let lives = lives(program)
    var places: [(index: Int, bytes: Range<Int>, life: ClosedRange<Int>)] = []
    for (index, value) in program.values.enumerated() {
      let isKept = value.storage == .kept
      guard isKept || value.storage == .arena && lives[index] != nil else {
        #expect(layout.offsets[index] == nil, "\(what): \(value.name) needs no place")
        continue
      }
      let offset = try #require(layout.offsets[index], "\(what): \(value.name) has no place")
      #expect(offset % AlignedStorage.alignment == 0)
      #expect(offset >= 0 && offset + value.byteCount <= layout.byteCount)
      let life = isKept ? 0...Int.max - 1 : lives[index] ?? 0...0
      places.append((index, offset..<offset + value.byteCount, life))
    }
    for (position, a) in places.enumerated() {
      for b in places[(position + 1)...] where a.life.overlaps(b.life) && a.bytes.overlaps(b.bytes) {
        Issue.record("\(what): \(program.values[a.index].name) and \(program.values[b.index].name) share memory")
      }
    }
  }

  /// Every value is written before it is read, and nothing is written that nobody reads.
  private func checkOrder(_ program: Program, _ what: String) {
    var written: Set<Int> = []
    for (index, value) in program.values.enumerated() {
      switch value.storage {
      case .weight, .statistic, .counter, .prepared: written.insert(index)
      case .kept where index == program.input.value.index || index == program.targets?.index: written.insert(index)
      case .arena, .kept, .gradient: continue
      }
    }
    for step in program.steps {
      for value in step.reads where !written.contains(value.index) {
        Issue.record("\(what): \(program.values[value.index].name) is read before it is written")
      }
      written.formUnion(step.writes.map(\.index))
    }
    let read = Set(program.steps.flatMap(\.reads).map(\.index))
    for value in Set(program.steps.flatMap(\.writes)) where program.values[value.index].storage == .arena {
      // A loss's gradient that no layer wants, and affine values of statistics that are only followed.
      let name = program.values[value.index].name
      guard !name.hasSuffix("/batch affine"), !name.hasSuffix("/gradient") else { continue }
      #expect(read.contains(value.index), "\(what): nobody reads \(name)")
    }
  }

  @Test(arguments: 0..<80)
  func valuesAliveTogetherDoNotOverlap(seed: Int) throws {
    let network = RandomNetwork(seed: seed)
    let model = try network.probed(fusions: []).model
    for mode in [ExecutionMode.training, .inference(.running), .inference(.batch)] {
      let program = try model.program(mode, batchSize: network.batchSize)
      try check(program, "\(network)")
      checkOrder(program, "\(network)")
      let fused = program.fused(by: Fusion.all)
      try check(fused, "\(network), fused")
      checkOrder(fused, "\(network), fused")
    }
  }

  private func deepModel() throws -> Sequential {
    let block: [any Layer] = [Dense(64), BatchNormalization(), Activation(.relu)]
    return try Sequential(inputShape: [64], layers: (0..<8).flatMap { _ in block } + [Dense(10)])
  }

  @Test func sharingSavesMemory() throws {
    for (mode, share) in [(ExecutionMode.training, 0.75), (.inference(.running), 0.3)] {
      let model = try deepModel()
      model.fusions = []
      let memory = try model.plan(mode, batchSize: 128, loss: .sparseSoftmaxCrossEntropy).memory
      #expect(Double(memory.arenaBytes) < share * Double(memory.unsharedBytes), "\(mode): \(memory)")
    }
  }

  @Test func fusionSavesMemory() throws {
    let model = try deepModel()
    let fused = try model.plan(.training, batchSize: 128, loss: .sparseSoftmaxCrossEntropy).memory
    model.fusions = []
    let plain = try model.plan(.training, batchSize: 128, loss: .sparseSoftmaxCrossEntropy).memory
    #expect(fused.arenaBytes < plain.arenaBytes)
    // Forward and backward, one matrix a block and little else: z.
    #expect(fused.arenaBytes < 16 * 128 * 64 * 4)
  }

  @Test func memoryGrowsWithTheBatch() throws {
    let model = try deepModel()
    let small = try model.plan(.training, batchSize: 32).memory
    let large = try model.plan(.training, batchSize: 320).memory
    #expect(large.arenaBytes > 5 * small.arenaBytes && large.arenaBytes < 11 * small.arenaBytes)
    #expect(small.scratchBytes > 0 && small.unsharedBytes > 0)
  }
}
