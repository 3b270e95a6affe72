package import Tensors

/// Where every arena value lives: offsets assigned by liveness before the first batch, so that values whose lives do not
/// overlap share memory.
package struct ArenaLayout: Sendable {
  /// Bytes from the arena's start; nil for values that live elsewhere or are never touched.
  package let offsets: [Int?]
  package let byteCount: Int

  /// First fit in order of falling size: each value takes the lowest place that no value alive with it holds.
  package init(program: Program) throws(NormKitError) {
    let lives = Self.lives(of: program)
    var offsets = [Int?](repeating: nil, count: program.values.count)
    var placed: [(range: Range<Int>, life: ClosedRange<Int>)] = []
    var end = 0
    let order = lives.keys.sorted {
      (program.values[$1].byteCount, $0) < (program.values[$0].byteCount, $1)
    }
    for index in order {
      guard let life = lives[index] else { continue }
      let size = Self.aligned(program.values[index].byteCount)
      var offset = 0
      for other in placed.filter({ $0.life.overlaps(life) }).sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
        if offset + size <= other.range.lowerBound { break }
        offset = max(offset, other.range.upperBound)
      }
      let (top, overflow) = offset.addingReportingOverflow(size)
      guard !overflow else { throw NormKitError(.outOfMemory, "the plan's arena overflows the address space") }
      offsets[index] = offset
      placed.append((offset..<top, life))
      end = max(end, top)
    }
    self.offsets = offsets
    byteCount = end
  }

  /// The steps between which each arena value holds something that is still to be read.
  private static func lives(of program: Program) -> [Int: ClosedRange<Int>] {
    var lives: [Int: ClosedRange<Int>] = [:]
    let steps = program.steps
    for (position, step) in steps.enumerated() {
      for value in step.reads + step.writes {
        switch program.values[value.index].storage {
        case .arena:
          let known = lives[value.index] ?? position...position
          lives[value.index] = known.lowerBound...position
        case .kept, .prepared, .weight, .gradient, .statistic, .counter: continue
        }
      }
    }
    for (index, value) in program.values.enumerated() where value.storage == .kept {
      lives[index] = 0...max(steps.count - 1, 0)
    }
    return lives
  }

  private static func aligned(_ byteCount: Int) -> Int {
    let line = AlignedStorage.alignment
    return max((byteCount + line - 1) / line, 1) * line
  }
}
