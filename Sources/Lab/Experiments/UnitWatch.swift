import NormKit

/// One training whose units are looked at now and then: a part of `Activations`.
struct UnitWatch {
  let net: Net
  let rate: Float
  let seed: UInt64
  let steps: [Int]

  /// Trains on `data` and measures `looked`'s diagnosis after the steps named, 0 among them if it is.
  ///
  /// `change` is made to the model before it starts.
  func train(
    on data: Dataset, looking looked: Dataset, change: (Sequential) throws -> Void = { _ in },
    measure: @escaping (Diagnosis) -> Double
  ) throws -> [Double] {
    let model = try net.makeModel(inputShape: data.sampleShape, seed: seed)
    try change(model)
    let trainer = try model.compile(optimizer: .sgd(learningRate: rate), loss: .sparseCategoricalCrossentropy)
    var values: [Double] = []
    if steps.first == 0 { values.append(measure(try trainer.diagnose(looked, recalibrates: false))) }
    guard let last = steps.last, last > 0 else { return values }
    var options = FitOptions(epochs: last, batchSize: 60)
    options.lastBatch = .drop
    try trainer.fit(data, options: options) { (progress) throws(NormKitError) in
      guard progress.finishedEpoch == nil else { return .proceed }
      if steps.contains(trainer.iterations) {
        values.append(measure(try trainer.diagnose(looked, recalibrates: false)))
      }
      return trainer.iterations < last ? .proceed : .stop
    }
    return values
  }

  /// A net of 3 × 100 units with a bias in every layer, so that the arms have the same tensors to be changed.
  static func net(
    _ function: Activation.Function, _ normalizes: Bool, _ initializer: Initializer
  ) -> Net {
    Net(normalizes ? "with batch norm" : "without") {
      (0..<3).flatMap { _ -> [any Layer] in
        let norm = BatchNormalization.shortMemory
        return [Dense(100, kernelInitializer: initializer)] + (normalizes ? [norm] : []) + [Activation(function)]
      } + [Dense(ExperimentData.classes)]
    }
  }

  /// 0, and steps that double from 5 on, up to the last.
  static func doubling(to last: Int) -> [Int] {
    var steps = [0]
    var step = 5
    while step < last {
      steps.append(step)
      step *= 2
    }
    return steps + [last]
  }
}

/// What was measured over the steps, from one seed.
struct UnitCurve: Encodable {
  var arm: String
  var seed: UInt64
  var steps: [Int]
  var values: [Double]
}

extension [UnitCurve] {
  /// An arm's values after each step, one a seed.
  func values(of arm: String, at index: Int) -> [Double] { filter { $0.arm == arm }.map { $0.values[index] } }
}
