/// A block that is the sum of two, each perhaps normalized, under a cheap activation. In place of either side is allowed.
package struct BlockSum {
  /// One side: scale·(x − mean) + shift, or x itself.
  package struct Addend {
    package var source: UnsafePointer<Float>
    package var stride: Int
    /// Parameters that begin at the block's first channel; nil for x itself.
    package var affine: ChannelAffine?

    package init(source: UnsafePointer<Float>, stride: Int, affine: ChannelAffine? = nil) {
      self.source = source
      self.stride = stride
      self.affine = affine
    }

    /// The same channels of a block that begins `count` numbers further on.
    package func advanced(by count: Int) -> Addend {
      Addend(source: source + count, stride: stride, affine: affine)
    }
  }

  package var rows: Int
  package var channels: Int
  package var left: Addend
  package var right: Addend
  /// One of those that `isCheap`.
  package var activation: ActivationFunction
  package var destination: UnsafeMutablePointer<Float>
  package var destinationStride: Int

  package init(
    rows: Int, channels: Int, left: Addend, right: Addend, activation: ActivationFunction,
    destination: UnsafeMutablePointer<Float>, destinationStride: Int
  ) {
    self.rows = rows
    self.channels = channels
    self.left = left
    self.right = right
    self.activation = activation
    self.destination = destination
    self.destinationStride = destinationStride
  }
}
