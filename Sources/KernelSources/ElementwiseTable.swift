import KernelTable

/// The elementwise kernels of this instruction set.
func makeElementwiseKernels() -> ElementwiseKernels {
  ElementwiseKernels(
    dropout: { dropout($0) },
    softmax: { softmaxRows($0, $1, $2, $3) },
    softmaxGradient: { softmaxGradientRows($0, $1, $2, $3, $4) },
    add: { forEachStrip($0, Addition(x: $1, y: $2)) },
    normalizeRows: { normalizeRows($0) },
    normalizeRowsGradient: { normalizeRowsGradient($0) })
}

/// y = y + x
private struct Addition: StripKernel {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>

  @inline(__always)
  func run<S: Strip>(_ strip: S, at index: Int) {
    strip.store(strip.load(y + index) + strip.load(x + index), to: y + index)
  }
}
