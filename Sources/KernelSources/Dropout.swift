import KernelTable

/// Drops numbers at random: `ElementwiseKernels.dropout`.
func dropout(_ run: DropoutRun) {
  let generator = PhiloxVectors(key: run.key, sequence: run.sequence)
  // A word w is ≥ rate·2³² just when it is ≥ its ceiling, which fits 32 bits: the largest rate is 1 − 2⁻²⁴.
  let threshold = UInt32((Double(run.rate) * 4_294_967_296).rounded(.up))
  let factor = Float(1 / (1 - Double(run.rate)))
  var block = run.firstBlock
  var index = 0
  while index &+ 32 <= run.count {
    let x = load(run.source + index, as: SIMD32<Float>.self)
    let dropped = generator.words(from: block) .< SIMD32<UInt32>(repeating: threshold)
    let kept = (x * SIMD32<Float>(repeating: factor)).replacing(with: SIMD32<Float>.zero, where: dropped)
    store(kept, to: run.destination + index)
    block &+= 8
    index &+= 32
  }
  guard index < run.count else { return }
  let words = generator.words(from: block)
  for lane in 0..<(run.count &- index) {
    run.destination[index &+ lane] = words[lane] < threshold ? 0 : run.source[index &+ lane] * factor
  }
}
