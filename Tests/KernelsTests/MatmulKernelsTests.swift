import KernelTable
import Kernels
import Reference
import TestSupport
import Testing

/// The tile kernel and the transposing packer by themselves.
@Suite struct MatmulKernelsTests {
  @Test(arguments: Kernels.tables().map(\.name))
  func geometry(name: String) throws {
    let kernels = try #require(Kernels.named(name)).matmul
    #expect(12 % kernels.tileRows == 0)
    #expect(32 % kernels.tileColumns == 0)
  }

  /// Every number of rows up to beyond two tiles and every number of columns, from a left side in either order and a
  /// right side that has no zeros beside it, as when it lies in place.
  @Test(arguments: Kernels.tables().map(\.name))
  func multiplyEveryTile(name: String) throws {
    let table = try #require(Kernels.named(name))
    let width = table.matmul.tileColumns
    var numbers = TestNumbers(seed: 2)
    for rows in 0...25 {
      for columns in 0...width {
        for (depth, leftTransposed) in [(0, false), (1, true), (2, false), (9, true), (14, false)] {
          let left = GuardedMatrix(rows: leftTransposed ? depth : rows, columns: leftTransposed ? rows : depth, gap: 3)
          let right = GuardedMatrix(rows: depth, columns: width, gap: 5)
          let output = GuardedMatrix(rows: rows, columns: columns, gap: 1)
          left.values = numbers.floats(rows * depth)
          right.values = numbers.floats(depth * width)
          let start = numbers.floats(rows * columns)
          output.values = start
          table.matmul.multiply(
            Tile(
              rows: rows, columns: columns, depth: depth, left: left.base,
              leftRowStride: leftTransposed ? 1 : left.stride, leftDepthStride: leftTransposed ? left.stride : 1,
              right: right.base, rightStride: right.stride, output: output.base, outputStride: output.stride,
              start: .output))
          let plainLeft = leftTransposed ? transposed(left.values, rows: depth, columns: rows) : left.values
          let plainRight = (0..<depth).flatMap { right.values[$0 * width..<$0 * width + columns] }
          let reference = MatmulReference(
            rows: rows, columns: columns, depth: depth, left: plainLeft, right: plainRight, start: start)
          #expect(
            output.isIntact && sameBits(output.values, reference.chains(fused: table.isFused)),
            "\(rows)×\(columns)×\(depth)")
        }
      }
    }
  }

  /// One to eight rows from a right side in place, whose rows end in the middle of a vector.
  @Test(arguments: Kernels.tables().map(\.name))
  func multiplyThinOfEverySize(name: String) throws {
    let table = try #require(Kernels.named(name))
    var numbers = TestNumbers(seed: 3)
    for rows in 1...8 {
      for columns in Array(0...70) + [100, 127, 128, 129, 200, 300] {
        for (depth, start) in [(0, true), (1, false), (13, true)] {
          let left = GuardedMatrix(rows: rows, columns: depth, gap: 3)
          let right = GuardedMatrix(rows: depth, columns: columns, gap: depth == 1 ? 5 : 0)
          let bias = GuardedMatrix(rows: 1, columns: columns)
          let output = GuardedMatrix(rows: rows, columns: columns, gap: 1)
          left.values = numbers.floats(rows * depth)
          right.values = numbers.floats(depth * columns)
          bias.values = numbers.floats(columns)
          table.matmul.multiplyThin(
            Tile(
              rows: rows, columns: columns, depth: depth, left: left.base, leftRowStride: left.stride,
              leftDepthStride: 1, right: right.base, rightStride: right.stride, output: output.base,
              outputStride: output.stride, start: start ? .bias(bias.base) : .zero))
          let reference = MatmulReference(
            rows: rows, columns: columns, depth: depth, left: left.values, right: right.values,
            start: (0..<rows).flatMap { _ in start ? bias.values : Array(repeating: 0, count: columns) })
          #expect(
            output.isIntact && sameBits(output.values, reference.chains(fused: table.isFused)),
            "\(rows)×\(columns)×\(depth)")
        }
      }
    }
  }

  @Test(arguments: Kernels.tables().map(\.name))
  func packTransposedOfEverySize(name: String) throws {
    let kernels = try #require(Kernels.named(name)).matmul
    let width = kernels.tileColumns
    var numbers = TestNumbers(seed: 4)
    for columns in 0...width {
      for depth in 0...37 {
        let source = GuardedMatrix(rows: columns, columns: depth, gap: 2)
        let packed = GuardedMatrix(rows: depth, columns: width)
        source.values = numbers.floats(columns * depth)
        kernels.packTransposed(source.base, source.stride, columns, depth, packed.base)
        let padded = source.values + Array(repeating: 0, count: (width - columns) * depth)
        #expect(
          packed.isIntact && sameBits(packed.values, transposed(padded, rows: width, columns: depth)),
          "\(columns)×\(depth)")
      }
    }
  }

  /// The work is really done: twice the rounds are twice the operations.
  @Test(arguments: Kernels.tables().map(\.name))
  func registerMultiplyAddsCountsItsWork(name: String) throws {
    let kernels = try #require(Kernels.named(name)).matmul
    let once = kernels.registerMultiplyAdds(10)
    #expect(once > 0)
    #expect(kernels.registerMultiplyAdds(20) == 2 * once)
  }
}
