/// The product that makes an activation's gradient multiplies it by the derivative and sums it while it is hot.
extension Fusion {
  package static let reductionIntoMatmul = Fusion("reduction into matmul") { program in
    var index = 0
    while index + 1 < program.backward.count {
      defer { index += 1 }
      guard case .matmul(var product) = program.backward[index], case .none = product.epilogue,
        case .reduceGradient(let reduce) = program.backward[index + 1], reduce.gradient == product.output
      else { continue }
      product.epilogue = .reduceGradient(reduce)
      program.backward[index] = .matmul(product)
      program.backward.remove(at: index + 1)
    }
  }
}
