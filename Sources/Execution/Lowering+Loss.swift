package import Tensors

/// How a program ends when it is to know its loss.
extension Lowering {
  /// Appends the loss of `current` against targets that the caller copies in.
  package mutating func appendLoss(_ function: LossFunction) throws(NormKitError) {
    layerName = "loss"
    let samples = current.rows
    let width = function.takesLabels ? 1 : current.channels
    let bytes = samples * MemoryLayout<Float>.stride
    let losses = kept(byteCount: bytes, name: "losses")
    let correct = kept(byteCount: bytes, name: "correct")
    let targets = kept(byteCount: samples * width * MemoryLayout<Float>.stride, name: "targets")
    let weights = function.isWeighted ? kept(byteCount: bytes, name: "sample weights") : nil
    let gradient = mode.isTraining && needsGradient ? try gradient(of: current) : nil
    append(
      .loss(
        LossStep(
          function: function, outputs: current, targets: targets, weights: weights, losses: losses,
          correct: correct, gradient: gradient)))
    program.targets = targets
    program.sampleWeights = weights
    program.losses = losses
    program.correct = correct
  }
}
