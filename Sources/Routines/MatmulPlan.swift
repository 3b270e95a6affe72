package import KernelTable

/// How one matrix product is cut into chunks: a function of the shape and the tile geometry alone, never of the number
/// of threads. Output [M, N] = start + left [M, K] · right [K, N].
///
/// A product runs in two phases: `packChunks` calls of `pack` (any order, any thread), and when all are done
/// `computeChunks` calls of `compute`.
package struct MatmulPlan: Sendable {
  package let shape: MatmulShape
  /// Floats of the packed right side, shared by all chunks.
  package let packedCount: Int
  /// Floats that each worker needs for itself.
  package let scratchCount: Int
  package let packChunks: Int
  package let computeChunks: Int

  package init(shape: MatmulShape, leftIsTransformed: Bool, table: KernelTable) {
    self.shape = shape
    packedCount = 0
    scratchCount = 0
    packChunks = 0
    computeChunks = 0
  }

  package func pack(chunk: Int, operands: MatmulOperands, packed: UnsafeMutablePointer<Float>) {}

  package func compute(
    chunk: Int, operands: MatmulOperands, packed: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {}
}

/// The sizes of a product and how its operands lie in memory.
package struct MatmulShape: Sendable, Hashable {
  package var rows: Int
  package var columns: Int
  package var depth: Int
  /// False: left is stored [M, K]; true: [K, M].
  package var leftTransposed: Bool
  /// False: right is stored [K, N]; true: [N, K].
  package var rightTransposed: Bool

  package init(rows: Int, columns: Int, depth: Int, leftTransposed: Bool = false, rightTransposed: Bool = false) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.leftTransposed = leftTransposed
    self.rightTransposed = rightTransposed
  }
}

/// The memory of one product. Strides are those of the stored rows. A transform's channels are those of the stored
/// rows (the contiguous axis), its parameters begin at channel 0; a transformed right side must not be transposed.
package struct MatmulOperands {
  package var left: UnsafePointer<Float>
  package var leftStride: Int
  package var leftTransform: BlockLoad.Transform
  package var right: UnsafePointer<Float>
  package var rightStride: Int
  package var rightTransform: BlockLoad.Transform
  package var output: UnsafeMutablePointer<Float>
  package var outputStride: Int
  /// `.bias` points at N numbers.
  package var start: Tile.Start
  package var epilogue: MatmulEpilogue

  package init(
    left: UnsafePointer<Float>, leftStride: Int, leftTransform: BlockLoad.Transform = .none,
    right: UnsafePointer<Float>, rightStride: Int, rightTransform: BlockLoad.Transform = .none,
    output: UnsafeMutablePointer<Float>, outputStride: Int, start: Tile.Start = .zero,
    epilogue: MatmulEpilogue = .none
  ) {
    self.left = left
    self.leftStride = leftStride
    self.leftTransform = leftTransform
    self.right = right
    self.rightStride = rightStride
    self.rightTransform = rightTransform
    self.output = output
    self.outputStride = outputStride
    self.start = start
    self.epilogue = epilogue
  }
}

/// What happens to each block of the output while it is hot, after its last multiplication. Partial results are laid
/// out [RowBlocks(rows: M).count, N], the same as when the matrix is visited by itself afterwards.
package enum MatmulEpilogue {
  case none
  /// output = act(output)
  case activation(ActivationFunction)
  /// Per row block and channel: mean and squares, as `BlockMoments`.
  case moments(mean: UnsafeMutablePointer<Double>, squares: UnsafeMutablePointer<Double>)
  /// The output is a gradient: as `BlockGradient`, whose pointers begin at row 0, channel 0 of the whole matrix.
  case reduceGradient(
    BlockGradient.Derivative, centred: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)?,
    sum: UnsafeMutablePointer<Double>?, centredSum: UnsafeMutablePointer<Double>?)
}
