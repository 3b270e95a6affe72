import KernelTable

/// Rows of images [N, H, W, C], as a convolution reads them: transformed, with zeros beyond the edges.
struct ImageRows: Sendable {
  let height: Int
  let width: Int
  let channels: Int
  /// The columns that are read; they may reach beyond 0..<width.
  let columns: Range<Int>
  let block: BlockKernels

  /// Floats from one row to the next in memory of `load`'s.
  private var stride: Int { columns.count * channels }
  private var reachesOver: Bool { columns.lowerBound < 0 || columns.upperBound > width }

  /// Floats that `rows` rows take.
  func count(rows: Int) -> Int { rows * stride }

  /// Makes rows `rows` of one image readable: where element (first row, first column, channel 0) is, and how far apart
  /// the rows are. They are read in place where nothing is to be done to them, else copied to `scratch`.
  ///
  /// Zeros are zeros whatever the transform: the edge of an image is not transformed.
  func load(
    image: Int, rows: Range<Int>, operands: MatmulOperands, scratch: UnsafeMutablePointer<Float>
  ) -> (source: UnsafePointer<Float>, stride: Int) {
    let first = image * height
    if operands.leftTransform.isNone, !reachesOver, rows.lowerBound >= 0, rows.upperBound <= height {
      let pixel = (first + rows.lowerBound) * width + columns.lowerBound
      return (operands.left + pixel * channels, width * channels)
    }
    let from = min(max(0, columns.lowerBound), width)
    let inside = from..<max(from, min(width, columns.upperBound))
    let left = (inside.lowerBound - columns.lowerBound) * channels
    let right = (columns.upperBound - inside.upperBound) * channels
    var target = scratch
    for row in rows {
      if row < 0 || row >= height || inside.isEmpty {
        target.update(repeating: 0, count: stride)
      } else {
        let pixel = (first + row) * width + inside.lowerBound
        target.update(repeating: 0, count: left)
        block.load(
          BlockLoad(
            rows: inside.count, channels: channels, source: operands.left + pixel * channels, sourceStride: channels,
            destination: target + left, destinationStride: channels, paddedChannels: channels,
            transform: operands.leftTransform.advanced(rows: pixel, channels: 0)))
        (target + (stride - right)).update(repeating: 0, count: right)
      }
      target += stride
    }
    return (UnsafePointer(scratch), stride)
  }
}
