/// Partial sums in memory, [blocks, channels], read eight channels at a time.
struct PartialSums {
  let base: UnsafeMutablePointer<Double>
  let blocks: Int
  let channels: Int

  /// The sums that lie behind these.
  var next: PartialSums { PartialSums(base: base + blocks * channels, blocks: blocks, channels: channels) }

  /// A block's numbers for up to eight channels; the other lanes are 0.
  subscript(block: Int, group: Range<Int>) -> SIMD8<Double> {
    let source = base + (block &* channels &+ group.lowerBound)
    if group.count == SIMD8<Double>.scalarCount {
      return UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Double>.self)
    }
    var lanes = SIMD8<Double>.zero
    for lane in 0..<group.count { lanes[lane] = source[lane] }
    return lanes
  }

  /// The sums of all blocks, in order.
  func total(_ group: Range<Int>) -> SIMD8<Double> {
    var sum = SIMD8<Double>.zero
    for block in 0..<blocks { sum += self[block, group] }
    return sum
  }
}

/// Channels in groups of eight, and these in chunks whose merging is worth another thread.
struct ChannelChunks {
  let channels: Int
  let count: Int
  private let channelsPerChunk: Int

  /// Numbers to merge that make a chunk: some microseconds.
  private static let enoughNumbers = 8192

  init(channels: Int, blocks: Int) {
    self.channels = channels
    channelsPerChunk = max(1, Self.enoughNumbers / max(8 * blocks, 1)) * 8
    count = (channels + channelsPerChunk - 1) / channelsPerChunk
  }

  /// Calls `body` with each group of one chunk.
  func forEachGroup(of chunk: Int, _ body: (Range<Int>) -> Void) {
    var first = chunk * channelsPerChunk
    let end = min(first + channelsPerChunk, channels)
    while first < end {
      body(first..<min(first + 8, end))
      first += 8
    }
  }
}
