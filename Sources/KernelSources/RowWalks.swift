/// Takes strips of channels down the rows of a block, four strips abreast where there are as many
/// and memory is what takes the time.
///
/// A single strip touches one cache line a row. With rows a power of two apart (512 channels) all those lines compete
/// for a few places in the cache, which costs five times the time; four strips are 256 bytes a row.

/// One strip on its way: its channels' parameters and sums.
protocol RowWalk {
  /// Does one row.
  mutating func step(_ row: Int)
  /// After the last row.
  func finish()
}

/// What is done to a block strip by strip, as a `RowWalk` for each.
protocol RowKernel: StripKernel {
  /// Whether four strips abreast are worth their code: not where arithmetic, not memory, takes the time.
  static var goesAbreast: Bool { get }
  /// The walks of the four strips of sixteen that begin at `channel`.
  func runFour(at channel: Int)
}

/// Runs the kernel over channels 0..<count.
@inline(__always)
func forEachRowStrip<Kernel: RowKernel>(_ count: Int, _ kernel: Kernel) {
  var channel = 0
  while Kernel.goesAbreast && channel &+ 64 <= count {
    kernel.runFour(at: channel)
    channel &+= 64
  }
  forEachStrip(count, from: channel, kernel)
}

@inline(__always)
func walk<Walk: RowWalk>(_ rows: Int, _ start: Walk) {
  var strip = start
  for row in 0..<rows { strip.step(row) }
  strip.finish()
}

/// Four walks, which begin sixteen channels apart, row by row together.
@inline(__always)
func walkFour<Walk: RowWalk>(_ rows: Int, at channel: Int, _ start: (FullStrip<SIMD16<Float>>, Int) -> Walk) {
  let strip = FullStrip<SIMD16<Float>>()
  var first = start(strip, channel)
  var second = start(strip, channel &+ 16)
  var third = start(strip, channel &+ 32)
  var fourth = start(strip, channel &+ 48)
  for row in 0..<rows {
    first.step(row)
    second.step(row)
    third.step(row)
    fourth.step(row)
  }
  first.finish()
  second.finish()
  third.finish()
  fourth.finish()
}
