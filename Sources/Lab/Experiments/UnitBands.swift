import NormKit

/// What goes into the sigmoids of the last hidden layer, watched over the steps: a part of `Convergence`.
struct UnitBands: Encodable {
  /// The percentiles that the paper's figures 1(b) and (c) show.
  static let percents: [Double] = [15, 50, 85]
  /// Which unit is drawn: the first, whatever it does.
  static let drawn = 0

  let arm: String
  let learningRate: Float
  private(set) var steps: [Int] = []
  /// The drawn unit's percentiles, one list for each of `percents`.
  private(set) var drawnPercentiles: [[Double]] = [[], [], []]
  /// How far each unit's median wandered over the steps, as a multiple of its mean distance from 15 % to 85 %.
  private(set) var wanderings: [Double] = []

  private enum CodingKeys: String, CodingKey { case arm, learningRate, steps, drawnPercentiles, wanderings }

  /// Each unit's medians and distances so far.
  private var medians: [[Double]] = []
  private var widths: [[Double]] = []

  init(arm: String, learningRate: Float) { (self.arm, self.learningRate) = (arm, learningRate) }

  /// Looks at the units after a step.
  mutating func add(_ step: Int, _ outputs: [Float], of probe: Probe) {
    steps.append(step)
    if medians.isEmpty {
      medians = Array(repeating: [], count: probe.units)
      widths = medians
    }
    for unit in 0..<probe.units {
      let sorted = probe.column(unit, of: outputs).sorted()
      let places = Self.percents.map { Statistics.percentile($0, ofSorted: sorted) ?? 0 }
      medians[unit].append(places[1])
      widths[unit].append(places[2] - places[0])
      guard unit == Self.drawn else { continue }
      for (index, place) in places.enumerated() { drawnPercentiles[index].append(place) }
    }
  }

  /// Sums up what was seen.
  mutating func finish() {
    wanderings = zip(medians, widths).map { medians, widths in
      ((medians.max() ?? 0) - (medians.min() ?? 0)) / Statistics.mean(widths)
    }
  }

  /// Trains as `Run.train` does, and watches `looked`.
  static func train(
    _ trial: Trial, _ data: ExperimentData, _ course: Course, looking looked: Dataset
  ) throws -> (run: Run, bands: UnitBands) {
    // The last sigmoid and the outputs are left out.
    let probe = try Probe(trial.net, withoutLast: 2, inputShape: looked.sampleShape)
    var bands = UnitBands(arm: trial.net.name, learningRate: trial.optimizer.learningRate)
    let run = try Run.train(
      trial.net, optimizer: trial.optimizer, seed: trial.seed, data: data, course: course,
      look: { (trainer) throws(NormKitError) in
        bands.add(trainer.iterations, try probe.outputs(of: trainer.model, for: looked), of: probe)
      })
    bands.finish()
    return (run, bands)
  }
}
