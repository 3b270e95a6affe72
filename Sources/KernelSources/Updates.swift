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
  UpdateKernels(sgd: { descend($0) }, adam: { descend($0) })
}
