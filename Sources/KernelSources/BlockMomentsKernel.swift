import KernelTable

/// The mean and centred second moment of a block's channels: `BlockKernels.moments`.
func measureBlock(_ block: BlockMoments) {
  guard block.rows > 0 else {
    for channel in 0..<block.channels {
      block.mean[channel] = 0
      block.squares[channel] = 0
    }
    return
  }
  forEachStrip(block.channels, MomentRows(block: block))
}

private struct MomentRows: StripKernel {
  let block: BlockMoments

  /// Even and odd rows have their own sums: twice as many additions in flight, and half as long chains of roundings.
  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let first = strip.load(block.source + channel)
    var (evenSum, oddSum, evenSquares, oddSquares) = (S.Vector.zero, S.Vector.zero, S.Vector.zero, S.Vector.zero)
    var source = block.source + channel + block.sourceStride
    var row = 1
    while row &+ 2 <= block.rows {
      let odd = strip.load(source) - first
      let even = strip.load(source + block.sourceStride) - first
      oddSum += odd
      evenSum += even
      oddSquares = multiplyAdd(odd, odd, oddSquares)
      evenSquares = multiplyAdd(even, even, evenSquares)
      source += 2 &* block.sourceStride
      row &+= 2
    }
    if row < block.rows {
      let odd = strip.load(source) - first
      oddSum += odd
      oddSquares = multiplyAdd(odd, odd, oddSquares)
    }
    publish(strip, channel, first: first, sum: evenSum + oddSum, squares: evenSquares + oddSquares)
  }

  @inline(__always)
  private func publish<S: Strip>(_ strip: S, _ channel: Int, first: S.Vector, sum: S.Vector, squares: S.Vector) {
    let inverse = 1 / Double(block.rows)
    let mean = block.mean + channel
    let moment = block.squares + channel
    for lane in 0..<strip.count {
      let total = Double(sum[lane])
      mean[lane] = Double(first[lane]) + total * inverse
      let rest = Double(squares[lane]) - total * total * inverse
      moment[lane] = rest < 0 ? 0 : rest
    }
    let held = less(squares, S.Vector(repeating: 1e38)) .& less(S.Vector(repeating: 1e-30), squares)
    let constant = less(magnitude(sum), S.Vector(repeating: .leastNonzeroMagnitude))
    guard !all(held .| constant) else { return }
    for lane in 0..<strip.count where !(held[lane] || constant[lane]) { measurePrecisely(block, channel &+ lane) }
  }
}

/// One channel in Double, for squares that a float cannot hold: values of 1e-20 or 1e20. Rare, so not vectorized.
@inline(never)
private func measurePrecisely(_ block: BlockMoments, _ channel: Int) {
  var sum = 0.0
  for row in 0..<block.rows { sum += Double(block.source[channel &+ row &* block.sourceStride]) }
  let mean = sum / Double(block.rows)
  var squares = 0.0
  for row in 0..<block.rows {
    let distance = Double(block.source[channel &+ row &* block.sourceStride]) - mean
    squares += distance * distance
  }
  block.mean[channel] = mean
  block.squares[channel] = squares
}
