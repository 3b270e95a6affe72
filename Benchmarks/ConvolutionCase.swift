import KernelTable
import Routines
import Tensors
import Threads

/// A convolution to measure, with its name.
struct ConvolutionCase {
  let name: String
  let shape: ConvolutionShape

  init(_ name: String, size: Int, channels: Int, filters: Int, kernel: Int = 3, stride: Int = 1) throws {
    let axis = try WindowAxis(size: size, window: kernel, stride: stride, padding: .same)
    self.name = name
    shape = try ConvolutionShape(images: 64, rows: axis, columns: axis, channels: channels, filters: filters)
  }

  /// The convolutions of the speed contract's networks, batch 64.
  static func contract() throws -> [ConvolutionCase] {
    [
      try ConvolutionCase("cnn 28² 1→32", size: 28, channels: 1, filters: 32),
      try ConvolutionCase("cnn 28² 32→32", size: 28, channels: 32, filters: 32),
      try ConvolutionCase("cnn 14² 32→64", size: 14, channels: 32, filters: 64),
      try ConvolutionCase("cnn 14² 64→64", size: 14, channels: 64, filters: 64),
      try ConvolutionCase("resnet20 32² 3→16", size: 32, channels: 3, filters: 16),
      try ConvolutionCase("resnet20 32² 16→16", size: 32, channels: 16, filters: 16),
      try ConvolutionCase("resnet20 32² 16→32 /2", size: 32, channels: 16, filters: 32, stride: 2),
      try ConvolutionCase("resnet20 32² 16→32 1×1 /2", size: 32, channels: 16, filters: 32, kernel: 1, stride: 2),
      try ConvolutionCase("resnet20 16² 32→32", size: 16, channels: 32, filters: 32),
      try ConvolutionCase("resnet20 16² 32→64 /2", size: 16, channels: 32, filters: 64, stride: 2),
      try ConvolutionCase("resnet20 8² 64→64", size: 8, channels: 64, filters: 64),
    ]
  }
}

/// One of a convolution's three products with random operands, ready to run.
struct ConvolutionProduct {
  private let phases: [(chunks: Int, body: (Int, Int) -> Void)]
  private let storage: [AlignedStorage]
  private let pool: WorkerPool
  private let workers: Int

  /// `algorithm`: nil for the one that a plan chooses.
  init(
    _ shape: ConvolutionShape, _ kind: ConvolutionKind, algorithm: ConvolutionAlgorithm? = nil, kernels: KernelTable,
    pool: WorkerPool, workers: Int
  ) throws {
    self.pool = pool
    self.workers = workers
    let counts = [
      "images": shape.inputPixels * shape.channels, "kernel": shape.depth * shape.filters,
      "outputs": shape.outputPixels * shape.filters,
    ]
    func random(_ name: String) throws -> AlignedStorage {
      let memory = try AlignedStorage(floats: counts[name] ?? 0, purpose: name)
      for index in 0..<(counts[name] ?? 0) { memory.floats[index] = .random(in: -1...1) }
      return memory
    }
    let images = try random("images")
    let kernel = try random("kernel")
    let outputs = try random("outputs")
    let plan = ConvolutionPlan(shape: shape, kind: kind, algorithm: algorithm, table: kernels)
    let shared = try AlignedStorage(floats: plan.sharedCount, purpose: "shared")
    let perWorker = (plan.scratchCount + 15) / 16 * 16
    let scratch = try AlignedStorage(floats: perWorker * workers, purpose: "scratch")
    let memory: (left: AlignedStorage, right: AlignedStorage, output: AlignedStorage) =
      switch kind {
      case .forward: (images, kernel, outputs)
      case .dataGradient: (outputs, kernel, images)
      case .weightGradient: (images, outputs, kernel)
      }
    let operands = MatmulOperands(
      left: memory.left.floats, leftStride: kind == .dataGradient ? shape.filters : shape.channels,
      right: memory.right.floats, rightStride: shape.filters, output: memory.output.floats,
      outputStride: kind == .dataGradient ? shape.channels : shape.filters)
    let floats = scratch.floats
    phases = plan.phases(operands: operands, shared: shared.floats).map { phase in
      (phase.chunks, { chunk, worker in phase.body(chunk, floats + worker * perWorker) })
    }
    storage = [images, kernel, outputs, shared, scratch]
  }

  func run() {
    for phase in phases { pool.run(chunks: phase.chunks, limit: workers, phase.body) }
  }
}
