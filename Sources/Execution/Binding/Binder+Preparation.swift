import KernelTable
import Routines
import Tensors

/// What is derived from the weights before the first run, and after each change of theirs: folded copies, packed panels.
extension Binder {
  /// Places everything that is prepared; returns the number of floats it takes.
  mutating func placePrepared() -> Int {
    var end = 0
    func place(_ count: Int) -> Int {
      let line = AlignedStorage.alignment / MemoryLayout<Float>.stride
      defer { end += (count + line - 1) / line * line }
      return end
    }
    for (index, value) in program.values.enumerated() where value.storage == .prepared {
      preparedOffsets[index] = place(value.byteCount / MemoryLayout<Float>.stride)
    }
    for step in program.steps {
      guard let product = step.product, isPackedBeforehand(product) else { continue }
      switch step {
      case .matmul(let step): panelOffsets[product.output.value.index] = place(matmulPlan(step).packedCount)
      case .convolution(let step): panelOffsets[product.output.value.index] = place(convolutionPlan(step).sharedCount)
      default: continue
      }
    }
    return end
  }

  /// Whether a product's right side is packed once for all runs: weights that do not change between them.
  func isPackedBeforehand(_ step: any ProductStep) -> Bool {
    guard program.mode.isInference, step.right.transform == .none else { return false }
    switch step.step {
    case .matmul(let step): guard matmulPlan(step).right == .packed else { return false }
    case .convolution(let step): guard convolutionPlan(step).packsRightFirst else { return false }
    default: return false
    }
    switch program.values[step.right.matrix.value.index].storage {
    case .weight, .prepared: return true
    case .arena, .kept, .gradient, .statistic, .counter: return false
    }
  }

  /// Appends the phases that prepare: folds first, then the panels of what they made.
  mutating func bindPreparation() {
    let running = phases
    phases = []
    for step in program.preparation { bind(step) }
    for step in program.steps {
      guard let product = step.product, let panels = panels(of: product) else { continue }
      switch step {
      case .matmul(let step):
        let plan = matmulPlan(step)
        let operands = productOperands(step)
        phase(chunks: plan.packChunks, work: Phase.workPerNumber * plan.packedCount) { chunk, _ in
          plan.pack(chunk: chunk, operands: operands, packed: panels)
        }
      case .convolution(let step):
        let operands = productOperands(step)
        let scratch = scratch
        let perWorker = scratchPerWorker
        for part in convolutionPlan(step).phases(operands: operands, shared: panels).prefix(1) {
          phase(chunks: part.chunks) { chunk, worker in part.body(chunk, scratch + worker * perWorker) }
        }
      default: continue
      }
    }
    preparation = phases
    phases = running
  }

  /// Where the panels of a product's right side are kept; nil for one that packs at every run.
  func panels(of step: any ProductStep) -> UnsafeMutablePointer<Float>? {
    guard let offset = panelOffsets[step.output.value.index], isPackedBeforehand(step) else { return nil }
    return prepared.map { $0 + offset }
  }

  mutating func bindFoldNormalization(_ step: FoldNormalizationStep) {
    let channels = step.parameters.channels
    let rows = step.kernel.rows
    let gamma = step.parameters.gamma.map(floats)
    let beta = step.parameters.beta.map(floats)
    let epsilon = step.parameters.epsilon
    let bias = step.bias.map(floats)
    let (mean, variance) = (floats(step.mean), floats(step.variance))
    let folded = floats(step.foldedBias)
    let scales = folded + channels
    phase(chunks: 1) { _, _ in
      for channel in 0..<channels {
        let scale = Double(gamma?[channel] ?? 1) / (Double(variance[channel]) + epsilon).squareRoot()
        let centred = Double(bias?[channel] ?? 0) - Double(mean[channel])
        folded[channel] = Float(centred * scale + Double(beta?[channel] ?? 0))
        scales[channel] = Float(scale)
      }
    }
    let (kernel, stride) = (floats(step.kernel.value), step.foldedKernel.channels)
    let output = floats(step.foldedKernel.value)
    let blocks = ElementBlocks(rows: rows, channels: channels)
    phase(chunks: blocks.count, work: Phase.workPerNumber * rows * channels) { chunk, _ in
      for row in blocks.range(chunk) {
        for channel in 0..<channels {
          output[row * stride + channel] = kernel[row * channels + channel] * scales[channel]
        }
      }
    }
  }
}
