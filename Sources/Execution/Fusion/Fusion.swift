/// One rewrite of a program into an equal one with fewer passes over memory. Each is one file; each can be left out.
package struct Fusion: Sendable {
  package let name: String
  let rewrite: @Sendable (inout Program) -> Void

  init(_ name: String, _ rewrite: @escaping @Sendable (inout Program) -> Void) {
    self.name = name
    self.rewrite = rewrite
  }

  /// Every fusion, in the order in which they build on each other.
  package static let all: [Fusion] = [
    .activationIntoNormalization, .activationIntoMatmul, .activationIntoSum, .normalizationIntoSum,
    .momentsIntoMatmul, .normalizationIntoMatmul, .gradientOfSum, .reductionsTogether, .sumIntoMatmul,
    .reductionIntoMatmul, .gradientIntoMatmul, .normalizationIntoPooling, .reductionIntoPooling,
  ]
}

extension Program {
  /// The program after `fusions`.
  package func fused(by fusions: [Fusion]) -> Program {
    var program = self
    for fusion in fusions { fusion.rewrite(&program) }
    return program
  }
}
