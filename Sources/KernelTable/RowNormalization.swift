/// Rows that are normalized each by its own mean and deviation: layer normalization, and root mean square normalization.
package struct RowNormalization {
  package var rows: Int
  package var channels: Int
  /// Whether the mean is subtracted, and the deviation is around it; else the root of the mean square takes its place.
  package var isCentred: Bool
  package var epsilon: Float
  /// [rows, channels]
  package var x: UnsafePointer<Float>
  /// [channels]; nil for 1.
  package var gamma: UnsafePointer<Float>?
  /// [channels]; nil for 0.
  package var beta: UnsafePointer<Float>?
  /// [rows, channels]: γ·(x − mean)·inverse + β
  package var y: UnsafeMutablePointer<Float>
  /// [rows, 2]: the mean of the distances from the row's first number (0 where it is not subtracted), and
  /// 1/√(variance + ε).
  package var moments: UnsafeMutablePointer<Float>

  package init(
    rows: Int, channels: Int, isCentred: Bool, epsilon: Float, x: UnsafePointer<Float>, gamma: UnsafePointer<Float>?,
    beta: UnsafePointer<Float>?, y: UnsafeMutablePointer<Float>, moments: UnsafeMutablePointer<Float>
  ) {
    self.rows = rows
    self.channels = channels
    self.isCentred = isCentred
    self.epsilon = epsilon
    self.x = x
    self.gamma = gamma
    self.beta = beta
    self.y = y
    self.moments = moments
  }
}

/// The gradient of such rows: dx = inverse·(γ·dy − mean(γ·dy) − x̂·mean(γ·dy·x̂)), without the middle term where the mean is
/// not subtracted.
package struct RowNormalizationGradient {
  package var rows: Int
  package var channels: Int
  package var isCentred: Bool
  /// [rows, channels]
  package var x: UnsafePointer<Float>
  /// [rows, channels]
  package var dy: UnsafePointer<Float>
  /// [channels]; nil for 1.
  package var gamma: UnsafePointer<Float>?
  /// [rows, 2], from the forward pass.
  package var moments: UnsafePointer<Float>
  /// [rows, channels], may be `dy`; nil where it is not wanted.
  package var dx: UnsafeMutablePointer<Float>?
  /// [channels] Σ dy·x̂ over the rows, and Σ dy; nil where they are not wanted.
  package var gammaSum: UnsafeMutablePointer<Float>?
  package var betaSum: UnsafeMutablePointer<Float>?

  package init(
    rows: Int, channels: Int, isCentred: Bool, x: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    gamma: UnsafePointer<Float>?, moments: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>?,
    gammaSum: UnsafeMutablePointer<Float>?, betaSum: UnsafeMutablePointer<Float>?
  ) {
    self.rows = rows
    self.channels = channels
    self.isCentred = isCentred
    self.x = x
    self.dy = dy
    self.gamma = gamma
    self.moments = moments
    self.dx = dx
    self.gammaSum = gammaSum
    self.betaSum = betaSum
  }
}
