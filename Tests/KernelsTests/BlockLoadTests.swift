import KernelTable
import Reference
import TestSupport
import Testing

/// Copying with a transform, against Double, over every width from 0 to 67.
@Suite struct BlockLoadTests {
  @Test(arguments: ActivationFunction.every)
  func activates(_ function: ActivationFunction) {
    check { input in
      let reference = input.x.doubles.map(function.reference.value)
      return (.activation(function), reference)
    }
  }

  @Test(arguments: ActivationFunction.every)
  func normalizes(_ function: ActivationFunction) {
    check { input in
      let affine = ChannelAffine(mean: input.mean.pointer, scale: input.scale.pointer, shift: input.shift.pointer)
      let reference = BlockReference.normalize(
        input.x.doubles, mean: input.mean.values.doubles, scale: input.scale.values.doubles,
        shift: input.shift.values.doubles, function.reference)
      return (.normalize(affine, function), reference)
    }
  }

  @Test func copies() {
    check(tolerance: 0) { (.none, $0.x.doubles) }
  }

  @Test func computesTheGradientOfABatchNorm() {
    check { input in
      let gradient = ChannelGradient(
        mean: input.mean.pointer, p: input.scale.pointer, q: input.shift.pointer, r: input.r.pointer)
      let reference = BlockReference.gradient(
        input.x.doubles, z: input.z.values.doubles, mean: input.mean.values.doubles,
        p: input.scale.values.doubles, q: input.shift.values.doubles, r: input.r.values.doubles)
      return (.gradient(gradient, z: input.z.pointer, zStride: input.z.stride), reference)
    }
  }

  @Test func keepsNaNAndInfinity() {
    let x: [Float] = [.nan, .infinity, -.infinity, 0, -0.0]
    for table in kernelTables {
      for function in ActivationFunction.every {
        let values = load(x, .activation(function), table)
        #expect(values[0].isNaN, "\(table.name) \(function)")
        for index in 1..<5 {
          let limit = function == .gelu && index == 2 ? 0 : function.reference.value(Double(x[index]))
          let agrees = values[index] == Float(limit) || abs(values[index]) < .leastNormalMagnitude && limit == 0
          #expect(agrees, "\(table.name) \(function)")
        }
      }
    }
  }

  private func load(_ x: [Float], _ transform: BlockLoad.Transform, _ table: KernelTable) -> [Float] {
    let source = MarkedMatrix(x, rows: 1, columns: x.count)
    let destination = MarkedMatrix<Float>(rows: 1, columns: x.count)
    table.block.load(
      BlockLoad(
        rows: 1, channels: x.count, source: source.pointer, sourceStride: x.count, destination: destination.pointer,
        destinationStride: x.count, paddedChannels: x.count, transform: transform))
    return destination.values
  }

  /// A block's numbers, and the parameters of its channels.
  private struct Input {
    let x: [Float]
    let z: MarkedMatrix<Float>
    let mean, scale, shift, r: MarkedMatrix<Float>

    init(rows: Int, channels: Int) {
      x = randomFloats(rows * channels, seed: channels * 100 + rows, deviation: 2)
      z = MarkedMatrix(
        randomFloats(rows * channels, seed: 7), rows: rows, columns: channels, stride: channels + 3, offset: 1)
      func parameters(_ seed: Int) -> MarkedMatrix<Float> {
        MarkedMatrix(randomFloats(channels, seed: seed), rows: 1, columns: channels, offset: channels % 3)
      }
      (mean, scale, shift, r) = (parameters(1), parameters(2), parameters(3), parameters(4))
    }
  }

  /// What the block's transform stores past the caches, in rows of whole lines.
  private func streamed(_ block: BlockLoad, _ table: KernelTable) -> [Float] {
    let destination = MarkedMatrix<Float>(rows: block.rows, columns: block.channels, stride: block.channels + 16)
    var streamed = block
    (streamed.destination, streamed.destinationStride) = (destination.pointer, destination.stride)
    (streamed.paddedChannels, streamed.isStreamed) = (block.channels, true)
    table.block.load(streamed)
    #expect(destination.isIntact, "\(table.name) \(block.rows)x\(block.channels), past the caches")
    return destination.values
  }

  /// Every width, into padded memory and in place, at odd strides and alignments.
  private func check(
    tolerance: Double = 1e-6, _ expectation: (Input) -> (BlockLoad.Transform, [Double])
  ) {
    for channels in 0...67 {
      for rows in [0, 1, 3] {
        let input = Input(rows: rows, channels: channels)
        let (transform, reference) = expectation(input)
        let padding = channels % 5
        let padded = (0..<rows).flatMap {
          reference[$0 * channels..<($0 + 1) * channels] + [Double](repeating: 0, count: padding)
        }
        let found = disagreements(tolerance: tolerance, with: [padded, reference]) { table in
          let source = MarkedMatrix(
            input.x, rows: rows, columns: channels, stride: channels + channels % 4, offset: channels % 7)
          let destination = MarkedMatrix<Float>(
            rows: rows, columns: channels + padding, stride: channels + padding + 2, offset: channels % 3)
          var block = BlockLoad(
            rows: rows, channels: channels, source: source.pointer, sourceStride: source.stride,
            destination: destination.pointer, destinationStride: destination.stride,
            paddedChannels: channels + padding, transform: transform)
          table.block.load(block)
          let apart = destination.values
          if channels % 16 == 0 {
            let values = (0..<rows).flatMap { apart[($0 * (channels + padding))...].prefix(channels) }
            #expect(streamed(block, table) == values, "\(table.name) \(rows)x\(channels), past the caches")
          }
          (block.destination, block.destinationStride) = (source.pointer, source.stride)
          block.paddedChannels = channels
          table.block.load(block)
          #expect(destination.isIntact && source.isIntact, "\(table.name) \(rows)x\(channels)")
          return [apart.doubles, source.values.doubles]
        }
        #expect(found.isEmpty, "\(rows)x\(channels): \(found)")
      }
    }
  }
}
