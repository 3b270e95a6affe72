import CShims
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
  if block.isFar {
    forEachRowStrip(block.channels, MomentRows<FetchedLines>(block: block))
  } else {
    forEachRowStrip(block.channels, MomentRows<LinesAsTheyAre>(block: block))
  }
}

/// Whether a strip's walk asks for the lines of the walk after it: those of the next strip, after the last one of the next
/// block's first. The processor by itself foresees neither.
private protocol Lines {
  static func fetch(_ address: UnsafePointer<Float>)
}

private enum LinesAsTheyAre: Lines {
  @inline(__always)
  static func fetch(_ address: UnsafePointer<Float>) {}
}

private enum FetchedLines: Lines {
  @inline(__always)
  static func fetch(_ address: UnsafePointer<Float>) { normkit_shims_fetch_line(address) }
}

private struct MomentRows<Ahead: Lines>: RowKernel {
  /// Four times five vectors fit the registers of AVX-512 alone; elsewhere they cost more than the cache does.
  static var goesAbreast: Bool {
    @inline(__always) get {
      #if KERNELS_AVX512
      true
      #else
      false
      #endif
    }
  }

  let block: BlockMoments

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    walk(block.rows, MomentWalk<S, Ahead>(block, strip, at: channel, abreast: 1))
  }

  @inline(__always)
  func runFour(at channel: Int) {
    walkFour(block.rows, at: channel) { MomentWalk<_, Ahead>(block, $0, at: $1, abreast: 4) }
  }
}

private struct MomentWalk<S: Strip, Ahead: Lines>: RowWalk {
  let block: BlockMoments
  let strip: S
  let channel: Int
  let first: S.Vector
  /// From a row's strip to the one that is wanted soon after.
  let next: Int
  /// Sums of every other row: half as long chains of roundings, and twice as many additions in flight.
  var (sum, otherSum, squares, otherSquares) = (S.Vector.zero, S.Vector.zero, S.Vector.zero, S.Vector.zero)

  @inline(__always)
  init(_ block: BlockMoments, _ strip: S, at channel: Int, abreast: Int) {
    (self.block, self.strip, self.channel) = (block, strip, channel)
    first = strip.load(block.source + channel)
    let step = 16 &* abreast
    next = channel &+ step < block.channels ? step : block.rows &* block.sourceStride &+ step &- block.channels
  }

  @inline(__always)
  mutating func step(_ row: Int) {
    let source = block.source + (row &* block.sourceStride &+ channel)
    Ahead.fetch(source + next)
    let distance = strip.load(source) - first
    (sum, otherSum) = (otherSum, sum + distance)
    (squares, otherSquares) = (otherSquares, multiplyAdd(distance, distance, squares))
  }

  @inline(__always)
  func finish() {
    let (sum, squares) = (sum + otherSum, squares + otherSquares)
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
