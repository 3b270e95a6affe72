import KernelTable
import Routines

/// Pooling, padding and depthwise convolution: image by image, or by some rows of windows where those do not meet.
extension Binder {
  mutating func bindPool(_ step: PoolStep) {
    let windows = step.windows
    let source = UnsafePointer(floats(step.source.matrix.value))
    let normalization = poolingNormalization(step.source)
    let output = floats(step.output.value)
    let pooling = step.pooling
    let pool = table.pooling.pool
    let runs = WindowRuns(windows, images: step.images)
    phase(chunks: runs.count) { chunk, _ in
      runs.forEach(chunk) { image, firstRow, rows in
        pool(
          PoolingRun(
            pooling: pooling, windows: windows, firstRow: firstRow, rows: rows,
            source: source + image * windows.inputCount, normalization: normalization,
            output: output + image * windows.outputCount))
      }
    }
  }

  mutating func bindPoolGradient(_ step: PoolGradientStep) {
    let windows = step.windows
    let upstream = UnsafePointer(floats(step.upstream.value))
    let source = step.source.map { UnsafePointer(floats($0.matrix.value)) }
    let normalization = step.source.flatMap { poolingNormalization($0) }
    let gradient = floats(step.output.value)
    let pooling = step.pooling
    let poolGradient = table.pooling.poolGradient
    let channels = windows.channels
    let sums = step.sums.map { doubles($0.value) }
    let centredSums = step.sums.map { doubles($0.value) + $0.blocks.count * channels }
    let runs = WindowRuns(windows, images: step.images, blocks: step.sums?.blocks)
    phase(chunks: runs.count) { chunk, _ in
      let sum = sums.map { $0 + chunk * channels }
      let centredSum = centredSums.map { $0 + chunk * channels }
      sum?.update(repeating: 0, count: channels)
      centredSum?.update(repeating: 0, count: channels)
      runs.forEach(chunk) { image, firstRow, rows in
        poolGradient(
          PoolingGradientRun(
            pooling: pooling, windows: windows, firstRow: firstRow, rows: rows,
            upstream: upstream + image * windows.outputCount, source: source.map { $0 + image * windows.inputCount },
            normalization: normalization, gradient: gradient + image * windows.inputCount, sum: sum,
            centredSum: centredSum))
      }
    }
  }

  private func poolingNormalization(_ operand: Operand) -> PoolingNormalization? {
    guard case .normalize(let affine, let function) = operand.transform else { return nil }
    return PoolingNormalization(
      affine: channelAffine(affine, channels: operand.matrix.channels), activation: function)
  }

  mutating func bindPad(_ step: PadStep) {
    let channels = step.output.channels
    let row = step.width * channels
    let (left, right) = (step.left * channels, step.right * channels)
    let paddedRow = left + row + right
    let (height, top, bottom) = (step.height, step.top, step.bottom)
    let paddedCount = (top + height + bottom) * paddedRow
    let source = UnsafePointer(floats(step.source.value))
    let output = floats(step.output.value)
    let crops = step.crops
    phase(chunks: step.images) { image, _ in
      let imageRows = image * height * row
      let start = image * paddedCount + top * paddedRow + left
      if crops {
        for y in 0..<height {
          (output + imageRows + y * row).update(from: source + start + y * paddedRow, count: row)
        }
        return
      }
      (output + image * paddedCount).update(repeating: 0, count: top * paddedRow)
      for y in 0..<height {
        let middle = output + start + y * paddedRow
        (middle - left).update(repeating: 0, count: left)
        middle.update(from: source + imageRows + y * row, count: row)
        (middle + row).update(repeating: 0, count: right)
      }
      (output + start - left + height * paddedRow).update(repeating: 0, count: bottom * paddedRow)
    }
  }

  mutating func bindDepthwise(_ step: DepthwiseStep) {
    let windows = step.windows
    let source = UnsafePointer(floats(step.source.value))
    let kernel = UnsafePointer(floats(step.kernel))
    let output = floats(step.output.value)
    switch step.direction {
    case .forward(let bias):
      let bias = bias.map { UnsafePointer(floats($0)) }
      let forward = table.depthwise.forward
      let runs = WindowRuns(windows, images: step.images)
      phase(chunks: runs.count) { chunk, _ in
        runs.forEach(chunk) { image, firstRow, rows in
          forward(
            DepthwiseRun(
              windows: windows, firstRow: firstRow, rows: rows, source: source + image * windows.inputCount,
              kernel: kernel, bias: bias, destination: output + image * windows.outputCount))
        }
      }
    case .imageGradient:
      let imageGradient = table.depthwise.imageGradient
      phase(chunks: step.images) { image, _ in
        imageGradient(
          DepthwiseRun(
            windows: windows, firstRow: 0, rows: windows.outputHeight, source: source + image * windows.outputCount,
            kernel: kernel, bias: nil, destination: output + image * windows.inputCount))
      }
    }
  }

