/// The functions that one instruction set offers: the only thing the rest of the library knows of a kernel module.
///
/// Every kernel works on row-major float32 matrices whose columns are channels, takes strides in elements, accepts any
/// count (zero too) and any alignment, and allocates nothing. A kernel knows pointers and counts; who calls it answers
/// for their sizes.
///
/// Legend: M rows of the result, N its columns, K the depth of a product; rows × channels for everything else.
package struct KernelTable: Sendable {
  /// "baseline", "avx2" or "avx512".
  package let name: String
  package let matmul: MatmulKernels
  package let block: BlockKernels
  package let elementwise: ElementwiseKernels
  package let loss: LossKernels
  package let update: UpdateKernels
  package let pooling: PoolingKernels
  package let depthwise: DepthwiseKernels

  package init(
    name: String, matmul: MatmulKernels, block: BlockKernels, elementwise: ElementwiseKernels, loss: LossKernels,
    update: UpdateKernels, pooling: PoolingKernels, depthwise: DepthwiseKernels
  ) {
    self.name = name
    self.matmul = matmul
    self.block = block
    self.elementwise = elementwise
    self.loss = loss
    self.update = update
    self.pooling = pooling
    self.depthwise = depthwise
  }
}
