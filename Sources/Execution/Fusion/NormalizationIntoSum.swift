/// A normalized value that only a sum reads is not stored: the sum normalizes that side while it loads it.
extension Fusion {
  package static let normalizationIntoSum = Fusion("normalization into sum") { program in
    var index = 0
    while index < program.forward.count {
      if let (map, place) = program.summedNormalization(at: index), case .add(var sum) = program.forward[place] {
        if sum.left.matrix == map.output { sum.left = map.source } else { sum.right = map.source }
        program.forward[place] = .add(sum)
        program.forward.remove(at: index)
      } else {
        index += 1
      }
    }
  }
}

extension Program {
  /// A normalization without an activation that one side of one sum reads and nothing else; the sum's place.
  fileprivate func summedNormalization(at index: Int) -> (MapStep, Int)? {
    guard case .map(let map) = forward[index], case .normalize(_, .linear) = map.source.transform,
      !isKept(map.output.value), readerCount(of: map.output.value) == 1,
      let place = forward.firstIndex(where: { $0.reads.contains(map.output.value) }),
      case .add(let sum) = forward[place], sum.left.matrix != sum.right.matrix
    else { return nil }
    let side = sum.left.matrix == map.output ? sum.left : sum.right
    return side == Operand(map.output) ? (map, place) : nil
  }
}
