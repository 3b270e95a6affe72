/// A batch's moments over all workers, merged so that no digits are lost: first the mean, then the squares around it.
struct SharedMoments {
  /// [1 + 3·C] Doubles: what is summed (a count and C numbers), the worker's own means and its own squares.
  private let numbers: UnsafeMutablePointer<Double>
  private let synchronizer: Synchronizer

  init(_ numbers: UnsafeMutablePointer<Double>, _ synchronizer: Synchronizer) {
    self.numbers = numbers
    self.synchronizer = synchronizer
  }

  /// Takes one channel of the worker's own.
  func put(channel: Int, of channels: Int, count: Double, mean: Double, squares: Double) {
    if channel == 0 { numbers[0] = count }
    numbers[1 + channel] = count * mean
    numbers[1 + channels + channel] = mean
    numbers[1 + 2 * channels + channel] = squares
  }

  /// Calls `body` with every channel's count, mean and squares over all workers; not at all when the sum fails.
  func merge(channels: Int, _ body: (_ channel: Int, _ count: Double, _ mean: Double, _ squares: Double) -> Void) {
    let (means, squares) = (numbers + 1 + channels, numbers + 1 + 2 * channels)
    let count = numbers[0]
    guard synchronizer.sum(numbers, count: 1 + channels) else { return }
    let total = numbers[0]
    for channel in 0..<channels {
      let mean = numbers[1 + channel] / total
      let distance = means[channel] - mean
      means[channel] = mean
      numbers[1 + channel] = squares[channel] + count * distance * distance
    }
    guard synchronizer.sum(numbers + 1, count: channels) else { return }
    for channel in 0..<channels { body(channel, total, means[channel], numbers[1 + channel]) }
  }
}

/// A gradient's sums over all workers. Each worker's loss is the mean over its own rows, so that sums are weighted by
/// them, and come back in the worker's own scale.
struct SharedSums {
  /// [1 + 2·C] Doubles: the number of rows, Σ dy and Σ dy·(x − μ)/σ.
  private let numbers: UnsafeMutablePointer<Double>
  private let synchronizer: Synchronizer

  init(_ numbers: UnsafeMutablePointer<Double>, _ synchronizer: Synchronizer) {
    self.numbers = numbers
    self.synchronizer = synchronizer
  }

  /// Takes one channel of the worker's own.
  func put(channel: Int, rows: Int, sum: Double, normalized: Double) {
    numbers[1 + 2 * channel] = Double(rows) * sum
    numbers[2 + 2 * channel] = Double(rows) * normalized
  }

  func write(_ parameters: NormalizationMemory, rows: Int, into coefficients: UnsafeMutablePointer<Float>) {
    numbers[0] = Double(rows)
    guard synchronizer.sum(numbers, count: 1 + 2 * parameters.channels) else { return }
    for channel in 0..<parameters.channels {
      parameters.writeGradient(
        channel: channel, sum: numbers[1 + 2 * channel] / Double(rows),
        normalized: numbers[2 + 2 * channel] / Double(rows), count: numbers[0], into: coefficients)
    }
  }
}

extension Binder {
  mutating func bindShared(
    _ shared: SharedMoments, _ parameters: NormalizationMemory, _ running: RunningMemory?,
    _ renormalization: (RenormalizationLimits, RunningMemory)?
  ) {
    phase(chunks: 1) { _, _ in
      let corrections = renormalization.map { RenormalizationNow($0.0, $0.1) }
      let weightOfOld = running?.weightOfOld ?? 0
      shared.merge(channels: parameters.channels) { channel, count, mean, squares in
        parameters.write(channel: channel, mean: mean, variance: squares / count, corrections: corrections)
        running?.update(channel: channel, weightOfOld: weightOfOld, count: count, mean: mean, squares: squares)
      }
    }
  }
}
