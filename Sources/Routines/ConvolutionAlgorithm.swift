import KernelTable

/// How a convolution is computed. Chosen when a plan is built, from the shape alone, so that results are the same bits
/// on every machine and by any number of threads.
package enum ConvolutionAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// As it is defined, by the tile kernel over the images' own rows: `CorrelationPlan`, `WeightGradientPlan`.
  case direct
  /// Winograd's with tiles of 2×2 outputs, for 3×3 kernels by stride 1: `WinogradPlan`, `WinogradGradientPlan`.
  case smallTiles = "F(2×2,3×3)"
  /// The same with tiles of 4×4 outputs.
  case largeTiles = "F(4×4,3×3)"

  /// The tile of Winograd's algorithms.
  var tile: WinogradTile? {
    switch self {
    case .direct: nil
    case .smallTiles: .two
    case .largeTiles: .four
    }
  }

  /// The algorithm that costs least for one of a convolution's products.
  package static func choice(for shape: ConvolutionShape, _ kind: ConvolutionKind) -> ConvolutionAlgorithm {
    var (best, least) = (ConvolutionAlgorithm.direct, ConvolutionAlgorithm.direct.cost(of: shape, kind))
    for algorithm in allCases where algorithm.canCompute(shape) {
      let cost = algorithm.cost(of: shape, kind)
      if cost < least { (best, least) = (algorithm, cost) }
    }
    return best
  }

  /// Whether the algorithm can compute the shape's products.
  package func canCompute(_ shape: ConvolutionShape) -> Bool {
    self == .direct || [shape.rows, shape.columns].allSatisfy { $0.window == 3 && $0.stride == 1 && $0.outputs > 0 }
  }

  /// What a product costs, in multiply-adds of sixteen lanes. `benchmarks conv` checks the order of these costs against
  /// measured times.
  package func cost(of shape: ConvolutionShape, _ kind: ConvolutionKind) -> Double {
    let (left, right) = kind == .dataGradient ? (shape.filters, shape.channels) : (shape.channels, shape.filters)
    let rightVectors = (right + 15) / 16
    let products = Double(left * rightVectors)
    let isGradient = kind == .weightGradient
    guard let tile else {
      let pixels = kind == .dataGradient ? shape.inputPixels : shape.outputPixels
      let work = Double(pixels * shape.rows.window * shape.columns.window) * products
      return work * (isGradient ? Self.directGradient : Self.directForward)
    }
    let (rows, columns) =
      kind == .dataGradient ? (shape.rows.size, shape.columns.size) : (shape.rows.outputs, shape.columns.outputs)
    let side = tile.outputs
    let tiles = Double(shape.images * ((rows + side - 1) / side) * ((columns + side - 1) / side))
    // Vectors that are not full go by way of a buffer.
    let vectors = Double(left / 16 + right / 16)
    let rests = Double((left % 16 == 0 ? 0 : 1) + (right % 16 == 0 ? 0 : 1))
    let transforms = Self.transform * (vectors + Self.restTransform * rests)
    let kernels = isGradient ? Self.gradientBack * min(16, max(1, tiles / 64)) : Self.kernelTransform
    let product = isGradient ? Self.tileGradient : Self.tileForward
    return Double(tile.positions) * (tiles * (product * products + transforms) + kernels * products)
  }

  // What a multiply-add costs beyond one, by algorithm, and what the transforms cost for a position's vector.
  private static let directForward = 1.1
  private static let directGradient = 1.25
  private static let tileForward = 1.15
  private static let tileGradient = 1.25
  private static let transform = 10.0
  private static let restTransform = 3.0
  private static let kernelTransform = 4.0
  private static let gradientBack = 4.0
}
