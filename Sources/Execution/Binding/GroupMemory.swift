/// One channel's moments, merged by Chan's formula as `MergedMoments` merges eight.
private struct ChannelMoments {
  var count = 0.0
  var mean = 0.0
  var squares = 0.0

  mutating func merge(count n: Double, mean other: Double, squares otherSquares: Double) {
    let total = count + n
    let delta = other - mean
    mean += delta * (n / total)
    squares += otherSquares + delta * delta * (count * n / total)
    count = total
  }
}

/// The moments of every group in memory; see `GroupStatisticsStep.moments`.
struct GroupMoments {
  let base: UnsafeMutablePointer<Double>
  let channels: Int

  init(_ base: UnsafeMutablePointer<Double>, channels: Int) { (self.base, self.channels) = (base, channels) }

  private func row(_ group: Int, _ row: Int) -> UnsafeMutablePointer<Double> { base + (5 * group + row) * channels }
  func mean(_ group: Int) -> UnsafeMutablePointer<Double> { row(group, 1) }
  func squares(_ group: Int) -> UnsafeMutablePointer<Double> { row(group, 2) }
  func blockMean(_ group: Int) -> UnsafeMutablePointer<Double> { row(group, 3) }
  func blockSquares(_ group: Int) -> UnsafeMutablePointer<Double> { row(group, 4) }
  /// How many values each of the group's means is of.
  func count(_ group: Int) -> Double { row(group, 0)[0] }

  func begin(_ group: Int, count: Int) {
    row(group, 0).update(repeating: 0, count: 3 * channels)
    row(group, 0)[0] = Double(count)
  }

  /// Adds a block of `rows` to the `merged` rows before it.
  func merge(_ group: Int, rows: Int, after merged: Int) {
    for channel in 0..<channels {
      var moments = ChannelMoments()
      moments.count = Double(merged)
      moments.mean = mean(group)[channel]
      moments.squares = squares(group)[channel]
      moments.merge(count: Double(rows), mean: blockMean(group)[channel], squares: blockSquares(group)[channel])
      mean(group)[channel] = moments.mean
      squares(group)[channel] = moments.squares
    }
  }

  /// Makes one mean and variance of those of each `size` neighbouring channels.
  func share(_ group: Int, among size: Int) {
    guard size > 1 else { return }
    let rows = count(group)
    for first in stride(from: 0, to: channels, by: size) {
      var merged = ChannelMoments()
      for channel in first..<first + size {
        merged.merge(count: rows, mean: mean(group)[channel], squares: squares(group)[channel])
      }
      for channel in first..<first + size {
        mean(group)[channel] = merged.mean
        squares(group)[channel] = merged.squares
      }
    }
    row(group, 0)[0] = rows * Double(size)
  }
}

/// The sums of every group's gradient in memory; see `GroupGradientStep.sums`.
struct GroupSums {
  let base: UnsafeMutablePointer<Double>
  let channels: Int

  init(_ base: UnsafeMutablePointer<Double>, channels: Int) { (self.base, self.channels) = (base, channels) }

  private func row(_ group: Int, _ row: Int) -> UnsafeMutablePointer<Double> { base + (4 * group + row) * channels }
  func sum(_ group: Int) -> UnsafeMutablePointer<Double> { row(group, 0) }
  func centred(_ group: Int) -> UnsafeMutablePointer<Double> { row(group, 1) }
  func blockSum(_ group: Int) -> UnsafeMutablePointer<Double> { row(group, 2) }
  func blockCentred(_ group: Int) -> UnsafeMutablePointer<Double> { row(group, 3) }

  func begin(_ group: Int) { sum(group).update(repeating: 0, count: 2 * channels) }

  func add(_ group: Int) {
    for channel in 0..<2 * channels { sum(group)[channel] += blockSum(group)[channel] }
  }
}

/// One group's parameters and running statistics in memory.
struct GroupMember {
  private let base: NormalizationMemory
  let running: RunningMemory?

  init(_ member: GroupStatisticsStep.Member, _ binder: Binder) {
    base = binder.normalizationMemory(member.parameters)
    running = member.running.map { binder.runningMemory($0) }
  }

  /// With the affine value of one group.
  func parameters(of group: Int) -> NormalizationMemory {
    var memory = base
    memory.affine += group * NormalizationParameters.rows * base.channels
    return memory
  }

  /// Writes the group's affine value; a group without rows has only running statistics to be normalized by.
  func writeAffine(_ group: Int, moments: GroupMoments, usesBatch: Bool, limits: RenormalizationLimits?) {
    let memory = parameters(of: group)
    let count = moments.count(group)
    let corrections = limits.flatMap { limits in running.map { RenormalizationNow(limits, $0) } }
    for channel in 0..<memory.channels {
      if usesBatch, count > 0 {
        memory.write(
          channel: channel, mean: moments.mean(group)[channel], variance: moments.squares(group)[channel] / count,
          corrections: corrections)
      } else if let running {
        memory.write(
          channel: channel, mean: Double(running.mean[channel]), variance: Double(running.variance[channel]))
      } else {
        memory.write(channel: channel, mean: 0, variance: 1)
      }
    }
  }

  /// p, q and r of each channel, and zeros behind them. dx = p·dy + q·(z − mean) − r.
  func writeCoefficients(
    _ group: Int, _ sums: GroupSums, count: Double?, perStatistic: Int, into coefficients: UnsafeMutablePointer<Float>
  ) {
    let memory = parameters(of: group)
    let channels = memory.channels
    for first in stride(from: 0, to: channels, by: perStatistic) {
      // Σ γ·dy and Σ γ·dy·x̂ over the channels that share a mean and a variance.
      var (beta, gamma) = (0.0, 0.0)
      for channel in first..<first + perStatistic {
        let sum = sums.sum(group)[channel]
        let normalized = memory.plainSum(channel: channel, sum: sum, centredSum: sums.centred(group)[channel])
        beta += memory.factor(channel) * sum
        gamma += memory.factor(channel) * normalized
      }
      for channel in first..<first + perStatistic {
        memory.writeGradient(channel: channel, scaledBeta: beta, scaledGamma: gamma, count: count, into: coefficients)
        coefficients[3 * channels + channel] = 0
      }
    }
  }
}
