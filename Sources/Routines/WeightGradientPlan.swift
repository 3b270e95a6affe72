import KernelTable

/// How a convolution's weight gradient is cut into chunks: a function of the shape and the tile's width alone.
///
/// Kernel gradient (tap row, tap column · channels, filter) = Σ over output pixels of the input there × the output
/// gradient. For one row of taps, the input's rows (tap column, channel) are contiguous and its depth, the output
/// pixels, goes through the image's columns in as many segments as there are output rows: the tile kernel reads the
/// loaded image rows themselves.
///
/// A chain of additions over all pixels of a batch would lose digits and could not be shared. So the blocks of pixels
/// are dealt to a number of `splits` that depends on the shape alone; each sums into memory of its own, and a second
/// phase adds these sums in order.
struct WeightGradientPlan: Sendable {
  /// Floats that the splits' sums take, shared by all chunks.
  let sumsCount: Int
  let scratchCount: Int
  let computeChunks: Int
  let mergeChunks: Int

  private let shape: ConvolutionShape
  private let matmul: MatmulKernels
  private let block: BlockKernels
  private let blocks: RowBlocks
  private let source: ImageRows
  private let splits: Int
  private let blocksPerSplit: Int
  private let columnsPerChunk: Int
  /// Source floats that one run of an image's rows takes.
  private let runCount: Int
  private let merging: MergedSplits
  /// Floats of a block's packed output gradient.
  private let gradientCount: Int

  init(shape: ConvolutionShape, table: KernelTable) {
    self.shape = shape
    matmul = table.matmul
    block = table.block
    blocks = shape.outputBlocks
    let columnAxes = CorrelationAxis.forward(shape.columns)
    source = ImageRows(
      height: shape.rows.size, width: shape.columns.size, channels: shape.channels,
      columns: columnAxes.sources(ofOutputsIn: 0..<shape.columns.outputs), block: table.block)
    let kernelCount = shape.depth * shape.filters

    let affordable = max(1, Self.mostSums / max(1, kernelCount))
    let wanted = max(1, min(Self.enoughSplits, min(affordable, blocks.count)))
    blocksPerSplit = max(1, (blocks.count + wanted - 1) / wanted)
    splits = (blocks.count + blocksPerSplit - 1) / blocksPerSplit
    merging = MergedSplits(splits: splits, count: kernelCount)
    sumsCount = merging.sumsCount
    let units = (shape.filters + MatmulPlan.columnUnit - 1) / MatmulPlan.columnUnit
    let columnChunks = max(1, min(units, Self.enoughSplits / 2 / max(1, splits)))
    columnsPerChunk = MatmulPlan.columnUnit * ((units + columnChunks - 1) / columnChunks)
    computeChunks = splits * ((shape.filters + columnsPerChunk - 1) / columnsPerChunk)
    mergeChunks = merging.chunks

    let rowAxes = CorrelationAxis.forward(shape.rows)
    let runs = blocks.imageRuns(height: shape.rows.outputs, width: shape.columns.outputs)
    runCount = source.count(rows: runs.map { rowAxes.sources(ofOutputsIn: $0).count }.max() ?? 0)
    let pixels = shape.rows.outputs * shape.columns.outputs
    let runsPerBlock = max(1, (blocks.size + pixels - 1) / max(1, pixels))
    let panels = (columnsPerChunk + matmul.tileColumns - 1) / matmul.tileColumns
    gradientCount = min(blocks.size, blocks.rows) * panels * matmul.tileColumns
    scratchCount = gradientCount + runCount * runsPerBlock
  }

  /// Splits that share the work evenly enough, and keep chains of additions short.
  private static let enoughSplits = 16
  /// Floats of all splits' sums at most, unless one takes more.
  private static let mostSums = 1 << 22
  /// Rows of the kernel gradient whose sums stay in the first-level cache while the images of a block pass.
  private static let rowsPerPass = 48

  /// Sums the pixels of one split, for some of the filters. `sums`: `sumsCount` floats; `scratch`: `scratchCount` that no
  /// other running chunk uses.
  func compute(
    chunk: Int, operands: MatmulOperands, sums: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let split = chunk % splits
    let firstColumn = chunk / splits * columnsPerChunk
    let columns = firstColumn..<min(firstColumn + columnsPerChunk, shape.filters)
    let output = merging.memory(of: split, sums: sums, output: operands.output)
    let first = split * blocksPerSplit
    for index in first..<min(first + blocksPerSplit, blocks.count) {
      add(
        blocks.range(index), columns, to: output, start: index == first ? .zero : .output, operands: operands,
        scratch: scratch)
    }
  }

