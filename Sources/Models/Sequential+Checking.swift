package import Execution
import Layers
package import Tensors

/// Looking for numbers that are infinite or none, layer by layer.
extension Sequential {
  /// Throws: `state` where checking is on and `plan` has met a number that is infinite or none: the first layer that read
  /// or made one, the channel and the sample.
  package func checkNumerics(of plan: Plan) throws(NormKitError) {
    guard checksNumerics else { return }
    let samples = max(plan.program.input.rows / max(inputShape.rows, 1), 1)
    try check(UnsafeBufferPointer(plan.input), inputShape.channels, samples, "the model's input")
    for seen in plan.program.observations {
      try check(plan.values(of: seen.matrix), seen.matrix.channels, samples, "\(seen.layer): \(Self.side(seen.role))")
    }
    for seen in plan.program.observations.reversed() {
      guard let gradient = seen.gradient else { continue }
      try check(plan.values(of: gradient), gradient.channels, samples, "\(seen.layer): the gradient of what comes out")
    }
  }

  private static func side(_ role: Observation.Role) -> String {
    switch role {
    case .normalizationInput, .activationInput: "what goes in"
    case .normalizationOutput, .output: "what comes out"
    }
  }

  // The place is put into words only where it is told: most steps have nothing to tell.
  private func check(
    _ values: UnsafeBufferPointer<Float>, _ channels: Int, _ samples: Int, _ place: @autoclosure () -> String
  ) throws(NormKitError) {
    guard let first = values.firstIndex(where: { !$0.isFinite }) else { return }
    let odd = values.indices.filter { !values[$0].isFinite }
    let among = Set(odd.map { $0 % channels }).count
    throw NormKitError(
      .state,
      "\(place()) has \(values[first]) in channel \(first % channels) of sample \(first / max(values.count / samples, 1)); "
        + "\(odd.count) of \(values.count) numbers, in \(among) of \(channels) channels, are infinite or none")
  }
}
