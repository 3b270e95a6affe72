import KernelTable

/// How a convolution or its data gradient is cut into chunks: a function of the shape and the tile's width alone.
///
/// Legend: a *pass* is one correlation with stride-1 steps over the output or over one remainder of its rows and columns
/// (see `CorrelationAxis`). Its element (pixel q, tap, channel) of the left side lies at a fixed distance from
/// (q, first tap, 0), so the tile kernel reads the image's rows themselves: a depth of taps · channels in each of as many
/// segments as there are rows of taps. No matrix of patches is ever made.
///
/// Two phases as in `MatmulPlan`: the kernel is packed into panels, pass by pass; then blocks of whole output rows are
/// computed, each from the source rows it needs, loaded once with the transform and the zeros around the image.
struct CorrelationPlan: Sendable {
  let packedCount: Int
  let scratchCount: Int
  let packChunks: Int
  let computeChunks: Int

  let kind: ConvolutionKind
  let matmul: MatmulKernels
  let block: BlockKernels
  let blocks: RowBlocks
  let source: ImageRows
  let outputHeight: Int
  let outputWidth: Int
  let outputChannels: Int
  let rowAxes: [CorrelationAxis]
  let columnAxes: [CorrelationAxis]
  /// Every tap of the kernel, in the order in which the passes meet them, by its place in the stored kernel.
  let taps: [Int]
  let panels: Int
  let unitsPerPackChunk: Int
  let blocksPerChunk: Int
  let blockChunks: Int
  let columnsPerChunk: Int

  /// `kind`: forward or dataGradient.
  init(shape: ConvolutionShape, kind: ConvolutionKind, table: KernelTable) {
    self.kind = kind
    matmul = table.matmul
    block = table.block
    let forward = kind == .forward
    let axis = forward ? CorrelationAxis.forward : CorrelationAxis.dataGradient
    rowAxes = axis(shape.rows)
    columnAxes = axis(shape.columns)
    blocks =
      forward ? shape.outputBlocks : RowBlocks(images: shape.images, height: shape.rows.size, width: shape.columns.size)
    outputHeight = forward ? shape.rows.outputs : shape.rows.size
    outputWidth = forward ? shape.columns.outputs : shape.columns.size
    outputChannels = forward ? shape.filters : shape.channels
    source = ImageRows(
      height: forward ? shape.rows.size : shape.rows.outputs,
      width: forward ? shape.columns.size : shape.columns.outputs,
      channels: forward ? shape.channels : shape.filters, columns: columnAxes.sources(ofOutputsIn: 0..<outputWidth),
      block: table.block)
    taps = Self.taps(rowAxes, columnAxes, width: shape.columns.window)

    panels = (outputChannels + matmul.tileColumns - 1) / matmul.tileColumns
    let depth = taps.count * source.channels
    packedCount = panels * matmul.tileColumns * depth
    unitsPerPackChunk = max(1, panels * taps.count / MatmulPlan.enoughChunks)
    packChunks = (panels * taps.count + unitsPerPackChunk - 1) / unitsPerPackChunk

    let blockWork = max(1, min(blocks.size, blocks.rows) * outputChannels * depth / (rowAxes.count * columnAxes.count))
    blocksPerChunk = max(1, min(blocks.count, MatmulPlan.smallestWork / blockWork))
    blockChunks = (blocks.count + blocksPerChunk - 1) / blocksPerChunk
    let units = max(1, (outputChannels + MatmulPlan.columnUnit - 1) / MatmulPlan.columnUnit)
    let wanted = max(1, min(Self.enoughChunks / max(1, blockChunks), blockWork / MatmulPlan.smallestWork))
    columnsPerChunk = MatmulPlan.columnUnit * ((units + wanted - 1) / wanted)
    computeChunks = blockChunks * ((outputChannels + columnsPerChunk - 1) / columnsPerChunk)

    let rowsPerLoad =
      blocks.imageRuns(height: outputHeight, width: outputWidth)
      .map { [rowAxes] in rowAxes.sources(ofOutputsIn: $0).count }.max() ?? 0
    scratchCount = source.count(rows: rowsPerLoad)
  }

  /// Chunks of blocks from which on a block's source rows are not loaded a second time for other columns.
  private static let enoughChunks = 8

  private static func taps(_ rowAxes: [CorrelationAxis], _ columnAxes: [CorrelationAxis], width: Int) -> [Int] {
    var taps: [Int] = []
    for rowAxis in rowAxes {
      for columnAxis in columnAxes {
        for row in 0..<rowAxis.taps {
          for column in 0..<columnAxis.taps {
            taps.append(
              (rowAxis.firstTap + row * rowAxis.tapStep) * width + columnAxis.firstTap + column * columnAxis.tapStep)
          }
        }
      }
    }
    return taps
  }

  // MARK: Packing

  /// Packs chunk `chunk` of `packChunks` of the kernel, [taps, C, F].
  func pack(chunk: Int, operands: MatmulOperands, packed: UnsafeMutablePointer<Float>) {
    let units = panels * taps.count
    for unit in chunk * unitsPerPackChunk..<min((chunk + 1) * unitsPerPackChunk, units) {
      packTap(unit % taps.count, panel: unit / taps.count, operands: operands, packed: packed)
    }
  }

