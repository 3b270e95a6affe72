import KernelTable
import Reference
import TestSupport
import Testing

/// Pooling and its gradient on every table, against Double: all widths of channels, windows that meet, overlap, leave
/// pixels out and reach over the edges.
@Suite struct PoolingKernelsTests {
  private static let geometries: [WindowsReference] = [
    WindowsReference(height: 6, width: 8, window: (2, 2), stride: (2, 2), same: false),
    WindowsReference(height: 7, width: 5, window: (2, 2), stride: (2, 2), same: false),
    WindowsReference(height: 7, width: 5, window: (2, 2), stride: (2, 2), same: true),
    WindowsReference(height: 5, width: 7, window: (3, 3), stride: (2, 2), same: true),
    WindowsReference(height: 6, width: 5, window: (3, 2), stride: (1, 2), same: false),
    WindowsReference(height: 8, width: 9, window: (2, 1), stride: (3, 4), same: false),
    WindowsReference(height: 8, width: 9, window: (2, 3), stride: (3, 3), same: true),
    WindowsReference(height: 4, width: 3, window: (4, 3), stride: (4, 3), same: false),
    WindowsReference(height: 1, width: 1, window: (1, 1), stride: (1, 1), same: true),
    WindowsReference(height: 2, width: 3, window: (5, 5), stride: (1, 1), same: true),
  ]

  @Test(arguments: geometries.indices, [true, false])
  func agreesWithTheReference(index: Int, isMaximum: Bool) {
    for channels in [1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 64, 67] {
      let image = Image(Self.geometries[index], channels: channels, normalized: nil)
      let reference = PoolingLayerReference(image.geometry, isMaximum: isMaximum)
      let expected = [
        reference.forward(image.pooled).values, reference.backward(image.pooled, upstream: image.upstream).input.values,
      ]
      let found = disagreements(tolerance: 1e-6, with: expected) { image.run(isMaximum, $0) }
      #expect(found.isEmpty, "geometry \(index), \(channels) channels: \(found)")
    }
  }

  @Test(arguments: geometries.indices, [ActivationFunction.linear, .relu, .leakyRelu(slope: 0.25)])
  func normalizesWhileItReads(index: Int, function: ActivationFunction) {
    for channels in [1, 3, 4, 16, 21, 35] {
      let image = Image(Self.geometries[index], channels: channels, normalized: function)
      for isMaximum in [true, false] {
        let reference = PoolingLayerReference(image.geometry, isMaximum: isMaximum)
        var dx = reference.backward(image.pooled, upstream: image.upstream).input.values
        for i in dx.indices { dx[i] *= function.reference.derivative(image.normalizedInputs[i]) }
        let sums = BlockReference.columnSums(dx, channels: channels)
        let centredSums = BlockReference.columnSums(dx, times: image.distances, channels: channels)
        let expected = [reference.forward(image.pooled).values, dx, sums, centredSums]
        let found = disagreements(tolerance: 3e-6, with: expected) { image.run(isMaximum, $0) }
        #expect(found.isEmpty, "geometry \(index), \(channels) channels: \(found)")
      }
    }
  }

  @Test func withoutSumsTheGradientIsThatOfWhatWasPooled() {
    let geometry = WindowsReference(height: 6, width: 8, window: (2, 2), stride: (2, 2), same: false)
    let image = Image(geometry, channels: 5, normalized: .leakyRelu(slope: 0.25))
    let reference = PoolingLayerReference(geometry, isMaximum: true)
    let expected = [
      reference.forward(image.pooled).values, reference.backward(image.pooled, upstream: image.upstream).input.values,
    ]
    let found = disagreements(tolerance: 1e-6, with: expected) { image.run(true, $0, sums: false) }
    #expect(found.isEmpty, "\(found)")
  }

  @Test func equalNumbersGiveTheirGradientToTheFirst() {
    let geometry = WindowsReference(height: 2, width: 4, window: (2, 2), stride: (2, 2), same: false)
    for table in kernelTables {
      let dx = gradient(of: [3, 5, 1, 1, 5, 5, 1, 1], geometry, upstream: [10, 20], table)
      #expect(dx == [0, 10, 20, 0, 0, 0, 0, 0], "\(table.name)")
      let lowest = gradient(of: [Float](repeating: -.infinity, count: 8), geometry, upstream: [10, 20], table)
      #expect(lowest == [10, 0, 20, 0, 0, 0, 0, 0], "\(table.name)")
    }
  }

  @Test func aNaNIsTheLargest() {
    let geometry = WindowsReference(height: 2, width: 4, window: (2, 2), stride: (2, 2), same: false)
    for table in kernelTables {
      let x: [Float] = [.nan, 9, 1, 2, 1, .nan, 3, .infinity]
      let y = MarkedMatrix<Float>(rows: 2, columns: 1)
      let source = MarkedMatrix(x, rows: 8, columns: 1)
      table.pooling.pool(
        PoolingRun(
          pooling: .maximum, windows: geometry.windows(channels: 1), firstRow: 0, rows: 1, source: source.pointer,
          normalization: nil, output: y.pointer))
      #expect(y.values[0].isNaN && y.values[1] == .infinity, "\(table.name)")
      // PyTorch's choice of two NaNs: the last.
      #expect(gradient(of: x, geometry, upstream: [10, 20], table) == [0, 0, 0, 0, 0, 10, 0, 20], "\(table.name)")
    }
  }

