import Data
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing
import Training

/// Each rule over many steps against a plain loop in Double that is fed the model's own gradients.
@Suite struct OptimizerTests {
  /// Weights, gradients and state of one tensor in Double.
  private struct Loop {
    var weights: [Double]
    var first: [Double]
    var second: [Double]
    var third: [Double]
    var step = 0

    init(_ weights: [Float]) {
      self.weights = weights.doubles
      first = [Double](repeating: 0, count: weights.count)
      second = first
      third = first
    }

    mutating func update(_ optimizer: Optimizer, _ gradient: [Double], rate: Double) {
      step += 1
      for index in weights.indices {
        let g = gradient[index]
        weights[index] -= rate * Double(optimizer.weightDecay) * weights[index]
        switch optimizer.rule {
        case .sgd(let momentum, let nesterov):
          let momentum = Double(momentum)
          first[index] = momentum * first[index] - rate * g
          weights[index] += nesterov ? momentum * first[index] - rate * g : first[index]
        case .adam(let beta1, let beta2, let epsilon):
          first[index] += (1 - beta1) * (g - first[index])
          second[index] += (1 - beta2) * (g * g - second[index])
          var (decay1, decay2) = (1.0, 1.0)
          for _ in 0..<step { (decay1, decay2) = (decay1 * beta1, decay2 * beta2) }
          let corrected = rate * (1 - decay2).squareRoot() / (1 - decay1)
          weights[index] -= corrected * first[index] / (second[index].squareRoot() + Double(epsilon))
        case .rmsprop(let rho, let momentum, let epsilon, let centered):
          first[index] += (1 - rho) * (g * g - first[index])
          if centered { third[index] += (1 - rho) * (g - third[index]) }
          let variance = first[index] - third[index] * third[index] + Double(epsilon)
          second[index] = Double(momentum) * second[index] + rate * g / variance.squareRoot()
          weights[index] -= second[index]
        }
      }
    }
  }

