/// Kernels over a run of numbers or over rows on their own, without per-channel parameters.
package struct ElementwiseKernels: Sendable {
  /// Dropout, forward and backward alike: y = x / (1 − rate) where kept, else 0. In place is allowed.
  package let dropout: @Sendable (DropoutRun) -> Void
  /// Softmax of each row: (rows, classes, x, y); x and y contiguous, may be the same.
  package let softmax: @Sendable (Int, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  /// Softmax backward: (rows, classes, y, dy, dx): dx = y·(dy − Σ dy·y); dx may be dy.
  package let softmaxGradient:
    @Sendable (Int, Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  /// y = y + x: (count, x, y).
  package let add: @Sendable (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  /// Normalizes each row by its own statistics.
  package let normalizeRows: @Sendable (RowNormalization) -> Void
  /// The gradient of such rows.
  package let normalizeRowsGradient: @Sendable (RowNormalizationGradient) -> Void

  package init(
    dropout: @escaping @Sendable (DropoutRun) -> Void,
    softmax: @escaping @Sendable (Int, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void,
    softmaxGradient:
      @escaping @Sendable (Int, Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void,
    add: @escaping @Sendable (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void,
    normalizeRows: @escaping @Sendable (RowNormalization) -> Void,
    normalizeRowsGradient: @escaping @Sendable (RowNormalizationGradient) -> Void
  ) {
    self.dropout = dropout
    self.softmax = softmax
    self.softmaxGradient = softmaxGradient
    self.add = add
    self.normalizeRows = normalizeRows
    self.normalizeRowsGradient = normalizeRowsGradient
  }
}

/// A run of numbers to drop at random.
///
/// Element i is kept when the i-th 32-bit word of the Philox4x32-10 stream (Salmon et al. 2011) with key `key` and
/// counter (block, sequence) is ≥ rate·2³²: word i is lane i mod 4 of block `firstBlock` + i / 4.
package struct DropoutRun {
  package var count: Int
  package var source: UnsafePointer<Float>
  package var destination: UnsafeMutablePointer<Float>
  /// 0 ≤ rate < 1
  package var rate: Float
  package var key: UInt64
  package var sequence: UInt64
  package var firstBlock: UInt64

  package init(
    count: Int, source: UnsafePointer<Float>, destination: UnsafeMutablePointer<Float>, rate: Float, key: UInt64,
    sequence: UInt64, firstBlock: UInt64
  ) {
    self.count = count
    self.source = source
    self.destination = destination
    self.rate = rate
    self.key = key
    self.sequence = sequence
    self.firstBlock = firstBlock
  }
}