  private func gradient(
    of x: [Float], _ geometry: WindowsReference, upstream: [Float], _ table: KernelTable
  ) -> [Float] {
    let source = MarkedMatrix(x, rows: x.count, columns: 1)
    let dy = MarkedMatrix(upstream, rows: upstream.count, columns: 1)
    let dx = MarkedMatrix<Float>(rows: x.count, columns: 1)
    table.pooling.poolGradient(
      PoolingGradientRun(
        pooling: .maximum, windows: geometry.windows(channels: 1), firstRow: 0, rows: geometry.outputHeight,
        upstream: dy.pointer, source: source.pointer, normalization: nil, gradient: dx.pointer))
    return dx.values
  }
}

extension WindowsReference {
  /// The same windows as the kernels are told of them.
  func windows(channels: Int) -> WindowGrid {
    WindowGrid(
      inputHeight: height, inputWidth: width, channels: channels, windowHeight: window.height,
      windowWidth: window.width, strideHeight: stride.height, strideWidth: stride.width, padTop: padTop,
      padLeft: padLeft, outputHeight: outputHeight, outputWidth: outputWidth)
  }
}

/// One image with a gradient to spread over it.
private final class Image {
  let geometry: WindowsReference
  let channels: Int
  let function: ActivationFunction?
  let x, mean, scale, shift, dy: MarkedMatrix<Float>
  /// What is pooled, and the gradient by the outcome.
  let pooled, upstream: LayerMatrix
  let normalizedInputs, distances: [Double]

  init(_ geometry: WindowsReference, channels: Int, normalized function: ActivationFunction?) {
    (self.geometry, self.channels, self.function) = (geometry, channels, function)
    let (pixels, outputs) = (geometry.height * geometry.width, geometry.outputHeight * geometry.outputWidth)
    func matrix(_ rows: Int, _ seed: Int) -> MarkedMatrix<Float> {
      MarkedMatrix(
        randomFloats(rows * channels, seed: seed + channels), rows: rows, columns: channels, offset: seed % 5)
    }
    x = matrix(pixels, 10)
    (mean, scale, shift, dy) = (matrix(1, 22), matrix(1, 33), matrix(1, 44), matrix(outputs, 51))
    let (means, scales, shifts) = (mean.values.doubles, scale.values.doubles, shift.values.doubles)
    distances = x.values.enumerated().map { Double($1) - means[$0 % channels] }
    let inputs = distances.enumerated().map { scales[$0 % channels] * $1 + shifts[$0 % channels] }
    normalizedInputs = inputs
    pooled = LayerMatrix(
      rows: pixels, channels: channels,
      function.map { function in inputs.map { function.reference.value($0) } } ?? x.values.doubles)
    upstream = LayerMatrix(rows: outputs, channels: channels, dy.values.doubles)
  }

  /// Outputs, gradient and sums; where windows may, in two calls.
  func run(_ isMaximum: Bool, _ table: KernelTable, sums wanted: Bool = true) -> [[Double]] {
    let reduces = wanted && function != nil
    let windows = geometry.windows(channels: channels)
    let normalization = function.map {
      PoolingNormalization(
        affine: ChannelAffine(mean: mean.pointer, scale: scale.pointer, shift: shift.pointer), activation: $0)
    }
    let y = MarkedMatrix<Float>(rows: upstream.rows, columns: channels, offset: 3)
    let dx = MarkedMatrix<Float>(rows: pooled.rows, columns: channels, offset: 1)
    let sums = MarkedMatrix([Double](repeating: 0, count: channels), rows: 1, columns: channels)
    let centredSums = MarkedMatrix([Double](repeating: 0, count: channels), rows: 1, columns: channels, offset: 1)
    for part in parts(of: windows.outputHeight, splits: true) {
      table.pooling.pool(
        PoolingRun(
          pooling: isMaximum ? .maximum : .average, windows: windows, firstRow: part.lowerBound, rows: part.count,
          source: x.pointer, normalization: normalization, output: y.pointer))
    }
    for part in parts(of: windows.outputHeight, splits: !windows.overlap) {
      table.pooling.poolGradient(
        PoolingGradientRun(
          pooling: isMaximum ? .maximum : .average, windows: windows, firstRow: part.lowerBound, rows: part.count,
          upstream: dy.pointer, source: isMaximum || function != nil ? UnsafePointer(x.pointer) : nil,
          normalization: normalization, gradient: dx.pointer, sum: reduces ? sums.pointer : nil,
          centredSum: reduces ? centredSums.pointer : nil))
    }
    #expect(y.isIntact && dx.isIntact && sums.isIntact && centredSums.isIntact, "\(table.name)")
    let results = [y.values.doubles, dx.values.doubles]
    return reduces ? results + [sums.values, centredSums.values] : results
  }

  private func parts(of rows: Int, splits: Bool) -> [Range<Int>] {
    splits && rows > 1 ? [0..<(rows / 2), (rows / 2)..<rows] : [0..<rows]
  }
}
