import KernelTable

/// Rows normalized by their own statistics, in two passes over each: `ElementwiseKernels.normalizeRows`.
func normalizeRows(_ run: RowNormalization) {
  let count = Float(run.channels)
  for row in 0..<run.rows {
    let x = run.x + row &* run.channels
    let y = run.y + row &* run.channels
    let first = RowVector(repeating: run.isCentred ? x[0] : 0)
    let mean = run.isCentred ? meanDistance(run.channels, x) : 0
    let means = RowVector(repeating: mean)
    var squares = RowVector.zero
    forEachRowVector(run.channels) { index, lanes in
      let distance = keep(loadRow(x + index, lanes, fill: 0) - first - means, lanes)
      squares = multiplyAdd(distance, distance, squares)
    }
    let inverse = 1 / (sumOfLanes(squares) / count + run.epsilon).squareRoot()
    run.moments[2 &* row] = mean
    run.moments[2 &* row &+ 1] = inverse
    let scale = RowVector(repeating: inverse)
    forEachRowVector(run.channels) { index, lanes in
      var value = (loadRow(x + index, lanes, fill: 0) - first - means) * scale
      if let gamma = run.gamma { value = value * loadRow(gamma + index, lanes, fill: 0) }
      if let beta = run.beta { value = value + loadRow(beta + index, lanes, fill: 0) }
      storeRow(value, lanes, to: y + index)
    }
  }
}

/// The mean of a row's distances from its first number: a mean far from zero costs no digits.
@inline(__always)
private func meanDistance(_ count: Int, _ row: UnsafePointer<Float>) -> Float {
  let first = RowVector(repeating: row[0])
  var sum = RowVector.zero
  forEachRowVector(count) { index, lanes in sum = sum + keep(loadRow(row + index, lanes, fill: 0) - first, lanes) }
  return sumOfLanes(sum) / Float(count)
}

/// `ElementwiseKernels.normalizeRowsGradient`
func normalizeRowsGradient(_ run: RowNormalizationGradient) {
  if let sum = run.gammaSum { for channel in 0..<run.channels { sum[channel] = 0 } }
  if let sum = run.betaSum { for channel in 0..<run.channels { sum[channel] = 0 } }
  let share = 1 / Float(run.channels)
  for row in 0..<run.rows {
    let x = run.x + row &* run.channels
    let dy = run.dy + row &* run.channels
    let first = RowVector(repeating: run.isCentred ? x[0] : 0)
    let means = RowVector(repeating: run.moments[2 &* row])
    let inverse = RowVector(repeating: run.moments[2 &* row &+ 1])
    var (sum, product) = (RowVector.zero, RowVector.zero)
    forEachRowVector(run.channels) { index, lanes in
      let upstream = loadRow(dy + index, lanes, fill: 0)
      let normalized = (loadRow(x + index, lanes, fill: 0) - first - means) * inverse
      if let total = run.gammaSum {
        storeRow(multiplyAdd(upstream, normalized, loadRow(total + index, lanes, fill: 0)), lanes, to: total + index)
      }
      if let total = run.betaSum {
        storeRow(upstream + loadRow(total + index, lanes, fill: 0), lanes, to: total + index)
      }
      let scaled = run.gamma.map { upstream * loadRow($0 + index, lanes, fill: 0) } ?? upstream
      sum = sum + scaled
      product = multiplyAdd(scaled, keep(normalized, lanes), product)
    }
    guard let dx = run.dx.map({ $0 + row &* run.channels }) else { continue }
    let shift = RowVector(repeating: run.isCentred ? sumOfLanes(sum) * share : 0)
    let slope = RowVector(repeating: sumOfLanes(product) * share)
    forEachRowVector(run.channels) { index, lanes in
      let upstream = loadRow(dy + index, lanes, fill: 0)
      let normalized = (loadRow(x + index, lanes, fill: 0) - first - means) * inverse
      let scaled = run.gamma.map { upstream * loadRow($0 + index, lanes, fill: 0) } ?? upstream
      storeRow((scaled - shift - normalized * slope) * inverse, lanes, to: dx + index)
    }
  }
}
