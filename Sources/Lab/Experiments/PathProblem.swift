import NormKit

/// Least squares with two weights: data drawn with a given scale and correlation, its loss, and descents over it.
struct PathProblem {
  /// Where a descent stands after each step, the start first: the weights of the raw inputs.
  struct Descent: Sendable {
    var weights: [(first: Double, second: Double)]
    /// How much the loss is above its minimum, as a share of what it is at the start.
    var excess: [Double]
    /// The way's length over the straight line from its first point to its last, in the weights that were trained, up
    /// to the step that reached a thousandth; nil where none did.
    var detour: Double?

    /// The first step after which the excess is at most a thousandth of the start's; nil where none is.
    var steps: Int? { excess.firstIndex { $0 <= 1e-3 } }
  }

  private let data: Dataset
  /// Mean squares of the inputs and their products, and products with the target.
  private let squares: (first: Double, mixed: Double, second: Double)
  /// The weights of the least loss.
  let minimum: (first: Double, second: Double)

  static let samples = 240

  /// Inputs with standard deviations 1 and `scale`, correlated by `correlation`; the target is `weights` times them and
  /// noise of standard deviation .1.
  init(scale: Double, correlation: Double, weights: (first: Double, second: Double), seed: UInt64) throws {
    var random = Random(seed: seed, stream: 77)
    let count = Self.samples
    let draws = (0..<3).map { _ in Self.centred((0..<count).map { _ in Double(random.normal()) }) }
    let rest = (1 - correlation * correlation).squareRoot()
    let first = draws[0]
    let second = (0..<count).map { scale * (correlation * draws[0][$0] + rest * draws[1][$0]) }
    let targets = (0..<count).map { weights.first * first[$0] + weights.second * second[$0] + 0.1 * draws[2][$0] }
    func meanProduct(_ left: [Double], _ right: [Double]) -> Double {
      zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    }
    let (a, b, c) = (meanProduct(first, first), meanProduct(first, second), meanProduct(second, second))
    let (d, e) = (meanProduct(first, targets), meanProduct(second, targets))
    squares = (a, b, c)
    minimum = ((d * c - e * b) / (a * c - b * b), (e * a - d * b) / (a * c - b * b))
    data = try Dataset(
      inputs: Tensor([count, 2], (0..<count).flatMap { [Float(first[$0]), Float(second[$0])] }),
      targets: .values(Tensor([count, 1], targets.map(Float.init))))
  }

  private static func centred(_ values: [Double]) -> [Double] {
    let mean = Statistics.mean(values)
    return values.map { $0 - mean }
  }

  /// How much the loss at these weights is above its minimum.
  func excess(_ first: Double, _ second: Double) -> Double {
    let (x, y) = (first - minimum.first, second - minimum.second)
    return squares.first * x * x + 2 * squares.mixed * x * y + squares.second * y * y
  }

  /// The largest curvature over the smallest, in the weights of the inputs divided by `deviations`.
  func conditionNumber(standardized: Bool) -> Double {
    let (x, y) = standardized ? deviations : (1, 1)
    let (a, b, c) = (squares.first / (x * x), squares.mixed / (x * y), squares.second / (y * y))
    let root = ((a - c) * (a - c) / 4 + b * b).squareRoot()
    return ((a + c) / 2 + root) / ((a + c) / 2 - root)
  }

  private var deviations: (Double, Double) { (squares.first.squareRoot(), squares.second.squareRoot()) }

  /// The weights of standardized inputs that do the same as these of raw ones.
  func standardized(_ weights: (first: Double, second: Double)) -> (first: Double, second: Double) {
    (weights.first * deviations.0, weights.second * deviations.1)
  }

  /// Gradient descent from weights of 0 on all samples at once: the library's Dense layer of one unit, without or with a
  /// batch norm before it that only standardizes.
  func descend(standardizes: Bool, rate: Float, steps: Int) throws -> Descent {
    let dense = Dense(1, useBias: false, kernelInitializer: .zeros, name: "weights")
    let norm = BatchNormalization(epsilon: 1e-7, center: false, scale: false)
    let model = try Sequential(inputShape: [2], layers: standardizes ? [norm, dense] : [dense])
    let trainer = try model.compile(optimizer: .sgd(learningRate: rate), loss: .meanSquaredError)
    var own: [(first: Double, second: Double)] = [(0, 0)]
    for _ in 0..<steps {
      try trainer.trainOnBatch(data)
      let kernel = try model.tensor("weights/kernel").values
      own.append((Double(kernel[0]), Double(kernel[1])))
    }
    let (x, y) = standardizes ? deviations : (1, 1)
    let weights = own.map { (first: $0.first / x, second: $0.second / y) }
    let start = excess(0, 0)
    let shares = weights.map { excess($0.first, $0.second) / start }
    var descent = Descent(weights: weights, excess: shares)
    if let last = descent.steps, last > 0 {
      let lengths = (1...last).map { Self.distance(own[$0 - 1], own[$0]) }
      descent.detour = lengths.reduce(0, +) / Self.distance(own[0], own[last])
    }
    return descent
  }

  private static func distance(_ from: (first: Double, second: Double), _ to: (first: Double, second: Double)) -> Double
  {
    let (x, y) = (to.first - from.first, to.second - from.second)
    return (x * x + y * y).squareRoot()
  }
}
