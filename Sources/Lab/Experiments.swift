import LabData

/// Every experiment, in the order of the source document's claims.
package enum Experiments {
  package static let all: [any Experiment] = [
    Anatomy(), Path(), Convergence(), LearningRate(), Initialization(), Activations(), Depth(), Accuracy(),
    Regularization(), Placement(), CovariateShift(), Perils(), BatchSize(),
  ]

  /// Throws: naming the known ones when none is called `name`.
  package static func named(_ name: String) throws -> any Experiment {
    guard let experiment = all.first(where: { $0.name == name }) else {
      throw LabError("no experiment is called \(name); there are \(all.map(\.name).joined(separator: ", "))")
    }
    return experiment
  }

  /// Throws: unless one of `chosen` takes a second domain and the folder has SVHN's files: before hours of other work,
  /// not after.
  package static func checkSecondDomain(_ folder: String, for chosen: [any Experiment]) throws {
    guard chosen.contains(where: \.takesSecondDomain) else {
      let takers = all.filter(\.takesSecondDomain).map(\.name).joined(separator: ", ")
      throw LabError(
        "--second is for experiments with two sets of digits (\(takers)); \(chosen.map(\.name).joined(separator: ", ")) has one"
      )
    }
    for file in SVHN.fileNames where !FileSystem.exists("\(folder)/\(file)") {
      throw LabError(
        "--second: expected SVHN's \(SVHN.fileNames.joined(separator: " and ")) in \(folder), \(file) is not there")
    }
  }
}
