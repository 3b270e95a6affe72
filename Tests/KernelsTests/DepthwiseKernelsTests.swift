import KernelTable
import Reference
import TestSupport
import Testing

/// A convolution of each channel by itself on every table, against Double, in all three directions.
@Suite struct DepthwiseKernelsTests {
  private static let geometries: [WindowsReference] = [
    WindowsReference(height: 6, width: 8, window: (3, 3), stride: (1, 1), same: true),
    WindowsReference(height: 7, width: 5, window: (3, 3), stride: (2, 2), same: true),
    WindowsReference(height: 7, width: 6, window: (3, 2), stride: (1, 2), same: false),
    WindowsReference(height: 8, width: 9, window: (1, 1), stride: (3, 2), same: false),
    WindowsReference(height: 2, width: 3, window: (5, 5), stride: (1, 1), same: true),
  ]

  @Test(arguments: geometries.indices)
  func agreesWithTheReference(index: Int) {
    let geometry = Self.geometries[index]
    for channels in [1, 2, 3, 4, 5, 16, 17, 32, 67] {
      let run = Run(geometry, channels: channels)
      let reference = DepthwiseLayerReference(
        geometry, multiplier: 1,
        parameters: ["kernel": run.kernel.values.doubles, "bias": run.bias.values.doubles])
      let gradients = reference.backward(run.images, upstream: run.upstream)
      let expected = [
        reference.forward(run.images).values, gradients.input.values, gradients.parameters["kernel"] ?? [],
      ]
      let found = disagreements(tolerance: 2e-6, with: expected) { run.results($0) }
      #expect(found.isEmpty, "geometry \(index), \(channels) channels: \(found)")
    }
  }

  @Test(arguments: [1, 2, 3, 7])
  func spreadRepeatsAndGatherAdds(multiplier: Int) {
    let x = randomFloats(13, seed: 3)
    let repeated = x.flatMap { [Float](repeating: $0, count: multiplier) }
    for table in kernelTables {
      let narrow = MarkedMatrix(x, rows: 1, columns: 13)
      let wide = MarkedMatrix<Float>(rows: 1, columns: 13 * multiplier, offset: 1)
      table.depthwise.spread(13, multiplier, narrow.pointer, wide.pointer)
      #expect(wide.values == repeated && wide.isIntact, "\(table.name)")
      let sums = MarkedMatrix<Float>(rows: 1, columns: 13, offset: 2)
      table.depthwise.gather(13, multiplier, wide.pointer, sums.pointer)
      #expect(sums.isIntact, "\(table.name)")
      #expect(relativeError(sums.values, x.map { Double($0) * Double(multiplier) }) < 1e-6, "\(table.name)")
    }
  }

  private final class Run {
    let geometry: WindowsReference
    let channels: Int
    let x, kernel, bias, dy: MarkedMatrix<Float>
    let images, upstream: LayerMatrix

    init(_ geometry: WindowsReference, channels: Int) {
      (self.geometry, self.channels) = (geometry, channels)
      func matrix(_ rows: Int, _ seed: Int) -> MarkedMatrix<Float> {
        MarkedMatrix(
          randomFloats(rows * channels, seed: seed + channels), rows: rows, columns: channels, offset: seed % 5)
      }
      let (pixels, outputs) = (geometry.height * geometry.width, geometry.outputHeight * geometry.outputWidth)
      (x, dy, bias) = (matrix(pixels, 11), matrix(outputs, 23), matrix(1, 32))
      kernel = matrix(geometry.window.height * geometry.window.width, 44)
      images = LayerMatrix(rows: pixels, channels: channels, x.values.doubles)
      upstream = LayerMatrix(rows: outputs, channels: channels, dy.values.doubles)
    }

    func results(_ table: KernelTable) -> [[Double]] {
      let windows = geometry.windows(channels: channels)
      let y = MarkedMatrix<Float>(rows: upstream.rows, columns: channels, offset: 3)
      let dx = MarkedMatrix<Float>(rows: images.rows, columns: channels, offset: 1)
      let sums = MarkedMatrix<Double>(rows: kernel.rows, columns: channels, offset: 1)
      let half = windows.outputHeight / 2
      for (first, rows) in [(0, half), (half, windows.outputHeight - half)] {
        table.depthwise.forward(
          DepthwiseRun(
            windows: windows, firstRow: first, rows: rows, source: x.pointer, kernel: kernel.pointer,
            bias: UnsafePointer(bias.pointer), destination: y.pointer))
      }
      table.depthwise.imageGradient(
        DepthwiseRun(
          windows: windows, firstRow: 0, rows: windows.outputHeight, source: dy.pointer, kernel: kernel.pointer,
          bias: nil, destination: dx.pointer))
      table.depthwise.kernelGradient(
        DepthwiseKernelGradient(windows: windows, source: x.pointer, upstream: dy.pointer, sums: sums.pointer))
      #expect(y.isIntact && dx.isIntact && sums.isIntact, "\(table.name)")
      return [y.values.doubles, dx.values.doubles, sums.values]
    }
  }
}
