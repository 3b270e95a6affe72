import NormKit

/// A batch norm's γ, β and statistics over the steps of one training: a part of `Anatomy`.
struct UnitTrace: Encodable {
  /// How many of the first units are told one by one.
  static let drawn = 3

  /// One number a unit over the steps.
  struct Quantity: Encodable {
    /// The first units', each over the steps.
    private(set) var units: [[Double]] = Array(repeating: [], count: UnitTrace.drawn)
    /// Of all units.
    private(set) var lowest: [Double] = []
    private(set) var median: [Double] = []
    private(set) var highest: [Double] = []

    mutating func add(_ values: [Double]) {
      for unit in units.indices where unit < values.count { units[unit].append(values[unit]) }
      lowest.append(values.min() ?? 0)
      median.append(Statistics.median(values) ?? 0)
      highest.append(values.max() ?? 0)
    }
  }

  let seed: UInt64
  private(set) var steps: [Int] = []
  private(set) var gamma = Quantity()
  private(set) var beta = Quantity()
  /// Of a batch that the step after would train on: what goes into the batch norm.
  private(set) var batchMean = Quantity()
  private(set) var batchDeviation = Quantity()
  /// The square root of the running variance.
  private(set) var runningMean = Quantity()
  private(set) var runningDeviation = Quantity()

  init(seed: UInt64) { self.seed = seed }

  /// The batch norm that is looked at: the last hidden layer's.
  private static let layer = "batch_normalization_2"

  /// Looks at the model after a step, and at a batch of what it learns from.
  mutating func add(_ step: Int, _ model: Sequential, _ probe: Probe, batch: Dataset) throws(NormKitError) {
    steps.append(step)
    gamma.add(try Self.tensor("gamma", of: model))
    beta.add(try Self.tensor("beta", of: model))
    runningMean.add(try Self.tensor("moving_mean", of: model))
    runningDeviation.add(try Self.tensor("moving_variance", of: model).map { $0.squareRoot() })
    let outputs = try probe.outputs(of: model, for: batch)
    let moments = (0..<probe.units).map { Moments(probe.column($0, of: outputs)) }
    batchMean.add(moments.map(\.mean))
    batchDeviation.add(moments.map(\.deviation))
  }

  /// One number a unit of the layer that is looked at.
  static func tensor(_ name: String, of model: Sequential) throws(NormKitError) -> [Double] {
    try model.tensor("\(layer)/\(name)").values.map(Double.init)
  }
}

/// Mean and biased variance of several numbers.
struct Moments: Encodable {
  let mean: Double
  let variance: Double
  var deviation: Double { variance.squareRoot() }

  init(_ values: [Double]) {
    let mean = Statistics.mean(values)
    self.mean = mean
    variance = Statistics.mean(values.map { ($0 - mean) * ($0 - mean) })
  }
}