  /// Adds the pixels of one block.
  private func add(
    _ pixels: Range<Int>, _ columns: Range<Int>, to output: UnsafeMutablePointer<Float>, start: Tile.Start,
    operands: MatmulOperands, scratch: UnsafeMutablePointer<Float>
  ) {
    packGradient(pixels, columns, operands: operands, into: scratch)
    let runs = load(pixels, operands: operands, scratch: scratch + gradientCount)
    let width = matmul.tileColumns
    let tapRow = shape.columns.window * shape.channels
    var right = UnsafePointer(scratch)
    var column = columns.lowerBound
    while column < columns.upperBound {
      for tap in 0..<shape.rows.window {
        var row = 0
        while row < tapRow {
          let tile = Tile(
            rows: min(Self.rowsPerPass, tapRow - row), columns: min(width, columns.upperBound - column),
            depth: shape.columns.outputs, segments: runs.rows, left: runs.left + tap * runs.stride + row,
            leftRowStride: 1, leftDepthStride: shape.columns.stride * shape.channels,
            leftSegmentStride: shape.rows.stride * runs.stride, right: right, rightStride: width,
            output: output + (tap * tapRow + row) * shape.filters + column, outputStride: shape.filters, start: start)
          multiply(tile, over: runs)
          row += Self.rowsPerPass
        }
      }
      right += pixels.count * width
      column += width
    }
  }

  /// Adds one run after the other to the same few rows of the output, which stay in the first-level cache.
  private func multiply(_ first: Tile, over runs: LoadedRuns) {
    var tile = first
    for _ in 0..<runs.count {
      matmul.multiply(tile)
      tile.start = .output
      tile.left += runs.distance
      tile.right += runs.rows * shape.columns.outputs * matmul.tileColumns
    }
  }

  /// Loads the rows that a block needs: some of one image, or all of several.
  private func load(_ pixels: Range<Int>, operands: MatmulOperands, scratch: UnsafeMutablePointer<Float>) -> LoadedRuns
  {
    let (height, width) = (shape.rows.outputs, shape.columns.outputs)
    let first = ImageRun(from: pixels.lowerBound, until: pixels.upperBound, height: height, width: width)
    let from = first.rows.lowerBound * shape.rows.stride - shape.rows.before
    let rows = from..<(from + (first.rows.count - 1) * shape.rows.stride + shape.rows.window)
    let (left, stride) = source.load(image: first.image, rows: rows, operands: operands, scratch: scratch)
    let count = pixels.count / (first.rows.count * width)
    var distance = 0
    for run in 1..<max(1, count) {
      let (next, _) = source.load(
        image: first.image + run, rows: rows, operands: operands, scratch: scratch + run * runCount)
      distance = (next - left) / run
    }
    return LoadedRuns(left: left, stride: stride, rows: first.rows.count, count: count, distance: distance)
  }

  /// The output gradient of a block as panels of `tileColumns` filters.
  private func packGradient(
    _ pixels: Range<Int>, _ columns: Range<Int>, operands: MatmulOperands, into packed: UnsafeMutablePointer<Float>
  ) {
    let width = matmul.tileColumns
    var target = packed
    var column = columns.lowerBound
    while column < columns.upperBound {
      block.load(
        BlockLoad(
          rows: pixels.count, channels: min(width, columns.upperBound - column),
          source: operands.right + pixels.lowerBound * operands.rightStride + column,
          sourceStride: operands.rightStride,
          destination: target, destinationStride: width, paddedChannels: width,
          transform: operands.rightTransform.advanced(rows: pixels.lowerBound, channels: column)))
      target += pixels.count * width
      column += width
    }
  }

  /// Adds chunk `chunk` of `mergeChunks` of the splits' sums, in the splits' order.
  func merge(chunk: Int, sums: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    merging.merge(chunk: chunk, sums: sums, output: output)
  }
}

/// Rows of one or several images in memory: as many of each, equally far apart.
private struct LoadedRuns {
  var left: UnsafePointer<Float>
  var stride: Int
  /// Output rows of each run.
  var rows: Int
  var count: Int
  /// From one run to the next.
  var distance: Int
}
