import KernelTable
import Routines
package import Tensors

/// What a layer writes its steps into: forward steps in order, and backward steps that run in the layers' reverse order.
///
/// A layer reads `current`, appends its steps, and sets `current` to its output. Gradients are values of their own:
/// `gradient(of:)` is where ∂loss/∂(that matrix) will be when the layer's backward steps begin.
public struct Lowering {
  package let mode: ExecutionMode
  package let batchSize: Int
  /// The matrix that the next layer reads.
  package var current: Matrix
  /// The shape of one sample of `current`: [H, W, C] for an image.
  package var inputShape: Shape
  /// Whether `current` depends on anything learned, so that its gradient is wanted.
  package internal(set) var needsGradient = false
  /// Names for errors and listings.
  package var layerName = ""
  /// What the batch brings beside its inputs.
  package var form = BatchForm()
  /// Whether statistics are summed over the workers of several processes.
  package var isSynchronized = false
  /// Whether what the layers observe is kept to be looked at after a run.
  package var observes = false

  var program: Program
  var layerBackward: [[Step]] = []
  var gradients: [ValueID: ValueID] = [:]
  private var parameters: [String: LoweredParameter] = [:]
  private var counters: [String: Int] = [:]
  private var dropoutCount = 0

  /// A parameter's values within the program.
  struct LoweredParameter {
    var value: ValueID
    var gradient: ValueID?
    var count: Int
  }

  /// Begins a program that reads a batch of `batchSize` samples of `inputShape`. `counters`: the index of each
  /// counting layer's counter, by the layer's name. Throws: `shape` when the batch overflows.
  package init(
    mode: ExecutionMode, batchSize: Int, inputShape: Shape, store: ParameterStore, counters: [String: Int]
  ) throws(NormKitError) {
    self.mode = mode
    self.batchSize = batchSize
    self.inputShape = inputShape
    self.counters = counters
    let (rows, overflow) = batchSize.multipliedReportingOverflow(by: inputShape.rows)
    guard !overflow else { throw NormKitError(.shape, "a batch of \(batchSize) samples overflows") }
    let input = Matrix(value: ValueID(index: 0), rows: rows, channels: inputShape.channels)
    current = input
    program = Program(mode: mode, input: input, output: input)
    try addInput(input)
    for entry in store.entries { addParameter(entry) }
  }

  // MARK: Values

  /// A new matrix in the arena. Throws: `shape` when its size overflows.
  package mutating func matrix(rows: Int, channels: Int, name: String) throws(NormKitError) -> Matrix {
    let count = try Shape([rows, channels]).count
    return Matrix(value: try floats(count, name: name), rows: rows, channels: channels)
  }

  /// A new run of floats in the arena.
  package mutating func floats(_ count: Int, name: String) throws(NormKitError) -> ValueID {
    try value(count: count, stride: MemoryLayout<Float>.stride, name: name)
  }

  /// A new run of Doubles in the arena: partial sums.
  package mutating func doubles(_ count: Int, name: String) throws(NormKitError) -> ValueID {
    try value(count: count, stride: MemoryLayout<Double>.stride, name: name)
  }

  /// Partial sums over a matrix whose rows are those of samples of `shape`: an image [H, W, C] is cut into blocks of
  /// whole image rows, anything else into blocks of rows.
  package mutating func blockPartials(
    of matrix: Matrix, shape: Shape, name: String
  ) throws(NormKitError) -> BlockPartials {
    let blocks =
      shape.sizes.count == 3
      ? RowBlocks(images: batchSize, height: shape.sizes[0], width: shape.sizes[1]) : RowBlocks(rows: matrix.rows)
    return BlockPartials(value: try doubles(2 * blocks.count * matrix.channels, name: name), blocks: blocks)
  }

