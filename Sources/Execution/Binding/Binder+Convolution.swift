import KernelTable
import Routines

/// Convolutions and their gradients, as `ConvolutionPlan` runs them.
extension Binder {
  func convolutionPlan(_ step: ConvolutionStep) -> ConvolutionPlan {
    ConvolutionPlan(shape: step.shape, kind: step.kind, table: table)
  }

  mutating func bindConvolution(_ step: ConvolutionStep) {
    guard let shared = packed?.floats else { return }
    let scratch = scratch
    let perWorker = scratchPerWorker
    let operands = productOperands(step)
    for part in convolutionPlan(step).phases(operands: operands, shared: shared) {
      phase(chunks: part.chunks) { chunk, worker in part.body(chunk, scratch + worker * perWorker) }
    }
  }
}
