import KernelTable
import Routines
import Tensors

/// Turns steps into phases: resolves every value to its memory and every operation to this CPU's kernels.
struct Binder {
  let program: Program
  let layout: ArenaLayout
  let arena: AlignedStorage
  let store: ParameterStore
  let table: KernelTable
  let random: RandomState

  /// [workers, scratchPerWorker]
  var scratch: UnsafeMutablePointer<Float>
  var scratchPerWorker = 0
  /// The packed right side of whichever product is running.
  var packed: AlignedStorage?
  var packedBytes: Int { packed?.byteCount ?? 0 }
  var phases: [Phase] = []

  init(
    program: Program, layout: ArenaLayout, arena: AlignedStorage, store: ParameterStore, table: KernelTable,
    random: RandomState
  ) {
    self.program = program
    self.layout = layout
    self.arena = arena
    self.store = store
    self.table = table
    self.random = random
    scratch = arena.floats
  }

  /// Sizes what the products share: packed right sides and the workers' scratch. Throws: `outOfMemory`.
  mutating func bindProducts() throws(NormKitError) {
    var packedCount = 0
    for step in program.steps {
      let needed: (packed: Int, scratch: Int)
      switch step {
      case .matmul(let product):
        let plan = matmulPlan(product)
        needed = (plan.packedCount, plan.scratchCount)
      case .convolution(let product):
        let plan = convolutionPlan(product)
        needed = (plan.sharedCount, plan.scratchCount)
      default: continue
      }
      packedCount = max(packedCount, needed.packed)
      scratchPerWorker = max(scratchPerWorker, needed.scratch)
    }
    let line = AlignedStorage.alignment / MemoryLayout<Float>.stride
    scratchPerWorker = (scratchPerWorker + line - 1) / line * line
    packed = try AlignedStorage(floats: packedCount, purpose: "packed weights")
  }

  /// Appends the phases of one step.
  mutating func bind(_ step: Step) {
    switch step {
    case .matmul(let step): bindMatmul(step)
    case .convolution(let step): bindConvolution(step)
    case .moments(let step): bindMoments(step)
    case .batchStatistics(let step): bindBatchStatistics(step)
    case .runningStatistics(let step): bindRunningStatistics(step)
    case .map(let step): bindMap(step)
    case .add(let step): bindAdd(step)
    case .reduceGradient(let step): bindReduceGradient(step)
    case .normalizationGradient(let step): bindNormalizationGradient(step)
    case .sumColumns(let step): bindSumColumns(step)
    case .pool(let step): bindPool(step)
    case .poolGradient(let step): bindPoolGradient(step)
    case .pad(let step): bindPad(step)
    case .depthwise(let step): bindDepthwise(step)
    case .depthwiseKernel(let step): bindDepthwiseKernel(step)
    case .repeatChannels(let step): bindRepeatChannels(step)
    case .dropout(let step): bindDropout(step)
    case .softmax(let step): bindSoftmax(step)
    case .softmaxGradient(let step): bindSoftmaxGradient(step)
    case .loss(let step): bindLoss(step)
    }
  }

  /// Appends work in `chunks` pieces.
  mutating func phase(chunks: Int, _ body: @escaping (_ chunk: Int, _ worker: Int) -> Void) {
    if chunks > 0 { phases.append(Phase(chunks: chunks, body: body)) }
  }

  // MARK: Memory

  private func address(_ value: ValueID) -> UnsafeMutableRawPointer {
    switch program.values[value.index].storage {
    case .arena, .kept: arena.base + (layout.offsets[value.index] ?? 0)
    case .weight(let offset): UnsafeMutableRawPointer(store.weights.floats + offset)
    case .gradient(let offset): UnsafeMutableRawPointer(store.gradients.floats + offset)
    case .statistic(let offset): UnsafeMutableRawPointer(store.statistics.floats + offset)
    case .counter(let index): store.counters.base + index * MemoryLayout<Double>.stride
    }
  }

  func floats(_ value: ValueID) -> UnsafeMutablePointer<Float> { address(value).assumingMemoryBound(to: Float.self) }

  func doubles(_ value: ValueID) -> UnsafeMutablePointer<Double> {
    address(value).assumingMemoryBound(to: Double.self)
  }

  func labels(_ value: ValueID) -> UnsafePointer<Int32> {
    UnsafePointer(address(value).assumingMemoryBound(to: Int32.self))
  }

  /// The per-channel parameters that an affine value holds.
  func channelAffine(_ value: ValueID, channels: Int) -> ChannelAffine {
    let base = floats(value)
    return ChannelAffine(mean: base, scale: base + channels, shift: base + 2 * channels)
  }

  /// A step's transform with its memory. Parameters begin at channel 0, a second block at row 0.
  func blockTransform(_ operand: Operand) -> BlockLoad.Transform {
    let channels = operand.matrix.channels
    switch operand.transform {
    case .none: return .none
    case .activation(let function): return .activation(function)
    case .normalize(let affine, let function):
      return .normalize(channelAffine(affine, channels: channels), function)
    case .gradient(let coefficients, let affine, let z):
      let p = floats(coefficients)
      let parameters = ChannelGradient(mean: floats(affine), p: p, q: p + channels, r: p + 2 * channels)
      return .gradient(parameters, z: floats(z.value), zStride: z.channels)
    }
  }

  /// A derivative with its memory, from row 0 and channel 0.
  func blockDerivative(_ step: ReduceGradientStep) -> BlockGradient.Derivative {
    switch step.derivative {
    case .one: return .one
    case .output(let function, let y): return .output(function, y: floats(y.value), yStride: y.channels)
    case .input(let function, let x): return .input(function, x: floats(x.value), xStride: x.channels)
    case .normalized(let function):
      guard let centre = step.centre else { return .one }
      return .normalized(function, channelAffine(centre.affine, channels: centre.z.channels))
    }
  }
}
