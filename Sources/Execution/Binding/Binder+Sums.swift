import KernelTable

/// Sums of two matrices, each normalized on the way where its transform says so.
extension Binder {
  mutating func bindAdd(_ step: AddStep) {
    let channels = step.output.channels
    let left = addend(step.left)
    let right = addend(step.right)
    let output = floats(step.output.value)
    let activation = step.activation
    let add = table.block.add
    let blocks = ElementBlocks(rows: step.output.rows, channels: channels)
    phase(chunks: blocks.count) { chunk, _ in
      let rows = blocks.range(chunk)
      let offset = rows.lowerBound * channels
      add(
        BlockSum(
          rows: rows.count, channels: channels, left: left.advanced(by: offset), right: right.advanced(by: offset),
          activation: activation, destination: output + offset, destinationStride: channels))
    }
  }

  private func addend(_ operand: Operand) -> BlockSum.Addend {
    var affine: ChannelAffine?
    switch operand.transform {
    case .none: break
    case .normalize(let value, .linear): affine = channelAffine(value, channels: operand.matrix.channels)
    case .activation, .normalize, .gradient: fatalError("AddStep: a side can be normalized, and no more")
    }
    return BlockSum.Addend(source: floats(operand.matrix.value), stride: operand.matrix.channels, affine: affine)
  }
}
