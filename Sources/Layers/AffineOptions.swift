import Execution
import Tensors

/// γ and β of the normalizations without running statistics: their declarations and checks.
enum AffineOptions {
  static func declarations(
    channels: Int, scale: Bool, center: Bool, gamma: Initializer, beta: Initializer, trainable: Bool
  ) -> [ParameterDeclaration] {
    let role: ParameterDeclaration.Role = trainable ? .weight : .frozenWeight
    var list: [ParameterDeclaration] = []
    if scale { list.append(ParameterDeclaration(name: "gamma", shape: [channels], role: role, initializer: gamma)) }
    if center { list.append(ParameterDeclaration(name: "beta", shape: [channels], role: role, initializer: beta)) }
    return list
  }

  /// Throws: `shape` without channels; `invalidArgument` for an ε of 0 or less, or an initializer's number.
  static func check(
    _ layer: String, _ input: Shape, epsilon: Double, gamma: Initializer, beta: Initializer
  ) throws(NormKitError) {
    guard epsilon > 0, epsilon.isFinite else {
      throw NormKitError(.invalidArgument, "\(layer): epsilon must be greater than 0, got \(epsilon)")
    }
    guard let channels = input.sizes.last, channels >= 1 else {
      throw NormKitError(.shape, "\(layer): expected an input with a channel axis, got \(input)")
    }
    try gamma.check("\(layer): gammaInitializer")
    try beta.check("\(layer): betaInitializer")
  }
}
