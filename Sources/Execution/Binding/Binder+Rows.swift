import KernelTable
import Tensors

/// Steps that work row by row or number by number: dropout, softmax, losses.
extension Binder {
  mutating func bindDropout(_ step: DropoutStep) {
    let count = step.source.count
    let source = UnsafePointer(floats(step.source.value))
    let output = floats(step.output.value)
    let random = random
    let dropout = table.elementwise.dropout
    // Whole blocks of the generator, so that a chunk begins where a block of four words does.
    let size = 16384
    let rate = step.rate
    let stream = step.stream
    phase(chunks: (count + size - 1) / size) { chunk, _ in
      let first = chunk * size
      dropout(
        DropoutRun(
          count: min(size, count - first), source: source + first, destination: output + first, rate: rate,
          key: random.seed, sequence: DropoutStep.sequence(step: random.step, stream: stream),
          firstBlock: UInt64(first / 4)))
    }
  }

  mutating func bindClear(_ step: ClearStep) {
    let values = floats(step.value)
    phase(chunks: 1) { _, _ in values.update(repeating: 0, count: step.count) }
  }

  mutating func bindSoftmax(_ step: SoftmaxStep) {
    let classes = step.source.channels
    let source = UnsafePointer(floats(step.source.value))
    let output = floats(step.output.value)
    let softmax = table.elementwise.softmax
    let blocks = ElementBlocks(rows: step.source.rows, channels: classes)
    phase(chunks: blocks.count) { chunk, _ in
      let rows = blocks.range(chunk)
      let offset = rows.lowerBound * classes
      softmax(rows.count, classes, source + offset, output + offset)
    }
  }

  mutating func bindSoftmaxGradient(_ step: SoftmaxGradientStep) {
    let classes = step.output.channels
    let output = UnsafePointer(floats(step.output.value))
    let gradient = floats(step.gradient.value)
    let backward = table.elementwise.softmaxGradient
    let blocks = ElementBlocks(rows: step.output.rows, channels: classes)
    phase(chunks: blocks.count) { chunk, _ in
      let rows = blocks.range(chunk)
      let offset = rows.lowerBound * classes
      backward(rows.count, classes, output + offset, gradient + offset, gradient + offset)
    }
  }

  mutating func bindLoss(_ step: LossStep) {
    let outputs = step.outputs
    let memory = LossRows(
      rows: outputs.rows, classes: outputs.channels, outputs: floats(outputs.value), losses: floats(step.losses),
      correct: floats(step.correct), gradient: step.gradient.map { floats($0.value) },
      gradientScale: 1 / Float(max(outputs.rows, 1)), parameter: step.function.parameter)
    let blocks = ElementBlocks(rows: outputs.rows, channels: outputs.channels)
    let loss = table.loss
    let values = UnsafePointer(floats(step.targets))
    switch step.function.kind {
    case .sparseSoftmaxCrossEntropy:
      let labels = labels(step.targets)
      phase(chunks: blocks.count) { chunk, _ in
        let rows = blocks.range(chunk)
        loss.sparseSoftmaxCrossEntropy(memory.slice(rows), labels + rows.lowerBound)
      }
    case .softmaxCrossEntropy: bindLoss(memory, blocks, values, loss.softmaxCrossEntropy)
    case .binaryCrossEntropy: bindLoss(memory, blocks, values, loss.binaryCrossEntropy)
    case .meanSquaredError: bindLoss(memory, blocks, values, loss.meanSquaredError)
    case .meanAbsoluteError: bindLoss(memory, blocks, values, loss.meanAbsoluteError)
    case .huber: bindLoss(memory, blocks, values, loss.huber)
    }
    if let weights = step.weights.map({ UnsafePointer(floats($0)) }) {
      phase(chunks: blocks.count) { chunk, _ in
        let rows = blocks.range(chunk)
        loss.weigh(memory.slice(rows), weights + rows.lowerBound)
      }
    }
  }

  private mutating func bindLoss(
    _ memory: LossRows, _ blocks: ElementBlocks, _ targets: UnsafePointer<Float>,
    _ kernel: @escaping @Sendable (LossRows, UnsafePointer<Float>) -> Void
  ) {
    phase(chunks: blocks.count) { chunk, _ in
      let rows = blocks.range(chunk)
      kernel(memory.slice(rows), targets + rows.lowerBound * memory.classes)
    }
  }
}

extension LossRows {
  /// The same for some of the rows.
  fileprivate func slice(_ rows: Range<Int>) -> LossRows {
    var part = self
    part.rows = rows.count
    part.outputs += rows.lowerBound * classes
    part.losses += rows.lowerBound
    part.correct += rows.lowerBound
    part.gradient = gradient.map { $0 + rows.lowerBound * classes }
    return part
  }
}

extension DropoutStep {
  /// How many dropout layers one model can have.
  static let maximumStreams = 4096

  /// The generator's sequence for one layer in one training step: no two share any.
  fileprivate static func sequence(step: UInt64, stream: Int) -> UInt64 {
    Random.stream(.dropout, index: Int(truncatingIfNeeded: step) &* maximumStreams &+ stream)
  }
}