  private mutating func value(count: Int, stride: Int, name: String) throws(NormKitError) -> ValueID {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: stride)
    guard !overflow, bytes <= Int.max / 4 else {
      throw NormKitError(.shape, "\(layerName): \(name) of \(count) numbers overflows the address space")
    }
    return add(ValueDescription(name: "\(layerName)/\(name)", byteCount: bytes, storage: .arena))
  }

  mutating func add(_ description: ValueDescription) -> ValueID {
    program.values.append(description)
    return ValueID(index: program.values.count - 1)
  }

  /// A value that lives as long as the plan.
  mutating func kept(byteCount: Int, name: String) -> ValueID {
    add(ValueDescription(name: name, byteCount: byteCount, storage: .kept))
  }

  private mutating func addInput(_ input: Matrix) throws(NormKitError) {
    let count = try Shape([input.rows, input.channels]).count
    guard count <= Int.max / 16 else { throw NormKitError(.shape, "an input batch of \(count) numbers overflows") }
    _ = kept(byteCount: count * MemoryLayout<Float>.stride, name: "input")
  }

  private mutating func addParameter(_ entry: ParameterStore.Entry) {
    let bytes = entry.shape.count * MemoryLayout<Float>.stride
    let storage: ValueDescription.Storage = entry.isWeight ? .weight(entry.offset) : .statistic(entry.offset)
    let value = add(ValueDescription(name: entry.name, byteCount: bytes, storage: storage))
    var gradient: ValueID?
    if entry.declaration.role == .weight, mode.isTraining {
      gradient = add(
        ValueDescription(name: "gradient of \(entry.name)", byteCount: bytes, storage: .gradient(entry.offset)))
    }
    parameters[entry.name] = LoweredParameter(value: value, gradient: gradient, count: entry.shape.count)
  }

  // MARK: Parameters of the layer being lowered

  /// The value of the layer's own parameter.
  package func parameter(_ name: String) -> ValueID {
    guard let parameter = parameters["\(layerName)/\(name)"] else {
      preconditionFailure("\(layerName) lowers a parameter that it does not declare: \(name)")
    }
    return parameter.value
  }

  /// Where the gradient of the layer's own weight goes; nil when it is not learned.
  package func parameterGradient(_ name: String) -> ValueID? { parameters["\(layerName)/\(name)"]?.gradient }

  /// The layer's update counter, or that of one of its named statistics.
  package mutating func counter(of set: String? = nil) -> ValueID {
    let name = set.map { "\(layerName)/\($0)" } ?? layerName
    guard let index = counters[name] else {
      preconditionFailure("\(layerName) lowers a counter that it does not declare")
    }
    return add(
      ValueDescription(
        name: "\(name)/updates", byteCount: MemoryLayout<Double>.stride, storage: .counter(index)))
  }

  // MARK: Steps

  /// Appends a forward step.
  package mutating func append(_ step: Step) { program.forward.append(step) }

  /// Appends the backward steps of the layer being lowered, in the order in which they run.
  package mutating func appendBackward(_ steps: [Step]) { layerBackward.append(steps) }

  /// Where the loss's gradient by `matrix` is.
  package mutating func gradient(of matrix: Matrix) throws(NormKitError) -> Matrix {
    if let value = gradients[matrix.value] {
      return Matrix(value: value, rows: matrix.rows, channels: matrix.channels)
    }
    let gradient = try self.matrix(rows: matrix.rows, channels: matrix.channels, name: "gradient")
    gradients[matrix.value] = gradient.value
    return gradient
  }

  /// The same, where any step has asked for it.
  func existingGradient(of matrix: Matrix) -> Matrix? {
    gradients[matrix.value].map { Matrix(value: $0, rows: matrix.rows, channels: matrix.channels) }
  }

  /// Lets a new output's gradient be its input's, changed in place by the layer's backward steps.
  package mutating func shareGradient(of input: Matrix, with output: Matrix) throws(NormKitError) {
    gradients[output.value] = try gradient(of: input).value
  }

  /// Says that `current` now depends on something learned.
  package mutating func markLearned() { needsGradient = true }

  /// A number for each dropout layer in turn. Throws: `unsupported` beyond the streams that one step has.
  package mutating func nextDropoutStream() throws(NormKitError) -> Int {
    guard dropoutCount < DropoutStep.maximumStreams else {
      throw NormKitError(.unsupported, "\(layerName): a model has at most \(DropoutStep.maximumStreams) dropout layers")
    }
    dropoutCount += 1
    return dropoutCount - 1
  }

  // MARK: Ending

  /// The whole program, unfused.
  package mutating func finish() -> Program {
    program.output = current
    program.values[current.value.index].storage = .kept
    program.backward += layerBackward.reversed().flatMap { $0 }
    keepObservedGradients()
    return program
  }
}
