/// Runs `rounds` rounds of independent multiply-adds on registers alone and returns how many floating-point operations
/// those were: what the processor can do at most, to measure a product against.
///
/// Twelve vectors are enough to hide the latency of multiply-add (at most 5 cycles, two a cycle) and leave registers
/// for the factors.
func registerMultiplyAdds(_ rounds: Int) -> Int {
  typealias Sums = Six<DoubleRow<Vector>>
  let columns = DoubleRow<Vector>.columns
  var memory = InlineArray<192, Float>(repeating: 0)
  for index in 0..<192 { memory[index] = Float(index) * 0x1p-10 }
  withUnsafeMutablePointer(to: &memory) { memory in
    let numbers = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: Float.self)
    var sums = Sums(loading: numbers, stride: columns)
    let row = DoubleRow<Vector>.load(numbers)
    for _ in 0..<rounds { sums.add(numbers + columns, rowStride: 0, times: row) }
    sums.store(to: numbers, stride: columns)
  }
  // Every result is used, so that no work is removed: no sum falls below zero.
  var least = memory[0]
  for index in 1..<192 { least = min(least, memory[index]) }
  return least < 0 ? 0 : rounds * Sums.count * columns * 2
}
