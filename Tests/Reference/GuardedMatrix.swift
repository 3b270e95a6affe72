/// A float matrix in memory that notices being misused: misaligned by one float, its rows apart, and everything around
/// them NaN of a known pattern, so that a read beyond the edge shows in a result and a write beyond it in the pattern.
package final class GuardedMatrix {
  package let rows: Int
  package let columns: Int
  package let stride: Int
  private let count: Int
  private let memory: UnsafeMutablePointer<Float>

  private static let margin = 37
  private static let pattern = UInt32(0x7fc0_beef)

  /// A matrix with `gap` unused floats after each row.
  package init(rows: Int, columns: Int, gap: Int = 0) {
    self.rows = rows
    self.columns = columns
    stride = columns + gap
    count = rows * stride + 2 * Self.margin
    memory = .allocate(capacity: count)
    memory.initialize(repeating: Float(bitPattern: Self.pattern), count: count)
  }

  deinit { memory.deallocate() }

  /// Where row 0 begins.
  package var base: UnsafeMutablePointer<Float> { memory + Self.margin }

  /// The elements, row by row.
  package var values: [Float] {
    get {
      var result: [Float] = []
      result.reserveCapacity(rows * columns)
      for row in 0..<rows {
        for column in 0..<columns { result.append(base[row * stride + column]) }
      }
      return result
    }
    set {
      precondition(newValue.count == rows * columns)
      for row in 0..<rows {
        for column in 0..<columns { base[row * stride + column] = newValue[row * columns + column] }
      }
    }
  }

  /// Whether nothing around the elements was written.
  package var isIntact: Bool {
    for index in 0..<count {
      let offset = index - Self.margin
      let inside = offset >= 0 && offset < rows * stride && offset % stride < columns
      if !inside && memory[index].bitPattern != Self.pattern { return false }
    }
    return true
  }
}
