/// The runs of one net at one rate: one a seed.
package struct RunGroup: Sendable {
  package let arm: String
  package let learningRate: Float
  package let runs: [Run]

  /// The seeds' test accuracy at the end, by the running statistics.
  package var lastTestAccuracies: [Double] { runs.map(\.lastTestAccuracy) }

  /// How many seeds ended no better than guessing.
  package var guessingCount: Int { runs.count(where: \.endedGuessing) }

  /// "diverged" where all seeds ended no better than guessing, "1 of 3 diverged" where some did, else nothing.
  package var divergence: String {
    switch guessingCount {
    case 0: ""
    case runs.count: "diverged"
    case let count: "\(count) of \(runs.count) diverged"
    }
  }
}

extension [Run] {
  /// The runs by net and rate, in the order in which they first come.
  package var groups: [RunGroup] {
    var keys: [(arm: String, rate: Float)] = []
    for run in self where !keys.contains(where: { $0.arm == run.arm && $0.rate == run.learningRate }) {
      keys.append((run.arm, run.learningRate))
    }
    return keys.map { key in
      RunGroup(
        arm: key.arm, learningRate: key.rate,
        runs: filter { $0.arm == key.arm && $0.learningRate == key.rate })
    }
  }

  /// The group of the rate that is best for a net by its held-out accuracy at the end, the mean of the seeds; nil for a
  /// net that was not run. Test images have no say.
  package func best(_ net: Net) -> RunGroup? { best(net.name) }

  /// The same for an arm by its name, and by another number of a run where one is given.
  func best(_ arm: String, by goodness: (Run) -> Double = \.lastHeldOutAccuracy) -> RunGroup? {
    func mean(_ group: RunGroup) -> Double { Statistics.mean(group.runs.map(goodness)) }
    return groups.filter { $0.arm == arm }.max { mean($0) < mean($1) }
  }

  /// The group of a net at a rate; nil when it was not run.
  package func group(_ net: Net, _ rate: Float) -> RunGroup? {
    groups.first { $0.arm == net.name && $0.learningRate == rate }
  }
}
