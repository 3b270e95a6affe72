/// The mean and the squares of every channel of batches that come one after another, as if they were one: in Double, in
/// two passes over each batch, merged by Chan's formula.
struct PooledMoments {
  private(set) var count = 0.0
  private(set) var means: [Double]
  private(set) var squares: [Double]

  init(channels: Int) {
    means = [Double](repeating: 0, count: channels)
    squares = means
  }

  var channels: Int { means.count }

  /// Adds rows × channels numbers.
  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    let rows = values.count / max(channels, 1)
    guard rows > 0 else { return }
    var own = [Double](repeating: 0, count: channels)
    for row in 0..<rows {
      for channel in 0..<channels { own[channel] += Double(values[row * channels + channel]) }
    }
    for channel in 0..<channels { own[channel] /= Double(rows) }
    var distances = [Double](repeating: 0, count: channels)
    for row in 0..<rows {
      for channel in 0..<channels {
        let distance = Double(values[row * channels + channel]) - own[channel]
        distances[channel] += distance * distance
      }
    }
    let total = count + Double(rows)
    for channel in 0..<channels {
      let delta = own[channel] - means[channel]
      means[channel] += delta * Double(rows) / total
      squares[channel] += distances[channel] + delta * delta * count * Double(rows) / total
    }
    count = total
  }

  /// Σ(x − mean)²/m, or /(m − 1) where there are two values at least.
  func variances(unbiased: Bool) -> [Double] {
    let divisor = unbiased && count > 1 ? count - 1 : max(count, 1)
    return squares.map { $0 / divisor }
  }
}
