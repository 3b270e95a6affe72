import KernelTable
import Routines

/// Convolutions and their gradients, as `ConvolutionPlan` runs them.
extension Binder {
  func convolutionPlan(_ step: ConvolutionStep) -> ConvolutionPlan {
    ConvolutionPlan(shape: step.shape, kind: step.kind, table: table)
  }

  mutating func bindConvolution(_ step: ConvolutionStep) {
    let panels = panels(of: step)
    guard let shared = panels ?? packed?.floats else { return }
    let scratch = scratch
    let perWorker = scratchPerWorker
    let operands = productOperands(step)
    for part in convolutionPlan(step).phases(operands: operands, shared: shared).dropFirst(panels == nil ? 0 : 1) {
      phase(chunks: part.chunks) { chunk, worker in part.body(chunk, scratch + worker * perWorker) }
    }
  }
}
