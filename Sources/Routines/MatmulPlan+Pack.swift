import KernelTable

/// The first phase of a product: the right side, transformed, as panels [K, tileColumns] one after the other, padded
/// with zeros.
extension MatmulPlan {
  /// Packs chunk `chunk` of `packChunks` into `packed`, `packedCount` floats.
  package func pack(chunk: Int, operands: MatmulOperands, packed: UnsafeMutablePointer<Float>) {
    let slices = chunk * slicesPerPackChunk..<min((chunk + 1) * slicesPerPackChunk, panels * slicesPerPanel)
    for slice in slices {
      let from = slice % slicesPerPanel * Self.sliceDepth
      packSlice(
        panel: slice / slicesPerPanel, from: from, depth: min(Self.sliceDepth, shape.depth - from),
        operands: operands, packed: packed)
    }
  }

  private func packSlice(
    panel: Int, from: Int, depth: Int, operands: MatmulOperands, packed: UnsafeMutablePointer<Float>
  ) {
    let width = matmul.tileColumns
    let column = panel * width
    let columns = min(width, shape.columns - column)
    let destination = packed + (panel * shape.depth + from) * width
    if shape.rightTransposed {
      let source = operands.right + column * operands.rightStride + from
      matmul.packTransposed(source, operands.rightStride, columns, depth, destination)
    } else {
      block.load(
        BlockLoad(
          rows: depth, channels: columns, source: operands.right + from * operands.rightStride + column,
          sourceStride: operands.rightStride, destination: destination, destinationStride: width,
          paddedChannels: width, transform: operands.rightTransform.advanced(rows: from, channels: column)))
    }
  }
}
