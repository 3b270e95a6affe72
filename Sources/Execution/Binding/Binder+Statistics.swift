import Routines

/// What batch norm computes per channel, in Double: a few numbers a channel, so plain loops.
extension Binder {
  mutating func bindBatchStatistics(_ step: BatchStatisticsStep) {
    let parameters = normalizationMemory(step.parameters)
    let blocks = step.partials.blocks
    let means = partialSums(step.partials, channels: parameters.channels)
    let squares = means.next
    let running = step.running.map {
      RunningMemory(
        mean: floats($0.mean), variance: floats($0.variance), updates: doubles($0.updates),
        averaging: $0.averaging, unbiased: $0.unbiased)
    }
    let chunks = ChannelChunks(channels: parameters.channels, blocks: blocks.count)
    phase(chunks: chunks.count) { chunk, _ in
      let weightOfOld = running?.weightOfOld ?? 0
      chunks.forEachGroup(of: chunk) { group in
        var merged = MergedMoments()
        for block in 0..<blocks.count {
          merged.merge(
            count: Double(blocks.range(block).count), mean: means[block, group], squares: squares[block, group])
        }
        for channel in group {
          let lane = channel - group.lowerBound
          let (mean, squares) = (merged.mean[lane], merged.squares[lane])
          parameters.write(channel: channel, mean: mean, variance: squares / merged.count)
          running?.update(
            channel: channel, weightOfOld: weightOfOld, count: merged.count, mean: mean, squares: squares)
        }
      }
    }
    if let running { phase(chunks: 1) { _, _ in running.countUpdate() } }
  }

  mutating func bindRunningStatistics(_ step: RunningStatisticsStep) {
    let parameters = normalizationMemory(step.parameters)
    let mean = floats(step.mean)
    let variance = floats(step.variance)
    phase(chunks: 1) { _, _ in
      for channel in 0..<parameters.channels {
        parameters.write(channel: channel, mean: Double(mean[channel]), variance: Double(variance[channel]))
      }
    }
  }

  mutating func bindNormalizationGradient(_ step: NormalizationGradientStep) {
    let parameters = normalizationMemory(step.parameters)
    let channels = step.parameters.channels
    let blocks = step.partials.blocks
    let sums = partialSums(step.partials, channels: channels)
    let centredSums = sums.next
    let gammaGradient = step.gammaGradient.map(floats)
    let betaGradient = step.betaGradient.map(floats)
    let coefficients = step.coefficients.map(floats)
    let count = step.throughStatistics ? Double(blocks.rows) : nil
    let chunks = ChannelChunks(channels: channels, blocks: blocks.count)
    phase(chunks: chunks.count) { chunk, _ in
      chunks.forEachGroup(of: chunk) { group in
        let sum = sums.total(group)
        let centredSum = centredSums.total(group)
        for channel in group {
          let beta = sum[channel - group.lowerBound]
          let gamma = parameters.normalizedSum(
            channel: channel, sum: beta, centredSum: centredSum[channel - group.lowerBound])
          gammaGradient?[channel] = Float(gamma)
          betaGradient?[channel] = Float(beta)
          if let coefficients {
            parameters.writeGradient(channel: channel, beta: beta, gamma: gamma, count: count, into: coefficients)
          }
        }
      }
    }
  }

  mutating func bindSumColumns(_ step: SumColumnsStep) {
    let sums = partialSums(step.partials, channels: step.channels)
    let output = floats(step.output)
    let chunks = ChannelChunks(channels: step.channels, blocks: step.partials.blocks.count)
    phase(chunks: chunks.count) { chunk, _ in
      chunks.forEachGroup(of: chunk) { group in
        let sum = sums.total(group)
        for channel in group { output[channel] = Float(sum[channel - group.lowerBound]) }
      }
    }
  }

  private func partialSums(_ partials: BlockPartials, channels: Int) -> PartialSums {
    PartialSums(base: doubles(partials.value), blocks: partials.blocks.count, channels: channels)
  }

  private func normalizationMemory(_ parameters: NormalizationParameters) -> NormalizationMemory {
    NormalizationMemory(
      channels: parameters.channels, epsilon: parameters.epsilon, gamma: parameters.gamma.map(floats),
      beta: parameters.beta.map(floats), affine: floats(parameters.affine))
  }
}

/// A normalization's parameters in memory; see `NormalizationParameters.affine` for the layout.
private struct NormalizationMemory {
  var channels: Int
  var epsilon: Double
  var gamma: UnsafeMutablePointer<Float>?
  var beta: UnsafeMutablePointer<Float>?
  var affine: UnsafeMutablePointer<Float>

  /// y = scale·(x − mean) + shift with scale = γ/√(σ² + ε): what a float cannot hold of the mean goes into the shift.
  func write(channel: Int, mean: Double, variance: Double) {
    let inverse = 1 / (variance + epsilon).squareRoot()
    let high = Float(mean)
    let low = mean - Double(high)
    let scale = Double(gamma?[channel] ?? 1) * inverse
    affine[channel] = high
    affine[channels + channel] = Float(scale)
    affine[2 * channels + channel] = Float(Double(beta?[channel] ?? 0) - scale * low)
    affine[3 * channels + channel] = Float(inverse)
    affine[4 * channels + channel] = Float(low)
  }

  private func inverse(_ channel: Int) -> Double { Double(affine[3 * channels + channel]) }
  private func low(_ channel: Int) -> Double { Double(affine[4 * channels + channel]) }

  /// Σ dy·x̂ from Σ dy and Σ dy·(z − mean).
  func normalizedSum(channel: Int, sum: Double, centredSum: Double) -> Double {
    inverse(channel) * (centredSum - low(channel) * sum)
  }

  /// dz = p·dy + q·(z − mean) − r = γ/σ·(dy − dβ/m − x̂·dγ/m); with fixed statistics (`count` nil) q = r = 0.
  func writeGradient(
    channel: Int, beta: Double, gamma: Double, count: Double?, into coefficients: UnsafeMutablePointer<Float>
  ) {
    let p = Double(self.gamma?[channel] ?? 1) * inverse(channel)
    var q = 0.0
    var r = 0.0
    if let count {
      q = -p * inverse(channel) * gamma / count
      r = p * beta / count + q * low(channel)
    }
    coefficients[channel] = Float(p)
    coefficients[channels + channel] = Float(q)
    coefficients[2 * channels + channel] = Float(r)
  }
}

/// A normalization's running statistics in memory.
private struct RunningMemory {
  var mean: UnsafeMutablePointer<Float>
  var variance: UnsafeMutablePointer<Float>
  var updates: UnsafeMutablePointer<Double>
  var averaging: StatisticsAveraging
  var unbiased: Bool

  /// The weight that the old average keeps in the update that is going on.
  var weightOfOld: Double { averaging.weightOfOld(update: updates.pointee + 1) }

  /// Counts one more batch, when all channels are done.
  func countUpdate() { updates.pointee += 1 }

  /// A single value per channel has no unbiased variance: the biased one stands in.
  func update(channel: Int, weightOfOld: Double, count: Double, mean batchMean: Double, squares: Double) {
    let divisor = unbiased && count > 1 ? count - 1 : count
    let old = (mean: Double(mean[channel]), variance: Double(variance[channel]))
    // The zero weight is a case of its own: a first batch must replace even an infinite old value.
    let kept = weightOfOld == 0 ? (0, 0) : (old.mean * weightOfOld, old.variance * weightOfOld)
    mean[channel] = Float(kept.0 + (1 - weightOfOld) * batchMean)
    variance[channel] = Float(kept.1 + (1 - weightOfOld) * (squares / divisor))
  }
}
