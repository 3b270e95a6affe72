import KernelTable
import Kernels
import Reference
import TestSupport
import Testing

/// Every transform is the product with its matrix, which its points alone define.
@Suite struct WinogradTransformsTests {
  static let references: [WinogradTile: WinogradReference] = [
    .two: WinogradReference(points: [0, 1, -1]), .four: WinogradReference(points: [0, 0.75, -0.75, 1.25, -1.25]),
  ]

  @Test(arguments: WinogradTile.allCases, WinogradTransform.allCases)
  func agreesWithItsMatrix(tile: WinogradTile, transform: WinogradTransform) throws {
    let matrix = try matrix(tile, transform)
    for channels in [1, 5, 16, 35] {
      for (rows, columns, bias) in [(6, 6, false), (6, 6, true), (matrix.count, 1, false), (1, matrix.count, true)] {
        let problem = Problem(matrix, tile, transform, channels: channels, rows: rows, columns: columns, bias: bias)
        let found = disagreements(tolerance: 1e-6, with: [problem.expected]) { [problem.results($0)] }
        #expect(found.isEmpty, "\(channels) channels, \(rows) × \(columns) written: \(found)")
      }
    }
  }

  private func matrix(_ tile: WinogradTile, _ transform: WinogradTransform) throws -> [[Double]] {
    let reference = try #require(Self.references[tile])
    return switch transform {
    case .image: reference.image
    case .kernel: reference.kernel
    case .output: reference.output
    case .outputGradient: reference.outputGradient
    case .kernelGradient: reference.kernelGradient
    }
  }

  /// Three tiles beside one another, elements apart by odd strides.
  private struct Problem {
    let tiles = 3
    let inputs: Int
    let outputs: Int
    let run: (WinogradTile, WinogradTransform)
    let channels: Int
    let written: (rows: Int, columns: Int)
    let source: GuardedMatrix
    let bias: GuardedMatrix?
    let matrix: [[Double]]

    init(
      _ matrix: [[Double]], _ tile: WinogradTile, _ transform: WinogradTransform, channels: Int, rows: Int,
      columns: Int, bias: Bool
    ) {
      var numbers = TestNumbers(seed: 3)
      self.matrix = matrix
      (inputs, outputs) = (matrix[0].count, matrix.count)
      run = (tile, transform)
      self.channels = channels
      written = (rows, columns)
      source = GuardedMatrix(rows: tiles * inputs * inputs, columns: channels, gap: 3)
      source.values = numbers.floats(tiles * inputs * inputs * channels)
      self.bias = bias ? GuardedMatrix(rows: 1, columns: channels) : nil
      self.bias?.values = numbers.floats(channels)
    }

    func isWritten(_ element: Int) -> Bool {
      element / outputs < written.rows && element % outputs < written.columns
    }

    /// Written elements; 0 for the others.
    var expected: [Double] {
      let x = source.values.map(Double.init)
      var result = [Double](repeating: 0, count: tiles * outputs * outputs * channels)
      for tile in 0..<tiles {
        for channel in 0..<channels {
          let elements = (0..<inputs * inputs).map { x[(tile * inputs * inputs + $0) * channels + channel] }
          let transformed = WinogradReference.transform(elements, by: matrix)
          for element in 0..<outputs * outputs where isWritten(element) {
            result[(tile * outputs * outputs + element) * channels + channel] =
              transformed[element] + Double(bias?.values[channel] ?? 0)
          }
        }
      }
      return result
    }

    func results(_ table: KernelTable) -> [Double] {
      let destination = GuardedMatrix(rows: tiles * outputs * outputs, columns: channels, gap: 2)
      destination.values = [Float](repeating: 0, count: destination.rows * channels)
      var run = WinogradRun(
        tile: run.0, transform: run.1, tiles: tiles, channels: channels, source: source.base,
        sourceStrides: .init(row: inputs * source.stride, column: source.stride, tile: inputs * inputs * source.stride),
        destination: destination.base,
        destinationStrides: .init(
          row: outputs * destination.stride, column: destination.stride, tile: outputs * outputs * destination.stride))
      (run.writtenRows, run.writtenColumns) = written
      if let bias { run.bias = UnsafePointer(bias.base) }
      table.winograd.transform(run)
      return destination.isIntact ? destination.values.map(Double.init) : []
    }
  }
}
