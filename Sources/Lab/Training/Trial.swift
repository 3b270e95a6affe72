package import NormKit

/// One training to be done: a net, how its weights follow their gradients, and the seed that all chance comes from.
package struct Trial: Sendable {
  package var net: Net
  package var optimizer: Optimizer
  package var seed: UInt64

  package init(_ net: Net, _ optimizer: Optimizer, seed: UInt64) {
    self.net = net
    self.optimizer = optimizer
    self.seed = seed
  }

  /// Every net at every rate from every seed, by plain gradient descent unless `optimizer` makes another.
  package static func all(
    _ nets: [Net], rates: [Float], seeds: [UInt64],
    optimizer: (Float) -> Optimizer = { .sgd(learningRate: $0) }
  ) -> [Trial] {
    nets.flatMap { net in
      rates.flatMap { rate in seeds.map { seed in Trial(net, optimizer(rate), seed: seed) } }
    }
  }
}

extension Context {
  /// Trains them side by side on `data`, the context's by default, and gives the runs in the trials' order.
  package func train(_ trials: [Trial], on data: ExperimentData? = nil, _ course: Course) throws -> [Run] {
    try parallel(trials, "trained") { trial in
      try Run.train(trial.net, optimizer: trial.optimizer, seed: trial.seed, data: data ?? self.data, course: course)
    }
  }
}
