import Charts
import NormKit

/// Whether ReLU units that were killed by hand come back: a part of `Activations`.
struct Revival {
  /// How every second unit of each layer is killed, with the same blow of −10.
  enum Arm: String, CaseIterable {
    case without = "without, bias −10"
    case biasAtMinusTen = "with, bias −10 before it"
    case betaAtMinusTen = "with, β −10 behind it"

    var normalizes: Bool { self != .without }

    fileprivate var style: SeriesStyle {
      switch self {
      case .without: .without
      case .biasAtMinusTen: .with
      case .betaAtMinusTen: .numbered(2)
      }
    }

    fileprivate func strike(_ model: Sequential) throws {
      let suffix = self == .betaAtMinusTen ? "/beta" : "/bias"
      let layers = model.layerNames.filter {
        self == .betaAtMinusTen ? $0.hasPrefix(BatchNormalization.kind) : $0.hasPrefix(Dense.kind)
      }
      for layer in layers.prefix(3) {
        let values = try model.tensor(layer + suffix).values
        try model.setTensor(
          layer + suffix, Tensor([values.count], values.indices.map { $0 % 2 == 0 ? -10 : values[$0] }))
      }
    }
  }

  let curves: [UnitCurve]
  let steps: Int
  private let measured: [Int]

  init(_ context: Context, _ looked: Dataset, _ seeds: [UInt64]) throws {
    let last = context.steps(quick: 640, full: 2560)
    let measured = UnitWatch.doubling(to: last)
    let items = Arm.allCases.flatMap { arm in seeds.map { (arm: arm, seed: $0) } }
    curves = try context.parallel(items, "watched dead units") { item in
      let net = UnitWatch.net(.relu, item.arm.normalizes, .heNormal)
      let watch = UnitWatch(net: net, rate: 0.1, seed: item.seed, steps: measured)
      let dead = try watch.train(on: context.data.train, looking: looked, change: item.arm.strike) {
        Double($0.deadCount)
      }
      return UnitCurve(arm: item.arm.rawValue, seed: item.seed, steps: measured, values: dead)
    }
    steps = last
    self.measured = measured
  }

  /// The share of the dead that live at the end, the mean of the seeds; 1 where none was dead, 0 where more are dead then.
  func shareBack(_ arm: Arm) -> Double {
    Statistics.mean(
      curves.filter { $0.arm == arm.rawValue }.map { curve in
        guard let first = curve.values.first, let last = curve.values.last, first > 0 else { return 1 }
        return max(0, 1 - last / first)
      })
  }

  var table: Table {
    Table(
      "Units killed by hand: dead of 300", ["steps"] + Arm.allCases.map(\.rawValue),
      rows: measured.indices.map { index in
        [Format.count(measured[index])]
          + Arm.allCases.map { arm in
            guard let band = Band(curves.values(of: arm.rawValue, at: index), higherIsBetter: false) else { return "–" }
            return "\(Format.number(band.median)) (\(Format.number(band.best))–\(Format.number(band.worst)))"
          }
      },
      notes: ["Every second unit got the bias or β of −10, 150 in all. Median of the seeds (fewest–most)."])
  }

  var figure: Figure {
    let series = Arm.allCases.map { arm in
      LineChart.Series(
        arm.rawValue,
        measured.indices.map { LineChart.Point(Double(measured[$0]), runs: curves.values(of: arm.rawValue, at: $0)) },
        style: arm.style)
    }
    let chart = LineChart(
      title: "Do dead units come back, with and without batch norm?",
      summary: "Dead units over the training steps in three arms.",
      x: Axis("training steps"), y: Axis("dead units of 300"), series: series)
    return Figure(
      name: "revival",
      caption:
        "Every second unit got a bias or β of −10 before training, at rate 0.1. A bias before batch norm is taken out with "
        + "the mean and kills nothing; β behind it does.",
      chart: chart)
  }
}
