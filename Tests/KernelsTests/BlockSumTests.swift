import KernelTable
import Reference
import TestSupport
import Testing

/// Sums of two blocks, against Double, over every width from 0 to 67.
@Suite struct BlockSumTests {
  private struct Side {
    let x: MarkedMatrix<Float>
    let mean, scale, shift: MarkedMatrix<Float>
    let isNormalized: Bool

    init(rows: Int, channels: Int, seed: Int, isNormalized: Bool) {
      x = MarkedMatrix(
        randomFloats(rows * channels, seed: seed), rows: rows, columns: channels, stride: channels + seed % 5,
        offset: seed % 3)
      func parameters(_ seed: Int) -> MarkedMatrix<Float> {
        MarkedMatrix(randomFloats(channels, seed: seed), rows: 1, columns: channels, offset: channels % 3)
      }
      (mean, scale, shift) = (parameters(seed + 1), parameters(seed + 2), parameters(seed + 3))
      self.isNormalized = isNormalized
    }

    var addend: BlockSum.Addend {
      let affine = ChannelAffine(mean: mean.pointer, scale: scale.pointer, shift: shift.pointer)
      return BlockSum.Addend(source: x.pointer, stride: x.stride, affine: isNormalized ? affine : nil)
    }

    var reference: [Double] {
      guard isNormalized else { return x.values.doubles }
      return BlockReference.normalize(
        x.values.doubles, mean: mean.values.doubles, scale: scale.values.doubles, shift: shift.values.doubles, .linear)
    }
  }

  @Test(arguments: ActivationFunction.every.filter(\.isCheap), [false, true])
  func adds(_ function: ActivationFunction, rightIsNormalized: Bool) {
    for channels in 0...67 {
      for rows in [0, 1, 3] {
        for leftIsNormalized in [false, true] {
          func side(_ seed: Int, _ isNormalized: Bool) -> Side {
            Side(rows: rows, channels: channels, seed: seed, isNormalized: isNormalized)
          }
          let (left, right) = (side(7, leftIsNormalized), side(20, rightIsNormalized))
          let reference = zip(left.reference, right.reference).map { function.reference.value($0 + $1) }
          let found = disagreements(tolerance: 1e-6, with: [reference, reference]) { table in
            let (left, right) = (side(7, leftIsNormalized), side(20, rightIsNormalized))
            let apart = MarkedMatrix<Float>(rows: rows, columns: channels, stride: channels + 2, offset: channels % 5)
            var block = BlockSum(
              rows: rows, channels: channels, left: left.addend, right: right.addend, activation: function,
              destination: apart.pointer, destinationStride: apart.stride)
            table.block.add(block)
            (block.destination, block.destinationStride) = (right.x.pointer, right.x.stride)
            table.block.add(block)
            #expect(apart.isIntact && left.x.isIntact && right.x.isIntact, "\(table.name) \(rows)x\(channels)")
            return [apart.values.doubles, right.x.values.doubles]
          }
          #expect(found.isEmpty, "\(rows)x\(channels): \(found)")
        }
      }
    }
  }

  @Test func keepsNaNAndInfinity() {
    let x: [Float] = [.nan, .infinity, -.infinity, .infinity]
    let y: [Float] = [1, 1, 1, -.infinity]
    for table in kernelTables {
      let (left, right) = (MarkedMatrix(x, rows: 1, columns: 4), MarkedMatrix(y, rows: 1, columns: 4))
      let sum = MarkedMatrix<Float>(rows: 1, columns: 4)
      table.block.add(
        BlockSum(
          rows: 1, channels: 4, left: .init(source: left.pointer, stride: 4),
          right: .init(source: right.pointer, stride: 4), activation: .linear, destination: sum.pointer,
          destinationStride: 4))
      let values = sum.values
      #expect(values[0].isNaN && values[1] == .infinity && values[2] == -.infinity && values[3].isNaN, "\(table.name)")
    }
  }
}
