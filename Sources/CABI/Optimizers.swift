// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Optimizers: made of a kind with Keras's defaults, set, handed to normkit_model_compile, which copies them.

public import CShims
internal import Tensors
internal import Training

extension normkit_optimizer: Handle {
  static var noun: StaticString { "optimizer" }
}

let optimizers = HandleTable<normkit_optimizer, Optimizer>()

/// Makes stochastic gradient descent: w -= rate * gradient, without momentum until it is set.
///
/// - Parameter learning_rate: the step size, over 0; Keras's default is .01.
/// - Parameter out_optimizer: receives the handle; free it with normkit_optimizer_free.
@c public func normkit_optimizer_create_sgd(
  _ learning_rate: Float, _ out_optimizer: UnsafeMutablePointer<normkit_optimizer>?
) -> normkit_status {
  border { try make(.sgd(learningRate: learning_rate), out_optimizer) }
}

/// Makes Adam (Kingma & Ba 2015): beta1 .9, beta2 .999, epsilon 1e-7 until they are set.
///
/// - Parameter learning_rate: the step size, over 0; Keras's default is .001.
/// - Parameter out_optimizer: receives the handle; free it with normkit_optimizer_free.
@c public func normkit_optimizer_create_adam(
  _ learning_rate: Float, _ out_optimizer: UnsafeMutablePointer<normkit_optimizer>?
) -> normkit_status {
  border { try make(.adam(learningRate: learning_rate), out_optimizer) }
}

/// Makes RMSprop (Tieleman & Hinton 2012) in Keras's form: rho .9, no momentum, epsilon 1e-7, not centred until set.
///
/// - Parameter learning_rate: the step size, over 0; Keras's default is .001.
/// - Parameter out_optimizer: receives the handle; free it with normkit_optimizer_free.
@c public func normkit_optimizer_create_rmsprop(
  _ learning_rate: Float, _ out_optimizer: UnsafeMutablePointer<normkit_optimizer>?
) -> normkit_status {
  border { try make(.rmsprop(learningRate: learning_rate), out_optimizer) }
}

/// Gives stochastic gradient descent a momentum: v = momentum * v - rate * gradient; w += v. RMSprop has its own, without
/// Nesterov: v = momentum * v + its step; w -= v.
///
/// - Parameter optimizer: made by normkit_optimizer_create_sgd or normkit_optimizer_create_rmsprop.
/// - Parameter momentum: from 0 to under 1.
/// - Parameter nesterov: true for w += momentum * v - rate * gradient; needs a momentum over 0.
@c public func normkit_optimizer_set_momentum(
  _ optimizer: normkit_optimizer, _ momentum: Float, _ nesterov: Bool
) -> normkit_status {
  border {
    try change(optimizer) { optimizer in
      switch optimizer.rule {
      case .sgd: optimizer.rule = .sgd(momentum: momentum, nesterov: nesterov)
      case .adam: throw NormKitError(.unsupported, "Adam has no momentum to set")
      case .rmsprop(let rho, _, let epsilon, let centered):
        guard !nesterov else { throw NormKitError(.unsupported, "RMSprop has no Nesterov momentum") }
        optimizer.rule = .rmsprop(rho: rho, momentum: momentum, epsilon: epsilon, centered: centered)
      }
    }
  }
}

/// Sets how long Adam's averages of the gradient and of its square remember, and what is added to the root of the latter.
///
/// - Parameter optimizer: made by normkit_optimizer_create_adam.
/// - Parameter beta1: the old average's weight for the gradient, from 0 to under 1.
/// - Parameter beta2: the same for its square.
/// - Parameter epsilon: over 0.
@c public func normkit_optimizer_set_betas(
  _ optimizer: normkit_optimizer, _ beta1: Double, _ beta2: Double, _ epsilon: Float
) -> normkit_status {
  border {
    try change(optimizer) { optimizer in
      switch optimizer.rule {
      case .adam: optimizer.rule = .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
      case .sgd: throw NormKitError(.unsupported, "SGD has no betas to set")
      case .rmsprop: throw NormKitError(.unsupported, "RMSprop has no betas to set")
      }
    }
  }
}

/// Sets how long RMSprop's average of the squared gradient remembers, what is added to it, and whether it is centred.
///
/// - Parameter optimizer: made by normkit_optimizer_create_rmsprop.
/// - Parameter rho: the old average's weight, from 0 to under 1.
/// - Parameter epsilon: over 0.
/// - Parameter centered: true to take the square of the gradient's own average off: a variance in the square's place.
@c public func normkit_optimizer_set_rho(
  _ optimizer: normkit_optimizer, _ rho: Double, _ epsilon: Float, _ centered: Bool
) -> normkit_status {
  border {
    try change(optimizer) { optimizer in
      guard case .rmsprop(_, let momentum, _, _) = optimizer.rule else {
        throw NormKitError(.unsupported, "only RMSprop has a rho to set")
      }
      optimizer.rule = .rmsprop(rho: rho, momentum: momentum, epsilon: epsilon, centered: centered)
    }
  }
}

