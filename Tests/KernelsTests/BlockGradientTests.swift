import KernelTable
import Reference
import TestSupport
import Testing

/// Gradients multiplied by their activation's derivative and summed per channel, against Double.
@Suite struct BlockGradientTests {
  @Test func withoutActivationOnlySums() {
    check { block, _ in
      BlockGradient.Derivative.one
    } derivative: { _, _ in
      1
    }
  }

  @Test(arguments: ActivationFunction.every)
  func fromTheInput(_ function: ActivationFunction) {
    check { block, _ in
      .input(function, x: block.x.pointer, xStride: block.x.stride)
    } derivative: { block, i in
      function.reference.derivative(block.inputs[i])
    }
  }

  @Test(arguments: ActivationFunction.every.filter { $0 != .gelu })
  func fromTheOutput(_ function: ActivationFunction) {
    check { block, _ in
      let y = block.y(function)
      return .output(function, y: y.pointer, yStride: y.stride)
    } derivative: { block, i in
      function.reference.derivative(block.inputs[i])
    }
  }

  @Test(arguments: ActivationFunction.every)
  func fromTheNormalizedInput(_ function: ActivationFunction) {
    check(needsCentre: true) { block, _ in
      let affine = ChannelAffine(mean: block.mean.pointer, scale: block.scale.pointer, shift: block.shift.pointer)
      return .normalized(function, affine)
    } derivative: { block, i in
      let c = i % block.channels
      return function.reference.derivative(block.scales[c] * block.distances[i] + block.shifts[c])
    }
  }

  private final class Block {
    let rows: Int
    let channels: Int
    let dy: [Float]
    let x, z, mean, scale, shift: MarkedMatrix<Float>
    let inputs, distances, scales, shifts: [Double]
    private var outputs: MarkedMatrix<Float>?

    init(rows: Int, channels: Int) {
      (self.rows, self.channels) = (rows, channels)
      func matrix(_ rows: Int, _ seed: Int) -> MarkedMatrix<Float> {
        MarkedMatrix(
          randomFloats(rows * channels, seed: seed + channels), rows: rows, columns: channels,
          stride: channels + seed % 4, offset: (seed + channels) % 5)
      }
      dy = randomFloats(rows * channels, seed: channels + 900)
      (x, z, mean, scale, shift) = (matrix(rows, 10), matrix(rows, 21), matrix(1, 32), matrix(1, 43), matrix(1, 54))
      (inputs, scales, shifts) = (x.values.doubles, scale.values.doubles, shift.values.doubles)
      let means = mean.values.doubles
      distances = z.values.enumerated().map { Double($1) - means[$0 % channels] }
    }

    var centre: (z: UnsafePointer<Float>, stride: Int, mean: UnsafePointer<Float>) {
      (UnsafePointer(z.pointer), z.stride, UnsafePointer(mean.pointer))
    }

    func y(_ function: ActivationFunction) -> MarkedMatrix<Float> {
      let values = inputs.map { Float(function.reference.value($0)) }
      let matrix = MarkedMatrix(values, rows: rows, columns: channels, stride: channels + 1, offset: 3)
      outputs = matrix
      return matrix
    }
  }

  /// With and without the centred block, every width, at odd strides and alignments.
  private func check(
    needsCentre: Bool = false, source: (Block, Int) -> BlockGradient.Derivative, derivative: (Block, Int) -> Double
  ) {
    for channels in 0...67 {
      for rows in [0, 1, 7] {
        let block = Block(rows: rows, channels: channels)
        let dx = block.dy.indices.map { Double(block.dy[$0]) * derivative(block, $0) }
        let sums = BlockReference.columnSums(dx, channels: channels)
        let centredSums = BlockReference.columnSums(dx, times: block.distances, channels: channels)
        for centred in needsCentre ? [true] : [true, false] {
          let reference = [dx, sums] + (centred ? [centredSums] : [])
          let found = disagreements(tolerance: 3e-6, with: reference) { table in
            reduce(block, source(block, channels), centred: centred, table)
          }
          #expect(found.isEmpty, "\(rows)x\(channels): \(found)")
        }
      }
    }
  }

  private func reduce(
    _ block: Block, _ derivative: BlockGradient.Derivative, centred: Bool, _ table: KernelTable
  ) -> [[Double]] {
    let channels = block.channels
    let gradient = MarkedMatrix(
      block.dy, rows: block.rows, columns: channels, stride: channels + 2, offset: channels % 3)
    let sum = MarkedMatrix<Double>(rows: 1, columns: channels)
    let centredSum = MarkedMatrix<Double>(rows: 1, columns: channels, offset: 1)
    table.block.reduceGradient(
      BlockGradient(
        rows: block.rows, channels: channels, gradient: gradient.pointer, gradientStride: gradient.stride,
        derivative: derivative,
        centred: centred ? block.centre : nil,
        sum: sum.pointer, centredSum: centred ? centredSum.pointer : nil))
    #expect(gradient.isIntact && sum.isIntact && centredSum.isIntact, "\(table.name)")
    return [gradient.values.doubles, sum.values] + (centred ? [centredSum.values] : [])
  }
}
