import KernelTable
import Routines

/// Products: pack the right side, then compute the blocks.
extension Binder {
  func matmulPlan(_ step: MatmulStep) -> MatmulPlan {
    let inPlace =
      step.right.transform == .none
      && MatmulPlan.readsRightInPlace(
        step.shape, rightStride: step.right.matrix.channels, isConstant: program.mode.isInference)
    return MatmulPlan(
      shape: step.shape, blocks: step.epilogue.blocks, leftIsTransformed: step.left.transform != .none,
      right: inPlace ? .inPlace : .packed, table: table)
  }

  mutating func bindMatmul(_ step: MatmulStep) {
    let plan = matmulPlan(step)
    let operands = productOperands(step)
    let panels = panels(of: step)
    guard let packed = panels ?? packed?.floats else { return }
    let scratch = scratch
    let perWorker = scratchPerWorker
    if panels == nil {
      phase(chunks: plan.packChunks, work: Phase.workPerNumber * plan.packedCount) { chunk, _ in
        plan.pack(chunk: chunk, operands: operands, packed: packed)
      }
    }
    phase(chunks: plan.computeChunks, work: step.shape.rows * step.shape.columns * step.shape.depth) { chunk, worker in
      plan.compute(chunk: chunk, operands: operands, packed: packed, scratch: scratch + worker * perWorker)
    }
  }

  /// A product's memory.
  func productOperands(_ step: some ProductStep) -> MatmulOperands {
    let start: Tile.Start =
      switch step.start {
      case .zero: .zero
      case .bias(let bias): .bias(floats(bias))
      case .output: .output
      }
    return MatmulOperands(
      left: floats(step.left.matrix.value), leftStride: step.left.matrix.channels,
      leftTransform: blockTransform(step.left), right: floats(step.right.matrix.value),
      rightStride: step.right.matrix.channels, rightTransform: blockTransform(step.right),
      output: floats(step.output.value), outputStride: step.output.channels, start: start,
      epilogue: productEpilogue(step))
  }

  private func productEpilogue(_ step: some ProductStep) -> MatmulEpilogue {
    switch step.epilogue {
    case .none: return .none
    case .activation(let function): return .activation(function)
    case .moments(let partials):
      let mean = doubles(partials.value)
      return .moments(mean: mean, squares: mean + partials.blocks.count * step.output.channels)
    case .reduceGradient(let reduce):
      let sums = reductionSums(reduce)
      return .reduceGradient(
        blockDerivative(reduce), centred: reductionCentre(reduce), sum: sums?.sum, centredSum: sums?.centred,
        second: secondSums(reduce))
    }
  }

  /// Where a reduction's partial sums go.
  func reductionSums(_ step: ReduceGradientStep) -> (
    sum: UnsafeMutablePointer<Double>, centred: UnsafeMutablePointer<Double>?
  )? {
    step.partials.map { sums($0, channels: step.gradient.channels, areCentred: step.centre != nil) }
  }

  /// z and its mean, from row 0 and channel 0.
  func reductionCentre(
    _ step: ReduceGradientStep
  ) -> (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)? {
    step.centre.map(centre)
  }

  /// The sums that a reduction makes beside its first ones.
  func secondSums(_ step: ReduceGradientStep) -> GradientSums? {
    guard let second = step.second else { return nil }
    let sums = sums(second.partials, channels: step.gradient.channels, areCentred: second.centre != nil)
    return GradientSums(centred: second.centre.map(centre), sum: sums.sum, centredSum: sums.centred)
  }

  private func sums(
    _ partials: BlockPartials, channels: Int, areCentred: Bool
  ) -> (sum: UnsafeMutablePointer<Double>, centred: UnsafeMutablePointer<Double>?) {
    let sum = doubles(partials.value)
    return (sum, areCentred ? sum + partials.blocks.count * channels : nil)
  }

  private func centre(
    _ centre: ReduceGradientStep.Centre
  ) -> (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>) {
    (UnsafePointer(floats(centre.z.value)), centre.z.channels, UnsafePointer(floats(centre.affine)))
  }
}
