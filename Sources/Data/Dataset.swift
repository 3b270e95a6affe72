public import Tensors

/// Samples to train on or to test with: inputs [N, …sample shape], and for each a label, numbers, or nothing.
///
/// It owns its memory or views the caller's; copies and ranges share it. Nothing in it changes after it is made, so it
/// may be read from several threads.
public struct Dataset: @unchecked Sendable {
  /// What a model should answer to the inputs.
  public enum Targets: Sendable {
    /// [N] class numbers, counted from 0.
    case labels([Int32])
    /// [N, …] numbers.
    case values(Tensor)
    /// Nothing: inputs alone.
    case none
  }

  /// The number of samples, N.
  public let count: Int
  /// The shape of one input.
  public let sampleShape: Shape
  /// The shape of one target: [] for a label; nil without targets.
  public let targetShape: Shape?

  /// [count, sampleShape], row-major.
  package let inputPointer: UnsafePointer<Float>
  /// [count], where targets are labels.
  package let labelPointer: UnsafePointer<Int32>?
  /// [count, targetShape], where targets are numbers.
  package let valuePointer: UnsafePointer<Float>?
  /// [count]: what each sample's loss is multiplied by; nil for 1.
  package let weightPointer: UnsafePointer<Float>?
  /// What samples say to normalizations.
  var marks = SampleMarks()
  /// What keeps the memory behind the pointers.
  var owners: [AnyObject]

  /// Samples in memory of their own: `inputs` is [N, …], and `targets` has N entries too.
  ///
  /// Throws: `shape` when inputs have no axis or the numbers of samples differ; `invalidArgument` naming the first
  /// label below 0; `outOfMemory`. Cost: labels are copied, tensors are shared.
  public init(inputs: Tensor, targets: Targets = .none) throws(NormKitError) {
    let (count, sampleShape) = try Self.sampleShape(of: inputs, as: "inputs")
    switch targets {
    case .labels(let labels):
      try Self.check(labels.count, "labels", against: count)
      let storage = try Self.storage(labels)
      self.init(
        viewing: inputs.pointer, count: count, sampleShape: sampleShape,
        labels: UnsafePointer(storage.base.assumingMemoryBound(to: Int32.self)), owners: [inputs.owner, storage])
      try checkLabels("Dataset.init", classes: nil)
    case .values(let values):
      let (valueCount, targetShape) = try Self.sampleShape(of: values, as: "target values")
      try Self.check(valueCount, "rows of target values", against: count)
      self.init(
        viewing: inputs.pointer, count: count, sampleShape: sampleShape, values: values.pointer,
        targetShape: targetShape, owners: [inputs.owner, values.owner])
    case .none:
      self.init(viewing: inputs.pointer, count: count, sampleShape: sampleShape, owners: [inputs.owner])
    }
  }

  /// A view of `count` samples in memory that lives as long as `owners`, or, without any, as the caller sees to.
  ///
  /// Nothing is checked or copied. At most one of `labels` and `values`; `targetShape` belongs to `values`.
  package init(
    viewing inputs: UnsafePointer<Float>, count: Int, sampleShape: Shape, labels: UnsafePointer<Int32>? = nil,
    values: UnsafePointer<Float>? = nil, targetShape: Shape = [], weights: UnsafePointer<Float>? = nil,
    owners: [AnyObject] = []
  ) {
    self.count = count
    self.sampleShape = sampleShape
    self.targetShape = labels != nil ? [] : values != nil ? targetShape : nil
    inputPointer = inputs
    labelPointer = labels
    valuePointer = values
    weightPointer = weights
    self.owners = owners
  }

  /// Numbers in one target: 1 for a label, 0 without targets.
  public var targetWidth: Int { targetShape?.count ?? 0 }

