import KernelTable

/// Normalization row by row.
extension Binder {
  mutating func bindRowNormalization(_ step: RowNormalizationStep) {
    let channels = step.source.channels
    let source = UnsafePointer(floats(step.source.value))
    let output = floats(step.output.value)
    let moments = floats(step.moments)
    let gamma = step.gamma.map { UnsafePointer(floats($0)) }
    let beta = step.beta.map { UnsafePointer(floats($0)) }
    let kernel = table.elementwise.normalizeRows
    let blocks = ElementBlocks(rows: step.source.rows, channels: channels)
    phase(chunks: blocks.count) { chunk, _ in
      let rows = blocks.range(chunk)
      kernel(
        RowNormalization(
          rows: rows.count, channels: channels, isCentred: step.isCentred, epsilon: Float(step.epsilon),
          x: source + rows.lowerBound * channels, gamma: gamma, beta: beta,
          y: output + rows.lowerBound * channels, moments: moments + 2 * rows.lowerBound))
    }
  }

  mutating func bindRowNormalizationGradient(_ step: RowNormalizationGradientStep) {
    let channels = step.source.channels
    let source = UnsafePointer(floats(step.source.value))
    let gradient = UnsafePointer(floats(step.gradient.value))
    let moments = UnsafePointer(floats(step.moments))
    let gamma = step.gamma.map { UnsafePointer(floats($0)) }
    let output = (step.output?.value).map { floats($0) }
    let sums = floats(step.sums)
    let (gammaGradient, betaGradient) = (step.gammaGradient.map(floats), step.betaGradient.map(floats))
    let kernel = table.elementwise.normalizeRowsGradient
    let blocks = ElementBlocks(rows: step.source.rows, channels: channels)
    phase(chunks: blocks.count) { chunk, _ in
      let rows = blocks.range(chunk)
      let at = rows.lowerBound * channels
      let own = sums + 2 * chunk * channels
      kernel(
        RowNormalizationGradient(
          rows: rows.count, channels: channels, isCentred: step.isCentred, x: source + at, dy: gradient + at,
          gamma: gamma, moments: moments + 2 * rows.lowerBound, dx: output.map { $0 + at },
          gammaSum: gammaGradient == nil ? nil : own, betaSum: betaGradient == nil ? nil : own + channels))
    }
    guard gammaGradient != nil || betaGradient != nil else { return }
    phase(chunks: 1) { _, _ in
      for channel in 0..<channels {
        var (gammaSum, betaSum) = (0.0, 0.0)
        for block in 0..<blocks.count {
          gammaSum += Double(sums[2 * block * channels + channel])
          betaSum += Double(sums[(2 * block + 1) * channels + channel])
        }
        gammaGradient?[channel] = Float(gammaSum)
        betaGradient?[channel] = Float(betaSum)
      }
    }
  }
}
