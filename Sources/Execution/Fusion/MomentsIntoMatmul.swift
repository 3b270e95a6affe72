/// A product, then its moments: each block's are taken while it is hot.
extension Fusion {
  package static let momentsIntoMatmul = Fusion("moments into matmul") { program in
    var index = 0
    while index + 1 < program.forward.count {
      defer { index += 1 }
      guard var product = program.forward[index].product, case .none = product.epilogue,
        case .moments(let moments) = program.forward[index + 1], moments.source == product.output,
        product.canPublish(over: moments.partials.blocks)
      else { continue }
      product.epilogue = .moments(into: moments.partials)
      program.forward[index] = product.step
      program.forward.remove(at: index + 1)
    }
  }
}
