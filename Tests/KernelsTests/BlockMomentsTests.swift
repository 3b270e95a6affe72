import KernelTable
import Reference
import TestSupport
import Testing

/// Means and centred second moments of blocks, against two passes in Double.
@Suite struct BlockMomentsTests {
  /// A single block loses digits where its first row is far from its mean; over several blocks that averages out.
  @Test func agreeWithTwoPassesInDouble() {
    for channels in 0...67 {
      for rows in [0, 1, 2, 3, 24] {
        let x = randomFloats(rows * channels, seed: channels + rows, mean: 3)
        let reference = BlockReference.moments(x.doubles, channels: channels)
        let found = disagreements(tolerance: 3e-6, with: [reference.mean, reference.squares]) { table in
          let (mean, squares) = measure(x, rows: rows, channels: channels, table)
          return [mean, squares]
        }
        #expect(found.isEmpty, "\(rows)x\(channels): \(found)")
      }
    }
  }

  /// Blocks merged in Double by Chan's formula, at means up to 1e5 standard deviations.
  @Test(arguments: [Float(1), 1e2, 1e4, 1e5])
  func keepTheVarianceWhateverTheMean(_ mean: Float) {
    let (rows, channels, size) = (96 * 40, 19, 96)
    let x = randomFloats(rows * channels, seed: 5, mean: mean)
    let reference = BlockReference.moments(x.doubles, channels: channels)
    for table in kernelTables {
      var merged = [(count: Double, mean: Double, squares: Double)](repeating: (0, 0, 0), count: channels)
      for start in stride(from: 0, to: rows, by: size) {
        let block = Array(x[start * channels..<(start + size) * channels])
        let (means, squares) = measure(block, rows: size, channels: channels, table)
        for c in 0..<channels {
          let total = merged[c].count + Double(size)
          let delta = means[c] - merged[c].mean
          merged[c].squares += squares[c] + delta * delta * merged[c].count * Double(size) / total
          merged[c].mean += delta * Double(size) / total
          merged[c].count = total
        }
      }
      for c in 0..<channels {
        #expect(abs(merged[c].squares / reference.squares[c] - 1) <= 1e-6, "\(table.name)")
        #expect(abs(merged[c].mean - reference.mean[c]) <= 1e-7, "\(table.name)")
      }
    }
  }

  /// Channels whose squares a float cannot hold, beside ordinary and constant ones; each channel is held to its own size.
  @Test func measureChannelsOfAnyMagnitude() {
    let sizes: [Float] = [
      1e-20, 1, 1e20, 0, 1e-12, 1e19, 1e-30, 5, 1e-20, 1e15, 2, 3, 1e20, 1, 1, 1e-20, 1e20, 1e-25, 7,
    ]
    for channels in [1, 3, 4, 8, 16, sizes.count] {
      let rows = 48
      var x = randomFloats(rows * channels, seed: 3)
      for i in x.indices { x[i] *= sizes[i % channels] }
      let reference = BlockReference.moments(x.doubles, channels: channels)
      for table in kernelTables {
        let (mean, squares) = measure(x, rows: rows, channels: channels, table)
        for c in 0..<channels {
          #expect(abs(squares[c] - reference.squares[c]) <= 1e-6 * reference.squares[c], "\(table.name) \(sizes[c])")
          #expect(abs(mean[c] - reference.mean[c]) <= 1e-6 * Double(sizes[c]), "\(table.name) \(sizes[c])")
        }
      }
    }
  }

  @Test func constantChannelsHaveNoVariance() {
    for table in kernelTables {
      let (mean, squares) = measure([Float](repeating: 0.1, count: 33 * 20), rows: 33, channels: 20, table)
      #expect(squares.allSatisfy { $0 == 0 } && mean.allSatisfy { $0 == Double(Float(0.1)) })
    }
  }

  @Test func reportNaNInItsOwnChannelOnly() {
    var x = randomFloats(12 * 20, seed: 1)
    x[5 * 20 + 7] = .nan
    for table in kernelTables {
      let (mean, squares) = measure(x, rows: 12, channels: 20, table)
      for c in 0..<20 {
        #expect(mean[c].isNaN == (c == 7))
        #expect(squares[c].isNaN == (c == 7))
      }
    }
  }

  private func measure(
    _ x: [Float], rows: Int, channels: Int, _ table: KernelTable
  ) -> (mean: [Double], squares: [Double]) {
    let source = MarkedMatrix(x, rows: rows, columns: channels, stride: channels + channels % 5, offset: channels % 6)
    let mean = MarkedMatrix<Double>(rows: 1, columns: channels, offset: 1)
    let squares = MarkedMatrix<Double>(rows: 1, columns: channels, offset: 3)
    var block = BlockMoments(
      rows: rows, channels: channels, source: source.pointer, sourceStride: source.stride, mean: mean.pointer,
      squares: squares.pointer)
    table.block.moments(block)
    #expect(source.isIntact && mean.isIntact && squares.isIntact, "\(table.name) \(rows)x\(channels)")
    let found = (mean: mean.values, squares: squares.values)
    block.isFar = true
    table.block.moments(block)
    let bits = [mean.values, squares.values].map { $0.map(\.bitPattern) }
    #expect(bits == [found.mean, found.squares].map { $0.map(\.bitPattern) }, "\(table.name), from far")
    return found
  }
}
