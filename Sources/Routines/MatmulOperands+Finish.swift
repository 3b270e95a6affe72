import KernelTable

/// What every product does last with a block of its output.
extension MatmulOperands {
  /// Applies the epilogue to the finished block `index` of the output: some rows, some of all `channels` columns.
  func finish(block index: Int, rows: Range<Int>, columns: Range<Int>, channels: Int, kernels: BlockKernels) {
    let (row, column) = (rows.lowerBound, columns.lowerBound)
    let finished = output + row * outputStride + column
    let partial = index * channels + column
    switch epilogue {
    case .none: break
    case .activation(let activation):
      kernels.load(
        BlockLoad(
          rows: rows.count, channels: columns.count, source: finished, sourceStride: outputStride,
          destination: finished, destinationStride: outputStride, paddedChannels: columns.count,
          transform: .activation(activation)))
    case .moments(let mean, let squares):
      kernels.moments(
        BlockMoments(
          rows: rows.count, channels: columns.count, source: finished, sourceStride: outputStride,
          mean: mean + partial, squares: squares + partial))
    case .reduceGradient(let derivative, let centred, let sum, let centredSum, let second):
      kernels.reduceGradient(
        BlockGradient(
          rows: rows.count, channels: columns.count, gradient: finished, gradientStride: outputStride,
          derivative: derivative.advanced(rows: row, channels: column),
          centred: centred.map { (z: $0.z + row * $0.stride + column, stride: $0.stride, mean: $0.mean + column) },
          sum: sum.map { $0 + partial }, centredSum: centredSum.map { $0 + partial }))
      if let second {
        kernels.reduceGradient(
          second.block(
            rows: rows.count, channels: columns.count, row: row, column: column, partial: partial, gradient: finished,
            stride: outputStride))
      }
    }
  }
}
