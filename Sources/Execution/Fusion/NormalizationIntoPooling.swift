import KernelTable

/// A normalized activation that only pooling reads is not stored: pooling normalizes z while it reads it, and once more
/// where it looks for the largest numbers again.
extension Fusion {
  package static let normalizationIntoPooling = Fusion("normalization into pooling") { program in
    var index = 0
    while index < program.forward.count {
      if let map = program.poolableMap(at: index) {
        program.forward.remove(at: index)
        program.replacePooledSources(of: map)
      } else {
        index += 1
      }
    }
  }
}

extension Program {
  /// A cheap normalization that nothing but pooling reads.
  fileprivate func poolableMap(at index: Int) -> MapStep? {
    guard case .map(let map) = forward[index], case .normalize(_, let function) = map.source.transform,
      function.isCheap, !isKept(map.output.value), map.source.matrix.value != input.value
    else { return nil }
    let readers = steps.filter { $0.reads.contains(map.output.value) }
    return !readers.isEmpty && readers.allSatisfy { $0.pooledSource == Operand(map.output) } ? map : nil
  }

  fileprivate mutating func replacePooledSources(of map: MapStep) {
    for index in forward.indices {
      guard case .pool(var pool) = forward[index], pool.source.matrix == map.output else { continue }
      pool.source = map.source
      forward[index] = .pool(pool)
    }
    for index in backward.indices {
      guard case .poolGradient(var pool) = backward[index], pool.source?.matrix == map.output else { continue }
      pool.source = map.source
      backward[index] = .poolGradient(pool)
    }
  }
}

extension Step {
  /// What a pooling step reads the images through.
  fileprivate var pooledSource: Operand? {
    switch self {
    case .pool(let step): step.source
    case .poolGradient(let step): step.source
    default: nil
    }
  }
}
