import Layers

/// What goes into one batch norm or activation, counted batch by batch: percentiles, and what the function does with it.
struct InputTally {
  private static let sampleLimit = 1 << 16
  /// σ(−ln 49) = .02, where sigmoid's slope is 7.84 % of its largest; tanh x = 2·σ(2x) − 1.
  private static let sigmoidEnd: Float = 3.8918203
  private static let geluEnd: Float = -6

  private let function: Activation.Function?
  private let channels: Int
  private let stride: Int
  private var next = 0
  private var sample: [Float] = []
  private var rows = 0
  private var zero: [Int]
  private var saturated: [Int]

  /// `total`: how many numbers there will be. `function`: nil for a batch norm.
  init(_ function: Activation.Function?, channels: Int, total: Int) {
    self.function = function
    self.channels = max(channels, 1)
    // No divisor of the channels' number, so that every channel has its turn.
    var stride = max((total + Self.sampleLimit - 1) / Self.sampleLimit, 1)
    while stride > 1, Self.divisor(stride, self.channels) > 1 { stride += 1 }
    self.stride = stride
    sample.reserveCapacity(total / stride + 1)
    zero = [Int](repeating: 0, count: self.channels)
    saturated = zero
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }

  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    while next < values.count {
      if values[next].isFinite { sample.append(values[next]) }
      next += stride
    }
    next -= values.count
    rows += values.count / channels
    switch function {
    case .relu: count(values) { ($0 <= 0, false) }
    case .gelu: count(values) { ($0 <= Self.geluEnd, false) }
    case .sigmoid: count(values) { (false, abs($0) >= Self.sigmoidEnd) }
    case .tanh: count(values) { (false, abs($0) >= Self.sigmoidEnd / 2) }
    case .linear, .leakyRelu, .softmax, nil: break
    }
  }

  private mutating func count(
    _ values: UnsafeBufferPointer<Float>, _ ends: (Float) -> (zero: Bool, saturated: Bool)
  ) {
    for row in 0..<values.count / channels {
      for channel in 0..<channels {
        let found = ends(values[row * channels + channel])
        if found.zero { zero[channel] += 1 }
        if found.saturated { saturated[channel] += 1 }
      }
    }
  }

  /// The numbers at `Diagnosis.percents`, interpolated; empty without a finite one.
  var percentiles: [Double] {
    guard !sample.isEmpty else { return [] }
    let sorted = sample.sorted()
    return Diagnosis.percents.map { percent in
      let place = percent / 100 * Double(sorted.count - 1)
      let (low, part) = (Int(place), place - place.rounded(.down))
      let high = min(low + 1, sorted.count - 1)
      return Double(sorted[low]) + part * (Double(sorted[high]) - Double(sorted[low]))
    }
  }

  /// nil for batch norms and functions that have no ends.
  var units: Diagnosis.Units? {
    switch function {
    case .relu, .gelu, .sigmoid, .tanh, .leakyRelu: break
    case .linear, .softmax, nil: return nil
    }
    let total = Double(max(rows * channels, 1))
    return Diagnosis.Units(
      count: channels, dead: zero.indices.filter { rows > 0 && zero[$0] == rows },
      saturated: saturated.indices.filter { rows > 0 && saturated[$0] * 20 >= rows * 19 },
      zeroShare: Double(zero.reduce(0, +)) / total, saturatedShare: Double(saturated.reduce(0, +)) / total)
  }
}

/// Squares and odd numbers of a matrix, summed batch by batch.
struct SquareTally {
  private var sum = 0.0
  private var count = 0.0
  private var odd: Set<Int> = []

  /// `factor` multiplies every number.
  mutating func add(_ values: UnsafeBufferPointer<Float>, channels: Int, factor: Double = 1) {
    var own = 0.0
    for value in values { own += Double(value) * Double(value) }
    sum += own * factor * factor
    count += Double(values.count)
    guard !own.isFinite else { return }
    for (index, value) in values.enumerated() where !value.isFinite { odd.insert(index % max(channels, 1)) }
  }

  /// Root mean square; nil without numbers.
  var norm: Double? { count > 0 ? (sum / count).squareRoot() : nil }
  var nonFiniteChannels: [Int] { odd.sorted() }
}
