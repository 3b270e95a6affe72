import Routines

/// What batch norm computes per channel, in Double: a few numbers a channel, so plain loops.
extension Binder {
  mutating func bindBatchStatistics(_ step: BatchStatisticsStep) {
    let parameters = normalizationMemory(step.parameters)
    let blocks = step.partials.blocks
    let means = partialSums(step.partials, channels: parameters.channels)
    let squares = means.next
    let (values, source) = (UnsafePointer(floats(step.source.value)), step.source)
    let running = step.running.map { runningMemory($0) }
    let renormalization = step.renormalization.map { ($0.limits, runningMemory($0.running)) }
    let shared = step.exchange.flatMap { exchange in synchronizer.map { SharedMoments(doubles(exchange), $0) } }
    let chunks = ChannelChunks(channels: parameters.channels, blocks: blocks.count)
    phase(chunks: chunks.count) { chunk, _ in
      let corrections = renormalization.map { RenormalizationNow($0.0, $0.1) }
      let weightOfOld = running?.weightOfOld ?? 0
      chunks.forEachGroup(of: chunk) { group in
        var merged = MergedMoments()
        for block in 0..<blocks.count {
          merged.merge(
            count: Double(blocks.range(block).count), mean: means[block, group], squares: squares[block, group])
        }
        for channel in group {
          let lane = channel - group.lowerBound
          let mean = merged.mean[lane]
          let squares =
            merged.squares[lane].isFinite
            ? merged.squares[lane] : Self.squares(of: values, channel: channel, source, around: mean)
          if let shared {
            shared.put(channel: channel, of: parameters.channels, count: merged.count, mean: mean, squares: squares)
            continue
          }
          parameters.write(
            channel: channel, mean: mean, variance: squares / merged.count, corrections: corrections)
          running?.update(
            channel: channel, weightOfOld: weightOfOld, count: merged.count, mean: mean, squares: squares)
        }
      }
    }
    if let shared { bindShared(shared, parameters, running, renormalization) }
    if let running { phase(chunks: 1) { _, _ in running.countUpdate() } }
  }

  /// Σ(x − mean)² of a channel of numbers over 1e19 or so, whose squares no float holds; not a number where the mean is none.
  private static func squares(
    of values: UnsafePointer<Float>, channel: Int, _ source: Matrix, around mean: Double
  ) -> Double {
    guard mean.isFinite else { return .nan }
    var sum = 0.0
    for row in 0..<source.rows {
      let distance = Double(values[row * source.channels + channel]) - mean
      sum += distance * distance
    }
    return sum
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
    let shared = step.exchange.flatMap { exchange in synchronizer.map { SharedSums(doubles(exchange), $0) } }
    let chunks = ChannelChunks(channels: channels, blocks: blocks.count)
    phase(chunks: chunks.count) { chunk, _ in
      chunks.forEachGroup(of: chunk) { group in
        let sum = sums.total(group)
        let centredSum = centredSums.total(group)
        for channel in group {
          let beta = sum[channel - group.lowerBound]
          let centred = centredSum[channel - group.lowerBound]
          gammaGradient?[channel] = Float(parameters.normalizedSum(channel: channel, sum: beta, centredSum: centred))
          betaGradient?[channel] = Float(beta)
          guard let coefficients else { continue }
          let plain = parameters.plainSum(channel: channel, sum: beta, centredSum: centred)
          if let shared {
            shared.put(channel: channel, rows: blocks.rows, sum: beta, normalized: plain)
          } else {
            parameters.writeGradient(
              channel: channel, sum: beta, normalized: plain, count: count, into: coefficients)
          }
        }
      }
    }
    guard let shared, let coefficients else { return }
    phase(chunks: 1) { _, _ in shared.write(parameters, rows: blocks.rows, into: coefficients) }
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

  func normalizationMemory(_ parameters: NormalizationParameters) -> NormalizationMemory {
    NormalizationMemory(
      channels: parameters.channels, epsilon: parameters.epsilon, gamma: parameters.gamma.map(floats),
      beta: parameters.beta.map(floats), affine: floats(parameters.affine))
  }

  func runningMemory(_ running: BatchStatisticsStep.Running) -> RunningMemory {
    RunningMemory(
      mean: floats(running.mean), variance: floats(running.variance), updates: doubles(running.updates),
      averaging: running.averaging, unbiased: running.unbiased)
  }
}
