import KernelTable

/// A sum, then a cheap activation of it that nothing else reads: one pass.
extension Fusion {
  package static let activationIntoSum = Fusion("activation into sum") { program in
    var index = 0
    while index + 1 < program.forward.count {
      defer { index += 1 }
      guard case .add(var sum) = program.forward[index], sum.activation == .linear,
        case .map(let map) = program.forward[index + 1], case .activation(let function) = map.source.transform,
        function.isCheap, map.source.matrix == sum.output, !program.isKept(sum.output.value),
        program.readerCount(of: sum.output.value) == 1
      else { continue }
      sum.activation = function
      sum.output = map.output
      program.forward[index] = .add(sum)
      program.forward.remove(at: index + 1)
    }
  }
}
