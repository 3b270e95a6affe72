import Tensors
import Testing

@Suite struct ShapeTests {
  @Test(
    arguments: [
      ([], 1, 1, 1, "[]"), ([5], 5, 5, 1, "[5]"), ([2, 3, 4], 24, 4, 6, "[2, 3, 4]"), ([0, 7], 0, 7, 0, "[0, 7]"),
    ] as [([Int], Int, Int, Int, String)])
  func countsItsElements(sizes: [Int], count: Int, channels: Int, rows: Int, text: String) throws {
    let shape = try Shape(sizes)
    #expect(shape.count == count)
    #expect(shape.channels == channels)
    #expect(shape.rows == rows)
    #expect(shape.description == text)
  }

  @Test func wrongSizesAreErrors() {
    #expect(throws: NormKitError(.shape, "Shape: sizes must be at least 0, got [2, -1]")) { try Shape([2, -1]) }
    let huge = [Int.max / 2, 3]
    #expect(throws: NormKitError(.shape, "Shape: the number of elements of \(huge) overflows")) { try Shape(huge) }
  }

  /// A size of 0 must not hide that the others overflow: rows and strides multiply them without it.
  @Test func anOverflowBesideAZeroIsAnError() {
    #expect(throws: NormKitError.self) { try Shape([Int.max, Int.max, 0]) }
  }
}
