import KernelTable

/// The second phase of a product: blocks of the output, each finished by its epilogue while it is hot.
extension MatmulPlan {
  /// Computes chunk `chunk` of `computeChunks`. `scratch`: `scratchCount` floats that no other running chunk uses.
  package func compute(
    chunk: Int, operands: MatmulOperands, packed: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let (rowChunk, columnChunk) =
      shape.leftTransposed
      ? (chunk / columnChunks, chunk % columnChunks) : (chunk % rowChunks, chunk / rowChunks)
    let firstColumn = columnChunk * columnsPerChunk
    let columns = firstColumn..<min(firstColumn + columnsPerChunk, shape.columns)
    let firstBlock = rowChunk * rowBlocksPerChunk
    for index in firstBlock..<min(firstBlock + rowBlocksPerChunk, rowBlocks.count) {
      let rows = rowBlocks.range(index)
      for depthBlock in 0..<depthBlocks {
        let from = depthBlock * depthPerBlock
        let depth = from..<min(from + depthPerBlock, shape.depth)
        multiply(rows, columns, depth, operands: operands, packed: packed, scratch: scratch)
      }
      operands.finish(block: index, rows: rows, columns: columns, channels: shape.columns, kernels: block)
    }
  }

  /// Adds one block of depth to one block of the output.
  private func multiply(
    _ rows: Range<Int>, _ columns: Range<Int>, _ depth: Range<Int>, operands: MatmulOperands,
    packed: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let (left, rowStride, depthStride) = leftBlock(rows, depth, operands: operands, scratch: scratch)
    let width = isThin ? columns.count : matmul.tileColumns
    let multiply = isThin ? matmul.multiplyThin : matmul.multiply
    var column = columns.lowerBound
    while column < columns.upperBound {
      let start: Tile.Start =
        if depth.lowerBound > 0 { .output } else if case .bias(let bias) = operands.start { .bias(bias + column) } else
        { operands.start }
      let (right, rightStride) = rightBlock(column, depth, operands: operands, packed: packed)
      multiply(
        Tile(
          rows: rows.count, columns: min(width, columns.upperBound - column), depth: depth.count, left: left,
          leftRowStride: rowStride, leftDepthStride: depthStride, right: right, rightStride: rightStride,
          output: operands.output + rows.lowerBound * operands.outputStride + column,
          outputStride: operands.outputStride, start: start))
      column += width
    }
  }

  /// The right side from a column on, with its stride over the depth.
  private func rightBlock(
    _ column: Int, _ depth: Range<Int>, operands: MatmulOperands, packed: UnsafePointer<Float>
  ) -> (UnsafePointer<Float>, Int) {
    switch right {
    case .packed:
      (packed + column * shape.depth + depth.lowerBound * matmul.tileColumns, matmul.tileColumns)
    case .inPlace: (operands.right + depth.lowerBound * operands.rightStride + column, operands.rightStride)
    }
  }

  /// A block of the left side with its strides over rows and depth: in place, or a copy in `scratch` where there is a
  /// transform to apply or where the tile's rows would evict one another from the cache.
  private func leftBlock(
    _ rows: Range<Int>, _ depth: Range<Int>, operands: MatmulOperands, scratch: UnsafeMutablePointer<Float>
  ) -> (UnsafePointer<Float>, Int, Int) {
    let (stored, channels) = shape.leftTransposed ? (depth, rows) : (rows, depth)
    let source = operands.left + stored.lowerBound * operands.leftStride + channels.lowerBound
    if operands.leftTransform.isNone && (isThin || !Self.collides(stride: operands.leftStride)) {
      return shape.leftTransposed ? (source, 1, operands.leftStride) : (source, operands.leftStride, 1)
    }
    block.load(
      BlockLoad(
        rows: stored.count, channels: channels.count, source: source, sourceStride: operands.leftStride,
        destination: scratch, destinationStride: channels.count, paddedChannels: channels.count,
        transform: operands.leftTransform.advanced(rows: stored.lowerBound, channels: channels.lowerBound)))
    return shape.leftTransposed
      ? (UnsafePointer(scratch), 1, channels.count) : (UnsafePointer(scratch), channels.count, 1)
  }

  /// Whether rows that far apart share few sets of a first-level cache of 64 sets of 64 bytes.
  static func collides(stride: Int) -> Bool { stride % 256 == 0 }
}
