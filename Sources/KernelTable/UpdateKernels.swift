/// Optimizer updates: one pass over weights, gradient and state.
package struct UpdateKernels: Sendable {
  /// Stochastic gradient descent, Keras's form: w −= lr·decay·w; v = momentum·v − lr·g; w += v (Nesterov: w += momentum·v
  /// − lr·g). `velocity` is nil when momentum is 0.
  package let sgd: @Sendable (SGDRun) -> Void
  /// Adam (Kingma & Ba 2015, the form before its §2.1: ε outside the correction, as in Keras) and AdamW (decoupled decay).
  package let adam: @Sendable (AdamRun) -> Void
  /// RMSprop (Tieleman & Hinton 2012, lecture 6.5), in Keras's form with its momentum and centring.
  package let rmsprop: @Sendable (RMSpropRun) -> Void
  /// The sum of squares of `count` numbers: lanes in float, their sum in Double.
  package let sumOfSquares: @Sendable (_ count: Int, UnsafePointer<Float>) -> Double
  /// Multiplies `count` numbers by a factor, then holds them within ±limit. NaN stays.
  package let scaleAndClip:
    @Sendable (_ count: Int, UnsafeMutablePointer<Float>, _ factor: Float, _ limit: Float) -> Void

  package init(
    sgd: @escaping @Sendable (SGDRun) -> Void, adam: @escaping @Sendable (AdamRun) -> Void,
    rmsprop: @escaping @Sendable (RMSpropRun) -> Void,
    sumOfSquares: @escaping @Sendable (_ count: Int, UnsafePointer<Float>) -> Double,
    scaleAndClip:
      @escaping @Sendable (_ count: Int, UnsafeMutablePointer<Float>, _ factor: Float, _ limit: Float) -> Void
  ) {
    self.sgd = sgd
    self.adam = adam
    self.rmsprop = rmsprop
    self.sumOfSquares = sumOfSquares
    self.scaleAndClip = scaleAndClip
  }
}

/// A run of weights for stochastic gradient descent.
package struct SGDRun {
  package var count: Int
  package var weights: UnsafeMutablePointer<Float>
  package var gradient: UnsafePointer<Float>
  package var velocity: UnsafeMutablePointer<Float>?
  package var learningRate: Float
  package var momentum: Float
  package var nesterov: Bool
  /// Decoupled: the share of each weight taken off per unit of learning rate.
  package var weightDecay: Float

  package init(
    count: Int, weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>?, learningRate: Float, momentum: Float, nesterov: Bool, weightDecay: Float
  ) {
    self.count = count
    self.weights = weights
    self.gradient = gradient
    self.velocity = velocity
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }
}

/// A run of weights for Adam: w −= lr·decay·w; m += (g − m)(1 − β₁); v += (g² − v)(1 − β₂); w −= step·m / (√v + ε).
package struct AdamRun {
  package var count: Int
  package var weights: UnsafeMutablePointer<Float>
  package var gradient: UnsafePointer<Float>
  package var mean: UnsafeMutablePointer<Float>
  package var variance: UnsafeMutablePointer<Float>
  /// lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ), t counted from 1.
  package var step: Float
  /// Double, as 1 − β₂ of a float .999 is off by 5e-5.
  package var beta1: Double
  package var beta2: Double
  package var epsilon: Float
  /// lr·decay.
  package var decay: Float

  package init(
    count: Int, weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>, step: Float, beta1: Double,
    beta2: Double, epsilon: Float, decay: Float
  ) {
    self.count = count
    self.weights = weights
    self.gradient = gradient
    self.mean = mean
    self.variance = variance
    self.step = step
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.decay = decay
  }
}

/// A run of weights for RMSprop: w −= lr·decay·w; v += (g² − v)(1 − ρ); with `mean` m += (g − m)(1 − ρ) and v − m² in v's
/// place; u = lr·g / √(v + ε); with `velocity` b = momentum·b + u and w −= b, else w −= u.
package struct RMSpropRun {
  package var count: Int
  package var weights: UnsafeMutablePointer<Float>
  package var gradient: UnsafePointer<Float>
  /// The average of g².
  package var squares: UnsafeMutablePointer<Float>
  /// nil without momentum.
  package var velocity: UnsafeMutablePointer<Float>?
  /// The average of g; nil unless centred.
  package var mean: UnsafeMutablePointer<Float>?
  package var learningRate: Float
  /// Double, as 1 − ρ of a float .999 is off by 5e-5.
  package var rho: Double
  package var momentum: Float
  package var epsilon: Float
  /// lr·decay.
  package var decay: Float

  package init(
    count: Int, weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    squares: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>?, mean: UnsafeMutablePointer<Float>?,
    learningRate: Float, rho: Double, momentum: Float, epsilon: Float, decay: Float
  ) {
    self.count = count
    self.weights = weights
    self.gradient = gradient
    self.squares = squares
    self.velocity = velocity
    self.mean = mean
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.decay = decay
  }
}
