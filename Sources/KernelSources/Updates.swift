import KernelTable

/// Optimizer updates, each one pass over weights, gradient and state.

/// w −= lr·decay·w; w −= lr·g
private struct PlainDescent: StripKernel {
  let run: SGDRun

  @inline(__always)
  func run<S: Strip>(_ strip: S, at index: Int) {
    let decay = S.Vector(repeating: -run.learningRate * run.weightDecay)
    let rate = S.Vector(repeating: -run.learningRate)
    let weights = strip.load(run.weights + index)
    let decayed = multiplyAdd(decay, weights, weights)
    strip.store(multiplyAdd(rate, strip.load(run.gradient + index), decayed), to: run.weights + index)
  }
}

/// w −= lr·decay·w; v = momentum·v − lr·g; w += v
private struct MomentumDescent: StripKernel {
  let run: SGDRun
  let velocity: UnsafeMutablePointer<Float>

  @inline(__always)
  func run<S: Strip>(_ strip: S, at index: Int) {
    let decay = S.Vector(repeating: -run.learningRate * run.weightDecay)
    let rate = S.Vector(repeating: -run.learningRate)
    let momentum = S.Vector(repeating: run.momentum)
    let weights = strip.load(run.weights + index)
    let pull = rate * strip.load(run.gradient + index)
    let speed = multiplyAdd(momentum, strip.load(velocity + index), pull)
    strip.store(speed, to: velocity + index)
    strip.store(multiplyAdd(decay, weights, weights) + speed, to: run.weights + index)
  }
}

/// w −= lr·decay·w; v = momentum·v − lr·g; w += momentum·v − lr·g
private struct NesterovDescent: StripKernel {
  let run: SGDRun
  let velocity: UnsafeMutablePointer<Float>

  @inline(__always)
  func run<S: Strip>(_ strip: S, at index: Int) {
    let decay = S.Vector(repeating: -run.learningRate * run.weightDecay)
    let rate = S.Vector(repeating: -run.learningRate)
    let momentum = S.Vector(repeating: run.momentum)
    let weights = strip.load(run.weights + index)
    let pull = rate * strip.load(run.gradient + index)
    let speed = multiplyAdd(momentum, strip.load(velocity + index), pull)
    strip.store(speed, to: velocity + index)
    let ahead = multiplyAdd(momentum, speed, pull)
    strip.store(multiplyAdd(decay, weights, weights) + ahead, to: run.weights + index)
  }
}

/// w −= decay·w; m += (g − m)(1 − β₁); v += (g² − v)(1 − β₂); w −= step·m / (√v + ε)
private struct AdamDescent: StripKernel {
  let run: AdamRun

  @inline(__always)
  func run<S: Strip>(_ strip: S, at index: Int) {
    let weights = strip.load(run.weights + index)
    let gradient = strip.load(run.gradient + index)
    let oldMean = strip.load(run.mean + index)
    let oldVariance = strip.load(run.variance + index)
    let mean = multiplyAdd(gradient - oldMean, S.Vector(repeating: Float(1 - run.beta1)), oldMean)
    let surprise = multiplyAdd(gradient, gradient, S.Vector.zero - oldVariance)
    let variance = multiplyAdd(surprise, S.Vector(repeating: Float(1 - run.beta2)), oldVariance)
    strip.store(mean, to: run.mean + index)
    strip.store(variance, to: run.variance + index)
    let decayed = multiplyAdd(S.Vector(repeating: -run.decay), weights, weights)
    let move = S.Vector(repeating: run.step) * mean / (variance.squareRoot() + S.Vector(repeating: run.epsilon))
    strip.store(decayed - move, to: run.weights + index)
  }
}

/// w −= decay·w; v += (g² − v)(1 − ρ); m += (g − m)(1 − ρ); u = lr·g / √(v − m² + ε); b = momentum·b + u; w −= b
private struct RootMeanSquareDescent: StripKernel {
  let run: RMSpropRun

  @inline(__always)
  func run<S: Strip>(_ strip: S, at index: Int) {
    let weights = strip.load(run.weights + index)
    let gradient = strip.load(run.gradient + index)
    let share = S.Vector(repeating: Float(1 - run.rho))
    let oldSquares = strip.load(run.squares + index)
    let squares = multiplyAdd(multiplyAdd(gradient, gradient, S.Vector.zero - oldSquares), share, oldSquares)
    strip.store(squares, to: run.squares + index)
    var variance = squares + S.Vector(repeating: run.epsilon)
    if let means = run.mean {
      let oldMean = strip.load(means + index)
      let mean = multiplyAdd(gradient - oldMean, share, oldMean)
      strip.store(mean, to: means + index)
      variance = multiplyAdd(S.Vector.zero - mean, mean, variance)
    }
    var move = S.Vector(repeating: run.learningRate) * gradient / variance.squareRoot()
    if let velocity = run.velocity {
      move = multiplyAdd(S.Vector(repeating: run.momentum), strip.load(velocity + index), move)
      strip.store(move, to: velocity + index)
    }
    strip.store(multiplyAdd(S.Vector(repeating: -run.decay), weights, weights) - move, to: run.weights + index)
  }
}

/// x·factor within ±limit
private struct ScaledClip: StripKernel {
  let numbers: UnsafeMutablePointer<Float>
  let factor: Float
  let limit: Float

  @inline(__always)
  func run<S: Strip>(_ strip: S, at index: Int) {
    let scaled = strip.load(numbers + index) * S.Vector(repeating: factor)
    strip.store(atMost(limit, atLeast(-limit, scaled)), to: numbers + index)
  }
}

/// Σ x², sixteen lanes side by side.
private func sumOfSquares(_ count: Int, _ numbers: UnsafePointer<Float>) -> Double {
  var sums = RowVector.zero
  forEachRowVector(count) { index, lanes in
    let x = loadRow(numbers + index, lanes, fill: 0)
    sums = multiplyAdd(x, x, sums)
  }
  var sum = 0.0
  for lane in 0..<RowVector.scalarCount { sum += Double(sums[lane]) }
  return sum
}

private func descend(_ run: SGDRun) {
  guard let velocity = run.velocity else { return forEachStrip(run.count, PlainDescent(run: run)) }
  if run.nesterov {
    forEachStrip(run.count, NesterovDescent(run: run, velocity: velocity))
  } else {
    forEachStrip(run.count, MomentumDescent(run: run, velocity: velocity))
  }
}

private func descend(_ run: AdamRun) { forEachStrip(run.count, AdamDescent(run: run)) }

/// The updates of this instruction set.
func makeUpdateKernels() -> UpdateKernels {
  UpdateKernels(
    sgd: { descend($0) }, adam: { descend($0) },
    rmsprop: { forEachStrip($0.count, RootMeanSquareDescent(run: $0)) }, sumOfSquares: { sumOfSquares($0, $1) },
    scaleAndClip: { forEachStrip($0, ScaledClip(numbers: $1, factor: $2, limit: $3)) })
}
