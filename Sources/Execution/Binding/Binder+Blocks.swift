import KernelTable
import Routines
import Tensors

/// Passes over one matrix: maps, moments, gradient reductions. Their blocks are those of a product's epilogue, so the
/// bits are the same whether fused or not.
extension Binder {
  mutating func bindMap(_ step: MapStep) {
    let source = step.source.matrix
    let channels = source.channels
    let transform = blockTransform(step.source)
    let input = UnsafePointer(floats(source.value))
    let output = floats(step.output.value)
    let load = table.block.load
    let blocks = ElementBlocks(rows: source.rows, channels: channels)
    let isStreamed =
      step.output.exceedsCaches && channels % 16 == 0 && input != output
      && Int(bitPattern: output) % AlignedStorage.alignment == 0
    phase(chunks: blocks.count, work: Phase.workPerNumber * source.count) { chunk, _ in
      let rows = blocks.range(blocks.outwards(chunk))
      let offset = rows.lowerBound * channels
      var block = BlockLoad(
        rows: rows.count, channels: channels, source: input + offset, sourceStride: channels,
        destination: output + offset, destinationStride: channels, paddedChannels: channels,
        transform: transform.fromRow(rows.lowerBound))
      block.isStreamed = isStreamed
      load(block)
    }
  }

  mutating func bindMoments(_ step: MomentsStep) {
    let channels = step.source.channels
    let blocks = step.partials.blocks
    let source = UnsafePointer(floats(step.source.value))
    let mean = doubles(step.partials.value)
    let squares = mean + blocks.count * channels
    let moments = table.block.moments
    let isFar = step.source.exceedsCaches
    phase(chunks: blocks.count, work: Phase.workPerNumber * step.source.count) { chunk, _ in
      let rows = blocks.range(chunk)
      var block = BlockMoments(
        rows: rows.count, channels: channels, source: source + rows.lowerBound * channels,
        sourceStride: channels, mean: mean + chunk * channels, squares: squares + chunk * channels)
      block.isFar = isFar
      moments(block)
    }
  }

  mutating func bindReduceGradient(_ step: ReduceGradientStep) {
    let channels = step.gradient.channels
    let blocks = step.partials?.blocks ?? RowBlocks(rows: step.gradient.rows)
    let gradient = floats(step.gradient.value)
    let derivative = blockDerivative(step)
    let centre = reductionCentre(step)
    let sums = reductionSums(step)
    let second = secondSums(step)
    let reduce = table.block.reduceGradient
    phase(chunks: blocks.count, work: Phase.workPerNumber * step.gradient.count) { chunk, _ in
      let rows = blocks.range(chunk)
      let first = rows.lowerBound
      reduce(
        BlockGradient(
          rows: rows.count, channels: channels, gradient: gradient + first * channels, gradientStride: channels,
          derivative: derivative.fromRow(first),
          centred: centre.map { ($0.z + first * $0.stride, $0.stride, $0.mean) },
          sum: sums.map { $0.sum + chunk * channels }, centredSum: sums?.centred.map { $0 + chunk * channels }))
      if let second {
        reduce(
          second.block(
            rows: rows.count, channels: channels, row: first, column: 0, partial: chunk * channels,
            gradient: gradient + first * channels, stride: channels))
      }
    }
  }
}

extension Matrix {
  /// Whether it is so large, 8 MB, that little of it is left in the caches by the pass that comes next.
  fileprivate var exceedsCaches: Bool { count >= 1 << 21 }
}

/// Rows in pieces of about 16,000 numbers, for work whose pieces do not depend on each other.
struct ElementBlocks {
  let rows: Int
  let size: Int
  let count: Int

  init(rows: Int, channels: Int) {
    self.rows = rows
    size = max(1, 16384 / max(channels, 1))
    count = (rows + size - 1) / size
  }

  func range(_ index: Int) -> Range<Int> { (index * size)..<min((index + 1) * size, rows) }

  /// Pieces from the middle outwards, for chunks that are claimed from both ends: each thread begins with what the pass
  /// before it, which went inwards, left in its cache.
  func outwards(_ chunk: Int) -> Int {
    let half = count / 2
    return chunk < half ? half - 1 - chunk : half + count - 1 - chunk
  }
}

extension BlockLoad.Transform {
  /// The transform for a block that begins `row` rows further down.
  fileprivate func fromRow(_ row: Int) -> BlockLoad.Transform {
    guard case .gradient(let parameters, let z, let stride) = self else { return self }
    return .gradient(parameters, z: z + row * stride, zStride: stride)
  }
}

extension BlockGradient.Derivative {
  /// The derivative for a block that begins `row` rows further down.
  fileprivate func fromRow(_ row: Int) -> BlockGradient.Derivative {
    switch self {
    case .one, .normalized: self
    case .output(let function, let y, let stride): .output(function, y: y + row * stride, yStride: stride)
    case .input(let function, let x, let stride): .input(function, x: x + row * stride, xStride: stride)
    }
  }
}
