#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One rewrite of a program into an equal one with fewer passes over memory. Each is one file; each can be left out.
package struct Fusion: Sendable {
  package let name: String
  let rewrite: @Sendable (inout Program) -> Void

  init(_ name: String, _ rewrite: @escaping @Sendable (inout Program) -> Void) {
    self.name = name
    self.rewrite = rewrite
  }

  /// Those that plans are made with: every one, or none where the environment variable `NORMKIT_FUSE` is "none", for
  /// comparison. Another value changes nothing.
  package static let standard: [Fusion] = chosen(by: getenv("NORMKIT_FUSE").map { String(cString: $0) })

  package static func chosen(by text: String?) -> [Fusion] { text == "none" ? [] : all }

  /// Those that find nothing to do in training.
  package static let inference: [Fusion] = [.normalizationIntoWeights, .statisticsBeforehand]

  /// Every fusion, in the order in which they build on each other.
  package static let all: [Fusion] =
    inference + [
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
