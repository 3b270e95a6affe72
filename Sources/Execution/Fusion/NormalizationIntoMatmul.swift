import KernelTable

/// A normalized activation that only products read is not stored: each product normalizes z while it loads it.
extension Fusion {
  package static let normalizationIntoMatmul = Fusion("normalization into matmul") { program in
    var index = 0
    while index < program.forward.count {
      if let map = program.loadableMap(at: index) {
        program.forward.remove(at: index)
        program.replaceLeftOperands(of: map)
      } else {
        index += 1
      }
    }
  }
}

extension Program {
  /// A cheap normalization whose every reader is the left side of a product that sees it in the same rows and channels.
  fileprivate func loadableMap(at index: Int) -> MapStep? {
    guard case .map(let map) = forward[index], case .normalize(_, let function) = map.source.transform,
      function.isCheap, !isKept(map.output.value), map.source.matrix.value != input.value
    else { return nil }
    let readers = steps.filter { $0.reads.contains(map.output.value) }
    let all = readers.allSatisfy { step in
      guard let product = step.product else { return false }
      return product.left.matrix == map.output && product.left.transform == .none
        && product.right.matrix.value != map.output.value
    }
    // Every reader transforms the operand anew: worth it for the forward product and one weight gradient.
    return all && !readers.isEmpty && readers.count <= 2 ? map : nil
  }

  fileprivate mutating func replaceLeftOperands(of map: MapStep) {
    func replace(_ list: inout [Step]) {
      for index in list.indices {
        guard var product = list[index].product, product.left.matrix == map.output else { continue }
        product.left = map.source
        list[index] = product.step
      }
    }
    replace(&forward)
    replace(&backward)
  }
}
