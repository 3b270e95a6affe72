import KernelTable

/// A product, then an activation of it that nothing else reads: the activation runs on each block while it is hot.
extension Fusion {
  package static let activationIntoMatmul = Fusion("activation into matmul") { program in
    var index = 0
    while index + 1 < program.forward.count {
      defer { index += 1 }
      guard var product = program.forward[index].product, case .none = product.epilogue,
        case .map(let map) = program.forward[index + 1], case .activation(let function) = map.source.transform,
        // Behind a Flatten the activation sees other rows and channels than the product writes.
        map.source.matrix == product.output, !program.isKept(product.output.value),
        program.readerCount(of: product.output.value) == 1
      else { continue }
      product.epilogue = .activation(function)
      product.output = map.output
      program.forward[index] = product.step
      program.forward.remove(at: index + 1)
    }
  }
}