  private func packTap(_ tap: Int, panel: Int, operands: MatmulOperands, packed: UnsafeMutablePointer<Float>) {
    let width = matmul.tileColumns
    let depth = source.channels
    let column = panel * width
    let columns = min(width, outputChannels - column)
    let destination = packed + (panel * taps.count + tap) * depth * width
    let kernel = operands.right + taps[tap] * depth * outputChannels
    if kind == .dataGradient {
      matmul.packTransposed(kernel + column * depth, depth, columns, depth, destination)
    } else {
      block.load(
        BlockLoad(
          rows: depth, channels: columns, source: kernel + column, sourceStride: outputChannels,
          destination: destination, destinationStride: width, paddedChannels: width, transform: .none))
    }
  }

  // MARK: Computing

  /// Computes chunk `chunk` of `computeChunks`. `scratch`: `scratchCount` floats that no other running chunk uses.
  func compute(
    chunk: Int, operands: MatmulOperands, packed: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let firstColumn = chunk / blockChunks * columnsPerChunk
    let columns = firstColumn..<min(firstColumn + columnsPerChunk, outputChannels)
    let firstBlock = chunk % blockChunks * blocksPerChunk
    for index in firstBlock..<min(firstBlock + blocksPerChunk, blocks.count) {
      let pixels = blocks.range(index)
      var pixel = pixels.lowerBound
      while pixel < pixels.upperBound {
        let run = ImageRun(from: pixel, until: pixels.upperBound, height: outputHeight, width: outputWidth)
        correlate(run, columns, operands: operands, packed: packed, scratch: scratch)
        pixel += run.rows.count * outputWidth
      }
      operands.finish(block: index, rows: pixels, columns: columns, channels: outputChannels, kernels: block)
    }
  }

  /// Computes some output rows of one image: all passes over the same loaded source rows.
  private func correlate(
    _ run: ImageRun, _ columns: Range<Int>, operands: MatmulOperands, packed: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let rows = rowAxes.sources(ofOutputsIn: run.rows)
    let (left, stride) = source.load(image: run.image, rows: rows, operands: operands, scratch: scratch)
    var firstTap = 0
    for rowAxis in rowAxes {
      let outputs = rowAxis.outputs(in: run.rows)
      for columnAxis in columnAxes {
        let offset =
          (rowAxis.sourceOffset - rows.lowerBound) * stride
          + (columnAxis.sourceOffset - source.columns.lowerBound) * source.channels
        let pass = CorrelationPass(
          rowAxis: rowAxis, columnAxis: columnAxis, firstTap: firstTap, left: left + offset, leftStride: stride,
          output: operands.output + run.firstPixel * operands.outputStride)
        multiply(pass, outputs: outputs, columns, operands: operands, packed: packed)
        firstTap += rowAxis.taps * columnAxis.taps
      }
    }
  }

  /// Computes one pass: panel by panel, so that the panel stays in the cache while the rows pass.
  private func multiply(
    _ pass: CorrelationPass, outputs: Range<Int>, _ columns: Range<Int>, operands: MatmulOperands,
    packed: UnsafePointer<Float>
  ) {
    let (rowAxis, columnAxis) = (pass.rowAxis, pass.columnAxis)
    let width = matmul.tileColumns
    let channels = source.channels
    let stride = operands.outputStride
    var column = columns.lowerBound
    while column < columns.upperBound {
      var start = operands.start
      if case .bias(let bias) = start { start = .bias(bias + column) }
      let right = packed + (column / width * taps.count + pass.firstTap) * channels * width
      for output in outputs {
        let row = rowAxis.first + output * rowAxis.step
        matmul.multiply(
          Tile(
            rows: columnAxis.count, columns: min(width, columns.upperBound - column),
            depth: columnAxis.taps * channels, segments: rowAxis.taps,
            left: pass.left + output * rowAxis.sourceStep * pass.leftStride,
            leftRowStride: columnAxis.sourceStep * channels, leftDepthStride: 1, leftSegmentStride: pass.leftStride,
            right: right, rightStride: width,
            output: pass.output + (row * outputWidth + columnAxis.first) * stride + column,
            outputStride: columnAxis.step * stride, start: start))
      }
      column += width
    }
  }
}

/// A pass over the loaded rows of one image.
private struct CorrelationPass {
  var rowAxis: CorrelationAxis
  var columnAxis: CorrelationAxis
  /// Where in the packed panels the pass's taps begin.
  var firstTap: Int
  /// The first tap's element for output (0, 0) of the pass; outside the loaded rows where that output is.
  var left: UnsafePointer<Float>
  var leftStride: Int
  /// The image's output.
  var output: UnsafeMutablePointer<Float>
}

/// Some whole rows of one image.
struct ImageRun {
  let image: Int
  let rows: Range<Int>
  /// The image's first pixel.
  let firstPixel: Int

  /// From pixel `from`, which begins a row, to the end of its image or to pixel `until`.
  init(from: Int, until: Int, height: Int, width: Int) {
    image = from / (height * width)
    firstPixel = image * height * width
    let first = (from - firstPixel) / width
    rows = first..<min(height, (until - firstPixel) / width)
  }
}

extension RowBlocks {
  /// The runs of rows that the first image's blocks are made of.
  func imageRuns(height: Int, width: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var pixel = 0
    for index in 0..<count where pixel < height * width {
      let run = ImageRun(from: pixel, until: range(index).upperBound, height: height, width: width)
      runs.append(run.rows)
      pixel += run.rows.count * width
    }
    return runs
  }
}
