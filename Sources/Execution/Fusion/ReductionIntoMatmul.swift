/// The product that makes an activation's gradient multiplies it by the derivative and sums it while it is hot.
extension Fusion {
  package static let reductionIntoMatmul = Fusion("reduction into matmul") { program in
    var index = 0
    while index + 1 < program.backward.count {
      defer { index += 1 }
      guard var product = program.backward[index].product, case .none = product.epilogue,
        case .reduceGradient(let reduce) = program.backward[index + 1], reduce.gradient == product.output,
        reduce.partials.map({ product.canPublish(over: $0.blocks) }) ?? true
      else { continue }
      product.epilogue = .reduceGradient(reduce)
      program.backward[index] = product.step
      program.backward.remove(at: index + 1)
    }
  }
}
