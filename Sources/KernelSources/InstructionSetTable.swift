package import KernelTable

/// The kernels as this module's instruction set computes them.
package func makeKernelTable() -> KernelTable {
  #if KERNELS_AVX512
  let name = "avx512"
  #elseif KERNELS_AVX2
  let name = "avx2"
  #else
  let name = "baseline"
  #endif
  return KernelTable(
    name: name, matmul: makeMatmulKernels(), block: makeBlockKernels(), elementwise: makeElementwiseKernels(),
    loss: makeLossKernels(), update: makeUpdateKernels(), pooling: makePoolingKernels(),
    depthwise: makeDepthwiseKernels())
}
