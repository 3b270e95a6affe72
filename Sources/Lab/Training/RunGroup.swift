/// The runs of one net at one rate: one a seed.
package struct RunGroup: Sendable {
  package let arm: String
  package let learningRate: Float
  package let runs: [Run]

  /// The seeds' test accuracy at the end, by the running statistics.
  package var lastTestAccuracies: [Double] { runs.map(\.lastTestAccuracy) }

  /// How many seeds ended no better than guessing.
  package var guessingCount: Int { runs.count(where: \.endedGuessing) }

  /// The seeds' first measured steps with at least this test accuracy.
  package func steps(toTestAccuracy accuracy: Double) -> [Int?] {
    runs.map { $0.steps(toTestAccuracy: accuracy) }
  }

  /// The seeds' test accuracy after a measured step.
  package func testAccuracies(after step: Int) -> [Double] { runs.compactMap { $0.testAccuracy(after: step) } }

  /// "diverged" where all seeds ended no better than guessing, "1 of 3 diverged" where some did, else nothing.
  package var divergence: String {
    switch guessingCount {
    case 0: ""
    case runs.count: "diverged"
    case let count: "\(count) of \(runs.count) diverged"
    }
  }
}

extension RunGroup {
  /// What rates are chosen by; always on held-out images, so that test images have no say.
  package enum Choice: Sendable {
    /// The accuracy averaged over the measurements: for what learns both soon and well.
    case wholeRun
    /// The accuracy at the end.
    case end

    func value(_ run: Run) -> Double {
      switch self {
      case .wholeRun: run.meanHeldOutAccuracy
      case .end: run.lastHeldOutAccuracy
      }
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

  /// The group of the rate that is best for a net by its held-out accuracy, the mean of the seeds; nil for a net that was
  /// not run.
  package func best(_ net: Net, by choice: RunGroup.Choice) -> RunGroup? {
    groups.filter { $0.arm == net.name }.max { first, second in
      Statistics.mean(first.runs.map(choice.value)) < Statistics.mean(second.runs.map(choice.value))
    }
  }

  /// The group of a net at a rate; nil when it was not run.
  package func group(_ net: Net, _ rate: Float) -> RunGroup? {
    groups.first { $0.arm == net.name && $0.learningRate == rate }
  }
}
