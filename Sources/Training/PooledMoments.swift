import Tensors

/// The mean and the squares of every channel of batches that come one after another, as if they were one: in Double, in
/// two passes over each batch, merged by Chan's formula.
final class PooledMoments {
  private(set) var count = 0.0
  let channels: Int
  /// Means, squares, and the same of the batch being added: [4, channels].
  private let storage: AlignedStorage

  /// Throws: `outOfMemory`.
  init(channels: Int) throws(NormKitError) {
    self.channels = channels
    let (count, overflow) = channels.multipliedReportingOverflow(by: 4)
    storage = try AlignedStorage(doubles: overflow ? .max : count, purpose: "moments of \(channels) channels")
  }

  var means: UnsafeMutableBufferPointer<Double> { part(0) }
  var squares: UnsafeMutableBufferPointer<Double> { part(1) }
  private func part(_ number: Int) -> UnsafeMutableBufferPointer<Double> {
    storage.doubles(from: number * channels, count: channels)
  }

  /// Adds rows × channels numbers; with a mask [rows] those of the rows where it is not 0.
  func add(_ values: UnsafeBufferPointer<Float>, mask: UnsafePointer<Float>? = nil) {
    let all = values.count / max(channels, 1)
    func counts(_ row: Int) -> Bool { mask.map { $0[row] != 0 } ?? true }
    let rows = (0..<all).count(where: counts)
    guard rows > 0 else { return }
    let (means, squares, own, distances) = (part(0), part(1), part(2), part(3))
    own.update(repeating: 0)
    distances.update(repeating: 0)
    for row in 0..<all where counts(row) {
      for channel in 0..<channels { own[channel] += Double(values[row * channels + channel]) }
    }
    for channel in 0..<channels { own[channel] /= Double(rows) }
    for row in 0..<all where counts(row) {
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

  /// Σ(x − mean)²/m, or /(m − 1) where there are two values at least; good until the next `add`.
  func variances(unbiased: Bool) -> UnsafeBufferPointer<Double> {
    let divisor = unbiased && count > 1 ? count - 1 : max(count, 1)
    let (squares, result) = (part(1), part(3))
    for channel in 0..<channels { result[channel] = squares[channel] / divisor }
    return UnsafeBufferPointer(result)
  }
}
