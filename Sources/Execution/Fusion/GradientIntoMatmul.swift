/// A batch norm's input gradient that only products read is not stored: each computes it while it loads it.
extension Fusion {
  package static let gradientIntoMatmul = Fusion("gradient into matmul") { program in
    var index = 0
    while index < program.backward.count {
      if let map = program.loadableGradient(at: index) {
        program.backward.remove(at: index)
        program.replaceOperands(of: map)
      } else {
        index += 1
      }
    }
  }
}

extension Program {
  fileprivate func loadableGradient(at index: Int) -> MapStep? {
    guard case .map(let map) = backward[index], case .gradient = map.source.transform, !isKept(map.output.value),
      // In place: the products would read what the map no longer writes.
      map.output.value != map.source.matrix.value
    else { return nil }
    let readers = steps.filter { $0.reads.contains(map.output.value) }
    let all = readers.allSatisfy { step in
      guard let product = step.product else { return false }
      let asLeft = product.left.matrix == map.output && product.left.transform == .none
      let asRight =
        product.right.matrix == map.output && product.right.transform == .none && product.transformsRight
      return asLeft != asRight
    }
    return all && !readers.isEmpty && readers.count <= 2 && sourceLasts(of: map, at: index) ? map : nil
  }

  /// Whether the gradient that the map reads is still the same when the products read it in its place.
  private func sourceLasts(of map: MapStep, at index: Int) -> Bool {
    guard let last = backward.lastIndex(where: { $0.reads.contains(map.output.value) }) else { return false }
    return !backward[index...last].contains { $0.writes.contains(map.source.matrix.value) }
  }

  fileprivate mutating func replaceOperands(of map: MapStep) {
    for index in backward.indices {
      guard var product = backward[index].product else { continue }
      if product.left.matrix == map.output { product.left = map.source }
      if product.right.matrix == map.output { product.right = map.source }
      backward[index] = product.step
    }
  }
}
