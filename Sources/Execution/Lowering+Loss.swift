package import Tensors

/// How a program ends when it is to know its loss.
extension Lowering {
  /// Appends the loss of `current` against targets that the caller copies in.
  package mutating func appendLoss(_ function: LossFunction) throws(NormKitError) {
    layerName = "loss"
    let samples = current.rows
    let width = function.takesLabels ? 1 : current.channels
    let losses = kept(byteCount: samples * MemoryLayout<Float>.stride, name: "losses")
    let correct = kept(byteCount: samples * MemoryLayout<Float>.stride, name: "correct")
    let targets = kept(byteCount: samples * width * MemoryLayout<Float>.stride, name: "targets")
    let gradient = mode.isTraining && needsGradient ? try gradient(of: current) : nil
    append(
      .loss(
        LossStep(
          function: function, outputs: current, targets: targets, losses: losses, correct: correct,
          gradient: gradient)))
    program.targets = targets
    program.losses = losses
    program.correct = correct
  }
}
