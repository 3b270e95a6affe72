import Charts
import NormKit

/// Whether nets with batch norm are better in the end, and not just sooner good.
struct Accuracy: Experiment {
  let name = "accuracy"
  let title = "Better results overall"
  let question =
    "After few and after many steps, how well do nets of several kinds do on test images, with and without batch norm?"
  let claim = "Batch normalization gives better results overall."

  /// A kind of net, with the rates that it is tried at.
  private struct Kind: Sendable {
    var name: String
    var isConvolutional = false
    var rates: [Float]
    /// Its layers, given what each block puts between its layer and the activation, and whether layers have a bias.
    var layers: @Sendable (_ norm: [any Layer], _ useBias: Bool) -> [any Layer]

    func net(_ normalizes: Bool) -> Net {
      let layers = layers
      return Net("\(name), \(normalizes ? "with" : "without")") {
        let norm: [any Layer] = normalizes ? [BatchNormalization.shortMemory] : []
        return layers(norm, !normalizes) + [Dense(ExperimentData.classes)]
      }
    }

    static let all = [
      Kind(name: "3 × 100 sigmoid", rates: [0.3, 1, 3]) { norm, useBias in
        (0..<3).flatMap { _ in
          [
            Dense(
              100, useBias: useBias, kernelInitializer: .randomNormal(standardDeviation: PaperNet.standardDeviation))
          ]
            + norm + [Activation(.sigmoid)]
        }
      },
      Kind(name: "2 × 128 ReLU", rates: [0.1, 0.3, 1]) { norm, useBias in
        (0..<2).flatMap { _ in
          [Dense(128, useBias: useBias, kernelInitializer: .heNormal)] + norm + [Activation(.relu)]
        }
      },
      Kind(name: "convolutional, ReLU", isConvolutional: true, rates: [0.03, 0.1, 0.3]) { norm, useBias in
        [8, 16].flatMap { filters in
          [Conv2D(filters, kernelSize: 3, padding: .same, useBias: useBias, kernelInitializer: .heNormal)] + norm
            + [Activation(.relu), MaxPooling2D()]
        } + [Flatten()]
      },
    ]
  }

  func run(_ context: Context) throws -> Outcome {
    let seeds = context.seeds()
    let steps = context.steps(tiny: 20, quick: 500, full: 3000)
    let course = Course(steps: steps, measuredSteps: [steps / 10, steps])
    var runs: [Run] = []
    for kind in Kind.all {
      let rates = context.choose(tiny: [kind.rates[1]], quick: kind.rates, full: kind.rates)
      let trials = Trial.all([false, true].map(kind.net), rates: rates, seeds: seeds)
      runs += try context.train(trials, on: kind.isConvolutional ? context.data.asImages() : context.data, course)
    }
    var outcome = Outcome(verdict: verdict(runs, course))
    describe(&outcome, context, course, seeds)
    outcome.tables = course.measuredSteps.map { table(runs, $0) }
    outcome.figures = course.measuredSteps.map { figure(runs, $0, isLast: $0 == course.steps) }
    try outcome.record("course", course)
    try outcome.record("runs", runs)
    return outcome
  }

  private func describe(_ outcome: inout Outcome, _ context: Context, _ course: Course, _ seeds: [UInt64]) {
    outcome.describe(data: context.data)
    outcome.describe(
      "nets",
      "3 × 100 sigmoid units from Gaussian kernels of std \(PaperNet.standardDeviation) (Ioffe & Szegedy 2015, §4.1); 2 × 128 ReLU "
        + "units; 3×3 convolutions of 8 and 16 filters with ReLU and 2×2 max-pooling; He's start values for ReLU; 10 outputs, "
        + "softmax cross-entropy; batch norm before the activation in the bias's place")
    outcome.describe(
      "training",
      "plain SGD at a constant rate, \(Format.count(course.steps)) steps of \(course.batchSize) images in the same order for both "
        + "arms; seeds \(Format.seeds(seeds))")
    outcome.describe(
      "rates",
      Kind.all.map { "\($0.name): \(Format.rates($0.rates))" }.joined(separator: "; ")
        + "; for each net, arm and number of steps the one of the best accuracy on held-out images after so many")
    outcome.describe("statistics", "test accuracy by running averages (weight of the old 0.9, bias-corrected)")
  }

