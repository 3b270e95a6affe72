package import KernelTable

/// Rows of a full tile: with two vectors a row, as many sums as fit the registers beside one row of the right side and
/// one broadcast number of the left.
var matmulTileRows: Int {
  #if KERNELS_AVX512
  12
  #else
  6
  #endif
}

/// Columns of a full tile: two vectors.
var matmulTileColumns: Int { 2 * vectorWidth }

/// This module's part of the kernel table for matrix products.
package func makeMatmulKernels() -> MatmulKernels {
  MatmulKernels(
    tileRows: matmulTileRows, tileColumns: matmulTileColumns, multiply: { multiplyStrip($0) },
    multiplyThin: { multiplyThin($0) },
    packTransposed: { packTransposed($0, $1, $2, $3, $4) }, registerMultiplyAdds: { registerMultiplyAdds($0) })
}
