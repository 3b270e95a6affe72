import KernelTable

/// The pooling kernels of this instruction set.
func makePoolingKernels() -> PoolingKernels {
  PoolingKernels(pool: { pool($0) }, poolGradient: { poolGradient($0) })
}
