/// Putting rows into another order and back, and exchanging axes.
extension Binder {
  mutating func bindArrange(_ step: ArrangeStep) {
    guard let bounds = step.groups.bounds else { return }
    let table = int32s(bounds)
    let order = int32s(step.order)
    let sets = step.sets.map { UnsafePointer(int32s($0)) }
    let mask = step.mask.map { UnsafePointer(floats($0)) }
    let (rows, perSample, groups) = (step.groups.rows, step.rowsPerSample, step.groups.count)
    let groupOfSet = step.groupOfSet
    phase(chunks: 1) { _, _ in
      var place = 0
      for group in 0..<groups {
        table[3 * group] = Int32(place)
        for counts in [true, false] {
          for row in 0..<rows {
            let set = sets.map { groupOfSet[Int($0[row / perSample])] } ?? 0
            guard set == group, (mask.map { $0[row] != 0 } ?? true) == counts else { continue }
            order[place] = Int32(row)
            place += 1
          }
          table[3 * group + (counts ? 1 : 2)] = Int32(place)
        }
      }
    }
  }

  mutating func bindPermuteRows(_ step: PermuteRowsStep) {
    let channels = step.source.channels
    let source = UnsafePointer(floats(step.source.value))
    let output = floats(step.output.value)
    let order = UnsafePointer(int32s(step.order))
    let blocks = ElementBlocks(rows: step.source.rows, channels: channels)
    let back = step.back
    phase(chunks: blocks.count) { chunk, _ in
      for place in blocks.range(chunk) {
        let row = Int(order[place])
        let (from, to) = back ? (place, row) : (row, place)
        (output + to * channels).update(from: source + from * channels, count: channels)
      }
    }
  }

  mutating func bindTranspose(_ step: TransposeStep) {
    let source = UnsafePointer(floats(step.source.value))
    let output = floats(step.output.value)
    let (rows, columns) = (step.rows, step.columns)
    let size = rows * columns
    phase(chunks: step.outer) { chunk, _ in
      let (from, to) = (source + chunk * size, output + chunk * size)
      // Squares of sixteen, so that both sides stay in the cache.
      for top in stride(from: 0, to: rows, by: 16) {
        for left in stride(from: 0, to: columns, by: 16) {
          for row in top..<min(top + 16, rows) {
            for column in left..<min(left + 16, columns) { to[column * rows + row] = from[row * columns + column] }
          }
        }
      }
    }
  }
}