  private static let optimizers: [Optimizer] = [
    .sgd(), .sgd(learningRate: 0.1, weightDecay: 0.01), .sgd(learningRate: 0.05, momentum: 0.9),
    .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.02), .adam(),
    .adam(learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-3), .adam(beta1: 0), .adamW(learningRate: 0.01),
    .sgd(learningRate: 0.1, momentum: 0.5, schedule: .exponentialDecay(steps: 5, rate: 0.5, staircase: true)),
    .adam(learningRate: 0.01, schedule: .cosineDecay(steps: 12, alpha: 0.1)),
    .rmsprop(), .rmsprop(learningRate: 0.01, rho: 0.8, momentum: 0.5, weightDecay: 0.01),
    .rmsprop(epsilon: 1e-3, centered: true), .rmsprop(momentum: 0.9, epsilon: 1e-3, centered: true),
  ]

  @Test(arguments: optimizers)
  private func followsItsRule(optimizer: Optimizer) throws {
    // Enough weights for two pieces of work, and tensors that do not fill a cache line.
    let model = try Sequential(
      inputShape: [130], layers: [Dense(131), BatchNormalization(), Activation(.tanh), Dense(3)])
    let trainer = try model.compile(optimizer: optimizer, loss: .meanSquaredError)
    let names = model.tensors.filter(\.isTrainable).map(\.name)
    var loops = try names.map { Loop(try model.tensor($0).values) }
    for step in 0..<20 {
      let batch = try Dataset(
        inputs: Tensor([16, 130], randomFloats(16 * 130, seed: step)),
        targets: .values(Tensor([16, 3], randomFloats(48, seed: step + 100))))
      try trainer.trainOnBatch(batch)
      let rate = Double(optimizer.learningRate(at: step))
      for (index, name) in names.enumerated() {
        loops[index].update(optimizer, try model.gradient(name).values.doubles, rate: rate)
        #expect(mismatch(try model.tensor(name).values, loops[index].weights) == nil, "\(name), step \(step)")
      }
    }
  }

  private static let clippings: [Optimizer.Clipping] = [.value(0.01), .norm(0.05), .globalNorm(0.1), .globalNorm(1e6)]

  /// The gradients that the rule saw, which the model keeps, are those of an unclipped model, clipped in Double.
  @Test(arguments: clippings)
  private func clipsGradients(clipping: Optimizer.Clipping) throws {
    func gradients(_ clipping: Optimizer.Clipping?) throws -> [[Double]] {
      let model = try Sequential(
        inputShape: [130], layers: [Dense(131), BatchNormalization(), Activation(.tanh), Dense(3)])
      var optimizer = Optimizer.sgd()
      optimizer.clipping = clipping
      let trainer = try model.compile(optimizer: optimizer, loss: .meanSquaredError)
      try trainer.trainOnBatch(
        Dataset(
          inputs: Tensor([16, 130], randomFloats(16 * 130, seed: 1)),
          targets: .values(Tensor([16, 3], randomFloats(48, seed: 2)))))
      return try model.tensors.filter(\.isTrainable).map { try model.gradient($0.name).values.doubles }
    }
    func norm(_ values: [Double]) -> Double { values.map { $0 * $0 }.reduce(0, +).squareRoot() }
    let free = try gradients(nil)
    let total = norm(free.flatMap { $0 })
    #expect(total > 0.1)
    for (clipped, unclipped) in zip(try gradients(clipping), free) {
      let expected =
        switch clipping {
        case .value(let limit): unclipped.map { min(max($0, -Double(limit)), Double(limit)) }
        case .norm(let limit): unclipped.map { $0 * min(1, Double(limit) / norm(unclipped)) }
        case .globalNorm(let limit): unclipped.map { $0 * min(1, Double(limit) / total) }
        }
      #expect(mismatch(clipped.map { Float($0) }, expected, tolerance: 1e-6) == nil)
    }
  }

  @Test func defaultsAreKerass() {
    #expect(Optimizer.rmsprop() == .rmsprop(learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false))
    #expect(Optimizer.sgd() == .sgd(learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0))
    #expect(Optimizer.adam() == .adam(learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0))
    #expect(Optimizer.adamW().weightDecay == 0.004)
  }

  @Test func errorsSayWhatWasExpected() throws {
    let model = try Sequential(inputShape: [4], layers: [Dense(3)])
    func expect(_ text: String, _ optimizer: Optimizer) {
      expectError(.invalidArgument, text) { _ = try model.compile(optimizer: optimizer, loss: .meanSquaredError) }
    }
    for rate in [0, -1, Float.nan, .infinity] {
      expect("Optimizer: learningRate must be finite and greater than 0, got \(rate)", .sgd(learningRate: rate))
    }
    expect("Optimizer: weightDecay must be finite and at least 0, got -0.5", .adam(weightDecay: -0.5))
    for momentum in [-0.1, 1] as [Float] {
      expect("Optimizer: momentum must be finite and in 0..<1, got \(momentum)", .sgd(momentum: momentum))
    }
    expect("Optimizer.sgd: nesterov needs a momentum greater than 0", .sgd(nesterov: true))
    expect("Optimizer: beta1 must be finite and in 0..<1, got 1.0", .adam(beta1: 1))
    expect("Optimizer: beta2 must be finite and in 0..<1, got -0.1", .adam(beta2: -0.1))
    expect("Optimizer: epsilon must be finite and greater than 0, got 0.0", .adam(epsilon: 0))
    expect("Optimizer: rho must be finite and in 0..<1, got 1.0", .rmsprop(rho: 1))
    expect("Optimizer: momentum must be finite and in 0..<1, got -1.0", .rmsprop(momentum: -1))
    expect("Optimizer: epsilon must be finite and greater than 0, got -1.0", .rmsprop(epsilon: -1))
    for clipping in [Optimizer.Clipping.value(0), .norm(-1), .globalNorm(.infinity)] {
      var optimizer = Optimizer.sgd()
      optimizer.clipping = clipping
      expect("Optimizer: clipping must be finite and greater than 0, got \(clipping.limit)", optimizer)
    }
  }
}
