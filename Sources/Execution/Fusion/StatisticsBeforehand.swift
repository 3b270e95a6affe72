/// Outside training: a batch norm that stays gets its parameters from the running statistics once, not at every run.
extension Fusion {
  package static let statisticsBeforehand = Fusion("statistics beforehand") { program in
    guard program.mode.isInference else { return }
    for (index, step) in program.forward.enumerated().reversed() {
      guard case .runningStatistics(let statistics) = step else { continue }
      program.values[statistics.parameters.affine.index].storage = .prepared
      program.preparation.append(step)
      program.forward.remove(at: index)
    }
  }
}
