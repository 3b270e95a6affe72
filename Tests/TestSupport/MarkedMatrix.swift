/// A matrix with a chosen stride and alignment, in memory filled with a marker, so that a write outside of the matrix
/// shows.
package final class MarkedMatrix<Number: BinaryFloatingPoint> {
  package let rows: Int
  package let columns: Int
  package let stride: Int
  private let memory: UnsafeMutableBufferPointer<Number>
  private let start: Int
  private let marker: Number = -54_321.125

  /// A matrix [rows, columns] of the given numbers (the marker, when nil) whose first element is `offset` elements
  /// beyond a cache line, and whose rows lie `stride` ≥ columns apart.
  package init(_ values: [Number]? = nil, rows: Int, columns: Int, stride: Int? = nil, offset: Int = 0) {
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
    let guardZone = 64
    start = guardZone + offset
    let count = start + rows * self.stride + guardZone
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count * MemoryLayout<Number>.stride, alignment: 64)
    memory = bytes.bindMemory(to: Number.self)
    memory.initialize(repeating: marker)
    guard let values else { return }
    precondition(values.count == rows * columns, "one number for each element")
    for row in 0..<rows {
      for column in 0..<columns { memory[index(row, column)] = values[row * columns + column] }
    }
  }

  deinit { UnsafeMutableRawBufferPointer(memory).deallocate() }

  /// The first element.
  package var pointer: UnsafeMutablePointer<Number> { memory.baseAddress.unsafelyUnwrapped + start }

  /// The elements, row by row.
  package var values: [Number] {
    (0..<rows).flatMap { row in (0..<columns).map { memory[index(row, $0)] } }
  }

  /// Whether everything outside of the matrix still holds the marker.
  package var isIntact: Bool {
    memory.indices.allSatisfy { position in
      let inside = position - start
      let belongs = inside >= 0 && inside < rows * stride && inside % max(stride, 1) < columns
      return belongs || memory[position] == marker
    }
  }

  private func index(_ row: Int, _ column: Int) -> Int { start + row * stride + column }
}
