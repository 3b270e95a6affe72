import KernelTable

/// Drops numbers at random: `ElementwiseKernels.dropout`.
func dropout(_ run: DropoutRun) {
  // A word w is ≥ rate·2³² just when it is ≥ its ceiling, which fits 32 bits: the largest rate is 1 − 2⁻²⁴.
  let threshold = UInt32((Double(run.rate) * 4_294_967_296).rounded(.up))
  let factor = Float(1 / (1 - Double(run.rate)))
  let factors = SIMD16<Float>(repeating: factor)
  let thresholds = SIMD16<UInt32>(repeating: threshold)
  var block = run.firstBlock
  var index = 0
  while index &+ 32 <= run.count {
    let words = philoxWords(key: run.key, sequence: run.sequence, from: block)
    let first = load(run.source + index, as: SIMD16<Float>.self) * factors
    let second = load(run.source + index + 16, as: SIMD16<Float>.self) * factors
    store(first.replacing(with: SIMD16<Float>.zero, where: words.0 .< thresholds), to: run.destination + index)
    store(second.replacing(with: SIMD16<Float>.zero, where: words.1 .< thresholds), to: run.destination + index + 16)
    block &+= 8
    index &+= 32
  }
  guard index < run.count else { return }
  let words = philoxWords(key: run.key, sequence: run.sequence, from: block)
  for lane in 0..<(run.count &- index) {
    let word = lane < 16 ? words.0[lane] : words.1[lane &- 16]
    run.destination[index &+ lane] = word < threshold ? 0 : run.source[index &+ lane] * factor
  }
}
