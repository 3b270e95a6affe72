/// The same inputs and start weights for every library that is compared: a function of the tensor's number and the
/// element's index (SplitMix64, Steele et al. 2014). `peers/numbers.py` computes the same.
enum SharedNumbers {
  /// Element `index` of tensor `tensor`, 64 random bits.
  private static func bits(_ tensor: Int, _ index: Int) -> UInt64 {
    var z = (UInt64(tensor) << 40 | UInt64(index)) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// `count` numbers, uniform with mean 0 and variance 1/`fanIn`.
  static func uniform(tensor: Int, count: Int, fanIn: Int = 1) -> [Float] {
    let scale = Float((3 / Double(fanIn)).squareRoot())
    return (0..<count).map { (Float(bits(tensor, $0) >> 40) * 0x1p-23 - 1) * scale }
  }

  /// `count` labels in 0..<`classes`.
  static func labels(tensor: Int, count: Int, classes: Int) -> [Int32] {
    (0..<count).map { Int32(bits(tensor, $0) % UInt64(classes)) }
  }
}