/// Holds gradients within bounds before the optimizer sees them; none by default.
///
/// - Parameter optimizer: the one to change.
/// - Parameter clipping: how.
/// - Parameter limit: over 0; not used with NORMKIT_CLIPPING_NONE.
@c public func normkit_optimizer_set_clipping(
  _ optimizer: normkit_optimizer, _ clipping: normkit_clipping, _ limit: Float
) -> normkit_status {
  border {
    let clipping = try Optimizer.Clipping?(clipping, limit)
    try change(optimizer) { $0.clipping = clipping }
  }
}

/// Takes rate * decay of every weight in each step, besides the gradient's; 0 by default. Adam with it is AdamW.
///
/// - Parameter optimizer: the one to change.
/// - Parameter decay: at least 0; Keras's AdamW has .004.
@c public func normkit_optimizer_set_weight_decay(
  _ optimizer: normkit_optimizer, _ decay: Float
) -> normkit_status {
  border { try change(optimizer) { $0.weightDecay = decay } }
}

/// Multiplies the learning rate by decay_rate^(step / steps), in place of any schedule before.
///
/// - Parameter optimizer: the one to change.
/// - Parameter steps: training steps for one factor of decay_rate, at least 1.
/// - Parameter decay_rate: over 0.
/// - Parameter staircase: true to round the quotient down.
@c public func normkit_optimizer_set_exponential_decay(
  _ optimizer: normkit_optimizer, _ steps: Int64, _ decay_rate: Float, _ staircase: Bool
) -> normkit_status {
  border {
    try change(optimizer) {
      $0.schedule = .exponentialDecay(steps: Int(steps), rate: decay_rate, staircase: staircase)
    }
  }
}

/// Takes the learning rate down to alpha of itself in half a cosine, in place of any schedule before.
///
/// - Parameter optimizer: the one to change.
/// - Parameter steps: training steps that it takes, at least 1.
/// - Parameter alpha: what is left of the rate, 0 to 1.
@c public func normkit_optimizer_set_cosine_decay(
  _ optimizer: normkit_optimizer, _ steps: Int64, _ alpha: Float
) -> normkit_status {
  border { try change(optimizer) { $0.schedule = .cosineDecay(steps: Int(steps), alpha: alpha) } }
}

/// Multiplies the learning rate by factors[i] up to and with step boundaries[i], by the last factor beyond; in place of
/// any schedule before.
///
/// - Parameter optimizer: the one to change.
/// - Parameter boundaries: [count] rising steps.
/// - Parameter factors: [count + 1] numbers over 0.
/// - Parameter count: how many boundaries there are, 1 to 65536.
@c public func normkit_optimizer_set_piecewise_constant(
  _ optimizer: normkit_optimizer, _ boundaries: UnsafePointer<Int64>?, _ factors: UnsafePointer<Float>?,
  _ count: Int64
) -> normkit_status {
  border {
    let boundaries = try required(boundaries, "boundaries")
    let factors = try required(factors, "factors")
    guard count >= 1, count <= 65_536 else {
      throw NormKitError(.invalidArgument, "count must be in 1...65536, got \(count)")
    }
    try change(optimizer) {
      $0.schedule = .piecewiseConstant(
        boundaries: (0..<Int(count)).map { Int(boundaries[$0]) }, factors: (0...Int(count)).map { factors[$0] })
    }
  }
}

/// Frees an optimizer. Models compiled with it have their own copy.
///
/// - Parameter optimizer: a handle that nobody will use again; the null handle is nothing to free.
@c public func normkit_optimizer_free(_ optimizer: normkit_optimizer) -> normkit_status {
  border(frees: true) { try optimizers.remove(optimizer) }
}

private func make(_ optimizer: Optimizer, _ out: UnsafeMutablePointer<normkit_optimizer>?) throws {
  try optimizer.check()
  try required(out, "out_optimizer").pointee = try optimizers.insert(optimizer)
}

/// Changes an optimizer unless its numbers would be out of range.
private func change(_ optimizer: normkit_optimizer, _ change: (inout Optimizer) throws -> Void) throws {
  try optimizers.update(optimizer) { optimizer in
    try change(&optimizer)
    try optimizer.check()
  }
}