  /// The same samples under another shape, sharing this data set's memory: [784] for [28, 28, 1].
  ///
  /// Throws: `shape` when it does not hold as many numbers.
  public func reshapingSamples(to shape: Shape) throws(NormKitError) -> Dataset {
    guard shape.count == sampleShape.count else {
      throw NormKitError(
        .shape,
        "Dataset.reshapingSamples: shape \(shape) holds \(shape.count) values, "
          + "a sample \(sampleShape) has \(sampleShape.count)")
    }
    var reshaped = Dataset(
      viewing: inputPointer, count: count, sampleShape: shape, labels: labelPointer, values: valuePointer,
      targetShape: targetShape ?? [], weights: weightPointer, owners: owners)
    reshaped.marks = marks
    return reshaped
  }

  /// The samples of a range, sharing this data set's memory.
  ///
  /// Throws: `invalidArgument` when the range reaches outside 0..<count.
  public func subset(_ range: Range<Int>) throws(NormKitError) -> Dataset {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw NormKitError(.invalidArgument, "Dataset.subset: range must lie in 0..<\(count), got \(range)")
    }
    var part = Dataset(
      viewing: inputPointer + range.lowerBound * sampleShape.count, count: range.count, sampleShape: sampleShape,
      labels: labelPointer.map { $0 + range.lowerBound },
      values: valuePointer.map { $0 + range.lowerBound * targetWidth }, targetShape: targetShape ?? [],
      weights: weightPointer.map { $0 + range.lowerBound }, owners: owners)
    part.marks = marks.from(range.lowerBound)
    return part
  }

  /// The samples at `indices`, in that order and as often as they are named, copied.
  ///
  /// Throws: `invalidArgument` naming the first index outside 0..<count; `outOfMemory`.
  public func subset(_ indices: [Int]) throws(NormKitError) -> Dataset {
    if let wrong = indices.firstIndex(where: { $0 < 0 || $0 >= count }) {
      throw NormKitError(
        .invalidArgument,
        "Dataset.subset: indices must be in 0..<\(count), got \(indices[wrong]) at position \(wrong)")
    }
    return try indices.withUnsafeBufferPointer { (rows) throws(NormKitError) in try copy(of: rows) }
  }

  /// The samples at `rows`, which must be in 0..<count, copied. Throws: `outOfMemory`.
  func copy(of rows: UnsafeBufferPointer<Int>) throws(NormKitError) -> Dataset {
    let inputs = try Self.storage(rows: rows.count, width: sampleShape.count, "inputs of a subset")
    let targets =
      targetShape == nil ? nil : try Self.storage(rows: rows.count, width: targetWidth, "targets of a subset")
    // Labels and floats have the same size, so one storage serves either.
    let labels = labelPointer == nil ? nil : targets?.base.assumingMemoryBound(to: Int32.self)
    let values = valuePointer == nil ? nil : targets?.floats
    let weights =
      weightPointer == nil ? nil : try Self.storage(rows: rows.count, width: 1, "sample weights of a subset")
    gather(rows: rows, inputs: inputs.floats, labels: labels, values: values, weights: weights?.floats)
    let sets = marks.sets == nil ? nil : try Self.storage(rows: rows.count, width: 1, "sets of a subset")
    let mask = marks.mask == nil ? nil : try Self.storage(rows: rows.count, width: maskRows, "mask of a subset")
    gatherMarks(rows: rows, sets: sets?.base.assumingMemoryBound(to: Int32.self), mask: mask?.floats)
    var copied = Dataset(
      viewing: UnsafePointer(inputs.floats), count: rows.count, sampleShape: sampleShape,
      labels: labels.map { UnsafePointer($0) },
      values: values.map { UnsafePointer($0) }, targetShape: targetShape ?? [],
      weights: weights.map { UnsafePointer($0.floats) },
      owners: [inputs] + [targets, weights, sets, mask].compactMap { $0 })
    copied.marks = SampleMarks(
      sets: sets.map { UnsafePointer($0.base.assumingMemoryBound(to: Int32.self)) },
      mask: mask.map { UnsafePointer($0.floats) }, maskRows: maskRows)
    return copied
  }
}
