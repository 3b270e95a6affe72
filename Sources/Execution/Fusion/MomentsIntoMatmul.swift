/// A product, then its moments: each block's are taken while it is hot.
extension Fusion {
  package static let momentsIntoMatmul = Fusion("moments into matmul") { program in
    var index = 0
    while index + 1 < program.forward.count {
      defer { index += 1 }
      guard case .matmul(var product) = program.forward[index], case .none = product.epilogue,
        case .moments(let moments) = program.forward[index + 1], moments.source == product.output
      else { continue }
      product.epilogue = .moments(into: moments.partials)
      program.forward[index] = .matmul(product)
      program.forward.remove(at: index + 1)
    }
  }
}
