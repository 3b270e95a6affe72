/// One step of an optimizer in Double, from the formulas of the optimizers' documentation.
package enum UpdateReference {
  /// Keras's stochastic gradient descent; `velocity` is nil without momentum.
  package static func sgd(
    weights: inout [Double], gradient: [Double], velocity: inout [Double]?, learningRate: Double, momentum: Double,
    nesterov: Bool, weightDecay: Double
  ) {
    for i in weights.indices {
      weights[i] -= learningRate * weightDecay * weights[i]
      guard let old = velocity?[i] else {
        weights[i] -= learningRate * gradient[i]
        continue
      }
      let new = momentum * old - learningRate * gradient[i]
      velocity?[i] = new
      weights[i] += nesterov ? momentum * new - learningRate * gradient[i] : new
    }
  }

  /// Adam and AdamW, with `step` = lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ) and `decay` = lr·weight decay.
  package static func adam(
    weights: inout [Double], gradient: [Double], mean: inout [Double], variance: inout [Double], step: Double,
    beta1: Double, beta2: Double, epsilon: Double, decay: Double
  ) {
    for i in weights.indices {
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i]
      variance[i] = beta2 * variance[i] + (1 - beta2) * gradient[i] * gradient[i]
      weights[i] -= decay * weights[i] + step * mean[i] / (variance[i].squareRoot() + epsilon)
    }
  }

  /// Keras's RMSprop; `velocity` is nil without momentum, `mean` unless centred.
  package static func rmsprop(
    weights: inout [Double], gradient: [Double], squares: inout [Double], velocity: inout [Double]?,
    mean: inout [Double]?, learningRate: Double, rho: Double, momentum: Double, epsilon: Double, decay: Double
  ) {
    for i in weights.indices {
      squares[i] = rho * squares[i] + (1 - rho) * gradient[i] * gradient[i]
      var denominator = squares[i] + epsilon
      if let old = mean?[i] {
        let new = rho * old + (1 - rho) * gradient[i]
        mean?[i] = new
        denominator -= new * new
      }
      var move = learningRate * gradient[i] / denominator.squareRoot()
      if let old = velocity?[i] {
        move += momentum * old
        velocity?[i] = move
      }
      weights[i] -= decay * weights[i] + move
    }
  }
}