  // MARK: Numbers

  /// The seeds' runs at the rate of the best held-out accuracy after `step` steps.
  private func best(_ runs: [Run], _ net: Net, after step: Int) -> RunGroup? {
    runs.best(net.name) { run in run.measurements.first { $0.step == step }?.heldOutAccuracy ?? 0 }
  }

  private func accuracies(_ group: RunGroup?, after step: Int) -> [Double] {
    group?.runs.compactMap { $0.testAccuracy(after: step) } ?? []
  }

  private func table(_ runs: [Run], _ step: Int) -> Table {
    var table = Table(
      "After \(Format.count(step)) steps: test accuracy in %",
      ["net", "without", "rate", "without, at the other's rate", "with", "rate"],
      notes: ["Median of the seeds (worst–best), each arm at its own best rate except in the fourth column."])
    for kind in Kind.all {
      let groups = [false, true].map { best(runs, kind.net($0), after: step) }
      let same = groups[1].flatMap { runs.group(kind.net(false), $0.learningRate) }
      func band(_ group: RunGroup?) -> String { Format.band(accuracies(group, after: step)) }
      let rates = groups.map { group in group.map { Format.rate($0.learningRate) } ?? "–" }
      table.rows.append([kind.name, band(groups[0]), rates[0], band(same), band(groups[1]), rates[1]])
    }
    return table
  }

  private func figure(_ runs: [Run], _ step: Int, isLast: Bool) -> Figure {
    let series = [true, false].map { normalizes in
      CategoryChart.Series(
        normalizes ? "with batch norm" : "without",
        Kind.all.map { kind in
          CategoryChart.Dot(
            runs: accuracies(best(runs, kind.net(normalizes), after: step), after: step).map { 100 * $0 })
        }, style: normalizes ? .with : .without)
    }
    let chart = CategoryChart(
      title: "Test accuracy after \(Format.count(step)) steps",
      summary: "Test accuracy of three kinds of nets with and without batch norm.",
      categories: Kind.all.map(\.name), axis: Axis("test accuracy", unit: "%"), series: series)
    return Figure(
      name: isLast ? "many-steps" : "few-steps",
      caption: "Median and lowest to highest of the seeds, each arm at its own best rate, by running averages.",
      chart: chart)
  }

  // MARK: Verdict

  private func verdict(_ runs: [Run], _ course: Course) -> Verdict {
    func arms(_ kind: Kind, _ step: Int) -> (without: [Double], with: [Double]) {
      (
        accuracies(best(runs, kind.net(false), after: step), after: step),
        accuracies(best(runs, kind.net(true), after: step), after: step)
      )
    }
    func wins(_ step: Int) -> (findings: [Verdict.Outcome], text: String) {
      let findings = Kind.all.map { kind in Verdict.Outcome(arms(kind, step).with, above: arms(kind, step).without) }
      let counts = [Verdict.Outcome.borneOut, .notBorneOut].map { outcome in findings.count { $0 == outcome } }
      return (
        findings,
        "after \(Format.count(step)) steps it was better on every seed in \(counts[0]) and worse in \(counts[1])"
      )
    }
    let counted = course.measuredSteps.map(wins)
    let last = Kind.all.map { kind in
      "\(kind.name): \(Format.median(arms(kind, course.steps).with)) with, "
        + "\(Format.median(arms(kind, course.steps).without)) without"
    }
    return Verdict(
      Verdict.Outcome(all: counted.flatMap(\.findings)), claim: claim,
      seen: "Of \(Kind.all.count) kinds of nets with batch norm, " + counted.map(\.text).joined(separator: ", ")
        + "; in the rest the seeds overlap. At the end, " + last.joined(separator: "; ") + ".",
      number: last.joined(separator: "; "),
      reference:
        "Ioffe & Szegedy 2015, §4.2, Inception on ImageNet: 72.2 % without, 72.7 with at the same rate, 74.8 at 30 times the rate"
    )
  }
}
