/// Every experiment, in the order of the source document's claims.
package enum Experiments {
  package static let all: [any Experiment] = [
    Anatomy(), Path(), Convergence(), LearningRate(), Initialization(), Activations(), Depth(), Regularization(),
    Placement(), BatchSize(),
  ]

  /// Throws: naming the known ones when none is called `name`.
  package static func named(_ name: String) throws -> any Experiment {
    guard let experiment = all.first(where: { $0.name == name }) else {
      throw LabError("no experiment is called \(name); there are \(all.map(\.name).joined(separator: ", "))")
    }
    return experiment
  }
}
