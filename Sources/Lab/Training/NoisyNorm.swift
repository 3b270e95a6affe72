import NormKit

/// Plain gradient descent with batch norm's outputs shifted anew in each step: s·y + m, with a scale s and a shift m for
/// each unit and step.
///
/// After Santurkar et al. 2018, "How Does Batch Normalization Help Optimization?" (arXiv 1805.11604), whose noise differs
/// from sample to sample, too; here all samples of a batch are shifted alike. s·(γ·x̂ + β) + m is a batch norm with γ′ = s·γ
/// and β′ = s·β + m, and the loss's gradient by γ and β is s times that by γ′ and β′.
struct NoisyNorm {
  /// s is drawn from 1 ± this.
  static let scaleRange: Float = 0.25
  /// m is drawn from 0 ± this.
  static let shiftRange: Float = 1

  /// The ranges of s and m, 0 for none of it.
  var ranges = (scale: Self.scaleRange, shift: Self.shiftRange)
  /// What the noise comes from.
  let seed: UInt64

  /// γ and β of one batch norm.
  private struct Affine {
    var gamma: [Float]
    var beta: [Float]

    init(_ model: Sequential, _ layer: String) throws {
      (gamma, beta) = (try model.tensor("\(layer)/gamma").values, try model.tensor("\(layer)/beta").values)
    }

    func write(to model: Sequential, _ layer: String) throws {
      try model.setTensor("\(layer)/gamma", Tensor([gamma.count], gamma))
      try model.setTensor("\(layer)/beta", Tensor([beta.count], beta))
    }
  }

  /// The scales and shifts of a batch norm with so many units, in a step.
  private func noise(_ count: Int, layer: Int, step: Int) -> [(scale: Float, shift: Float)] {
    var random = Random(seed: seed, stream: Self.stream | UInt64(layer) << 32 | UInt64(step))
    return (0..<count).map { _ in
      (1 + ranges.scale * (2 * random.uniform() - 1), ranges.shift * (2 * random.uniform() - 1))
    }
  }

  /// Of the seed's random numbers, those of the noise: "noi" as a number, above layer and step.
  private static let stream: UInt64 = 0x6E_6F69 << 40

  /// Shifts what the model's batch norms give, as in step `step`.
  func shift(_ model: Sequential, step: Int) throws {
    for (index, name) in model.normalizationNames.enumerated() {
      var affine = try Affine(model, name)
      for (unit, noise) in noise(affine.gamma.count, layer: index, step: step).enumerated() {
        affine.gamma[unit] *= noise.scale
        affine.beta[unit] = noise.scale * affine.beta[unit] + noise.shift
      }
      try affine.write(to: model, name)
    }
  }

  /// What `body` gives while the model's batch norms are shifted as in step `step`.
  func whileShifted<Value>(_ model: Sequential, step: Int, _ body: () throws -> Value) throws -> Value {
    let affines = try model.normalizationNames.map { (layer: $0, affine: try Affine(model, $0)) }
    try shift(model, step: step)
    let value = try body()
    for (layer, affine) in affines { try affine.write(to: model, layer) }
    return value
  }

  /// One step of a trainer with plain SGD at `rate`.
  func trainOnBatch(_ trainer: Trainer, _ batch: Dataset, rate: Float) throws {
    let (model, step) = (trainer.model, trainer.iterations)
    let names = model.normalizationNames
    var affines = try names.map { try Affine(model, $0) }
    try shift(model, step: step)
    try trainer.trainOnBatch(batch)
    for (index, name) in names.enumerated() {
      let gamma = try model.gradient("\(name)/gamma").values
      let beta = try model.gradient("\(name)/beta").values
      for (unit, noise) in noise(gamma.count, layer: index, step: step).enumerated() {
        affines[index].gamma[unit] -= rate * noise.scale * gamma[unit]
        affines[index].beta[unit] -= rate * noise.scale * beta[unit]
      }
      try affines[index].write(to: model, name)
    }
  }
}