  mutating func bindDepthwiseKernel(_ step: DepthwiseKernelStep) {
    let windows = step.windows
    let source = UnsafePointer(floats(step.source.value))
    let upstream = UnsafePointer(floats(step.upstream.value))
    let partials = doubles(step.partials)
    let output = floats(step.output)
    let count = windows.windowHeight * windows.windowWidth * windows.channels
    let images = step.images
    let kernelGradient = table.depthwise.kernelGradient
    phase(chunks: images) { image, _ in
      kernelGradient(
        DepthwiseKernelGradient(
          windows: windows, source: source + image * windows.inputCount,
          upstream: upstream + image * windows.outputCount, sums: partials + image * count))
    }
    phase(chunks: 1) { _, _ in
      for index in 0..<count {
        var sum = 0.0
        for image in 0..<images { sum += partials[image * count + index] }
        output[index] = Float(sum)
      }
    }
  }

  mutating func bindRepeatChannels(_ step: RepeatChannelsStep) {
    let multiplier = step.multiplier
    let narrow = step.sums ? step.output : step.source
    let source = UnsafePointer(floats(step.source.value))
    let output = floats(step.output.value)
    let (spread, gather) = (table.depthwise.spread, table.depthwise.gather)
    let sums = step.sums
    let blocks = ElementBlocks(rows: narrow.rows, channels: narrow.channels * multiplier)
    phase(chunks: blocks.count) { chunk, _ in
      let rows = blocks.range(chunk)
      let first = rows.lowerBound * narrow.channels
      let count = rows.count * narrow.channels
      if sums {
        gather(count, multiplier, source + first * multiplier, output + first)
      } else {
        spread(count, multiplier, source + first, output + first * multiplier)
      }
    }
  }
}

/// The rows of windows of all images, in runs for one chunk each: about 16,000 numbers of the images, or what lies in one
/// block of sums.
struct WindowRuns {
  private let windows: WindowGrid
  private let rows: Int
  private let size: Int
  private let blocks: RowBlocks?
  let count: Int

  /// Runs for windows that may overlap, where each run only reads the images.
  init(_ windows: WindowGrid, images: Int) {
    self.windows = windows
    rows = images * windows.outputHeight
    let perRow = max(windows.strideHeight * windows.inputWidth * windows.channels, 1)
    size = max(1, 16384 / perRow)
    count = (rows + size - 1) / size
    blocks = nil
  }

  /// Runs that write the images: whole images where windows overlap. With `blocks`, whose image rows are the images' own or
  /// multiples of the windows' stride, one run for each.
  init(_ windows: WindowGrid, images: Int, blocks: RowBlocks?) {
    self.windows = windows
    self.blocks = blocks
    rows = images * windows.outputHeight
    let wanted = 16384 / max(windows.strideHeight * windows.inputWidth * windows.channels, 1)
    let wholeImages = max(1, wanted / max(windows.outputHeight, 1)) * windows.outputHeight
    size = windows.overlap ? max(wholeImages, 1) : max(1, wanted)
    count = blocks?.count ?? (rows + size - 1) / size
  }

  /// Calls `body` with each image that run `index` has rows of windows in, the first of them, and how many.
  func forEach(_ index: Int, _ body: (_ image: Int, _ firstRow: Int, _ rows: Int) -> Void) {
    var (row, end) = (index * size, min((index + 1) * size, rows))
    if let blocks {
      let pixels = blocks.range(index)
      (row, end) = (windowRow(atPixel: pixels.lowerBound), windowRow(atPixel: pixels.upperBound))
    }
    while row < end {
      let (image, first) = row.quotientAndRemainder(dividingBy: windows.outputHeight)
      let count = min(windows.outputHeight - first, end - row)
      body(image, first, count)
      row += count
    }
  }

  /// How many rows of windows lie before a pixel that begins an image row.
  private func windowRow(atPixel pixel: Int) -> Int {
    let (image, rest) = pixel.quotientAndRemainder(dividingBy: windows.inputHeight * windows.inputWidth)
    return image * windows.outputHeight + (rest / windows.inputWidth + windows.strideHeight - 1) / windows.strideHeight
  }

  /// Whether every block holds whole windows, and every window lies in one block.
  static func fit(_ blocks: RowBlocks, _ windows: WindowGrid) -> Bool {
    let image = windows.inputHeight * windows.inputWidth
    return !windows.overlap && windows.padTop == 0
      && (0..<blocks.count).allSatisfy { index in
        let rest = blocks.range(index).lowerBound % max(image, 1)
        return rest % windows.inputWidth == 0 && rest / windows.inputWidth % windows.strideHeight == 0
      }
  }
}
