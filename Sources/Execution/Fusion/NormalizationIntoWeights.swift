import Tensors

/// Outside training: a product by weights, then a batch norm by running statistics. The batch norm goes into copies of the
/// weights, which are made when the weights change, and nothing of it is left to run.
///
/// (kernel·s)·x + (bias − mean)·s + β instead of s·(kernel·x + bias − mean) + β: another order of roundings, within
/// 1e-5 of the largest output wherever the means are not far above the deviations.
extension Fusion {
  package static let normalizationIntoWeights = Fusion("normalization into weights") { program in
    guard program.mode.isInference else { return }
    var index = 0
    while index < program.forward.count {
      if let normalized = program.normalizedProduct(endingAt: index) {
        program.fold(normalized)
      } else {
        index += 1
      }
    }
  }
}

/// A product, and the normalization that is its only reader.
private struct NormalizedProduct {
  var productIndex: Int
  var product: any ProductStep
  var statisticsIndex: Int
  var statistics: RunningStatisticsStep
  var mapIndex: Int
  var map: MapStep
}

extension Program {
  fileprivate func normalizedProduct(endingAt mapIndex: Int) -> NormalizedProduct? {
    guard case .map(let map) = forward[mapIndex], case .normalize(let affine, .linear) = map.source.transform
    else { return nil }
    let z = map.source.matrix
    guard !isKept(z.value), readerCount(of: z.value) == 1, readerCount(of: affine) == 1 else { return nil }
    for (productIndex, step) in forward[..<mapIndex].enumerated() {
      guard let product = step.product, product.output == z, case .none = product.epilogue,
        product.start != .output, product.right.transform == .none,
        case .weight = values[product.right.matrix.value.index].storage
      else { continue }
      for (statisticsIndex, step) in forward[..<mapIndex].enumerated() {
        guard case .runningStatistics(let statistics) = step, statistics.parameters.affine == affine else { continue }
        return NormalizedProduct(
          productIndex: productIndex, product: product, statisticsIndex: statisticsIndex, statistics: statistics,
          mapIndex: mapIndex, map: map)
      }
    }
    return nil
  }

  fileprivate mutating func fold(_ normalized: NormalizedProduct) {
    var product = normalized.product
    let kernel = product.right.matrix
    let channels = normalized.statistics.parameters.channels
    let name = values[kernel.value.index].name
    // A matrix product's rows begin on cache lines: one row by the matrix is one read a line. Convolutions know their own.
    var width = channels
    if case .matmul = product.step {
      let line = AlignedStorage.alignment / MemoryLayout<Float>.stride
      width = (channels + line - 1) / line * line
    }
    let foldedKernel = Matrix(
      value: prepared(kernel.rows * width, name: "\(name), folded"), rows: kernel.rows, channels: width)
    let foldedBias = prepared(2 * channels, name: "\(name), folded bias")
    var bias: ValueID?
    if case .bias(let value) = product.start { bias = value }
    preparation.append(
      .foldNormalization(
        FoldNormalizationStep(
          kernel: kernel, bias: bias, parameters: normalized.statistics.parameters,
          mean: normalized.statistics.mean, variance: normalized.statistics.variance, foldedKernel: foldedKernel,
          foldedBias: foldedBias)))
    product.right.matrix = foldedKernel
    product.start = .bias(foldedBias)
    product.output = normalized.map.output
    forward[normalized.productIndex] = product.step
    for index in [normalized.mapIndex, normalized.statisticsIndex].sorted(by: >) { forward.remove(at: index) }
  }
}
