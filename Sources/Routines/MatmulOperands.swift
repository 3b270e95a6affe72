package import KernelTable

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
/// out [row blocks, N], the same as when the matrix is visited by itself afterwards.
package enum MatmulEpilogue {
  case none
  /// output = act(output)
  case activation(ActivationFunction)
  /// Per row block and channel: mean and squares, as `BlockMoments`.
  case moments(mean: UnsafeMutablePointer<Double>, squares: UnsafeMutablePointer<Double>)
  /// The output is a gradient: as `BlockGradient`, whose pointers begin at row 0, channel 0 of the whole matrix.
  case reduceGradient(
    BlockGradient.Derivative, centred: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)?,
    sum: UnsafeMutablePointer<Double>?, centredSum: UnsafeMutablePointer<Double>?, second: GradientSums? = nil)
}

/// Sums of a gradient that are wanted beside the first ones. Pointers begin at row 0, channel 0 of the whole matrix.
package struct GradientSums {
  package var centred: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)?
  package var sum: UnsafeMutablePointer<Double>
  package var centredSum: UnsafeMutablePointer<Double>?

  package init(
    centred: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>)?, sum: UnsafeMutablePointer<Double>,
    centredSum: UnsafeMutablePointer<Double>?
  ) {
    self.centred = centred
    self.sum = sum
    self.centredSum = centredSum
  }

  /// The sums for a block that begins at a row and a column, its own going to `partial`.
  package func block(
    rows: Int, channels: Int, row: Int, column: Int, partial: Int, gradient: UnsafeMutablePointer<Float>, stride: Int
  ) -> BlockGradient {
    BlockGradient(
      rows: rows, channels: channels, gradient: gradient, gradientStride: stride, derivative: .one,
      centred: centred.map { (z: $0.z + row * $0.stride + column, stride: $0.stride, mean: $0.mean + column) },
      sum: sum + partial, centredSum: centredSum.map { $0 + partial })
  }
}
