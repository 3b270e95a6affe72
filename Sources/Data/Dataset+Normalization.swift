public import Tensors

/// What samples say to the normalizations that they go through: whose statistics are theirs, and which rows count.
extension Dataset {
  /// The same samples, each normalized by the statistics set of its number: 0 for the unnamed one, n for the model's n-th
  /// (`Sequential.statisticsSets`). A batch may mix them: each set's statistics are then taken of its own rows.
  ///
  /// Throws: `shape` unless there are as many numbers as samples; `invalidArgument` naming the first below 0;
  /// `outOfMemory`.
  public func inStatisticsSets(_ sets: [Int32]) throws(NormKitError) -> Dataset {
    guard sets.count == count else {
      throw NormKitError(
        .shape, "Dataset.inStatisticsSets: expected \(count) numbers, one for each sample, got \(sets.count)")
    }
    let storage = try Self.storage(sets)
    var marked = self
    marked.marks.sets = UnsafePointer(storage.base.assumingMemoryBound(to: Int32.self))
    marked.owners.append(storage)
    try marked.checkSets("Dataset.inStatisticsSets", count: nil)
    return marked
  }

  /// The same samples with a mask [N, rows] over their rows, the places that have a run of channels each: where it is 0
  /// the row is normalized but does not count for a batch's statistics, as padding should not (Keras's mask).
  ///
  /// Throws: `shape` unless the mask's sizes are N and the samples' without their last axis; `outOfMemory`.
  public func masked(by mask: Tensor) throws(NormKitError) -> Dataset {
    let expected = [count] + sampleShape.sizes.dropLast()
    guard mask.shape.sizes == expected else {
      throw NormKitError(.shape, "Dataset.masked: expected a mask of shape \(expected), got \(mask.shape)")
    }
    var masked = self
    masked.marks.mask = mask.pointer
    masked.marks.maskRows = sampleShape.rows
    masked.owners.append(mask.owner)
    return masked
  }

  /// The same with marks in memory that the caller keeps.
  package func viewing(sets: UnsafePointer<Int32>?, mask: UnsafePointer<Float>?) -> Dataset {
    var marked = self
    marked.marks = SampleMarks(sets: sets, mask: mask, maskRows: mask == nil ? 0 : sampleShape.rows)
    return marked
  }

  /// The number of each sample's statistics set; nil where they do not say.
  package var setPointer: UnsafePointer<Int32>? { marks.sets }
  /// [count, maskRows]; nil without a mask.
  package var maskPointer: UnsafePointer<Float>? { marks.mask }
  /// How many rows of a sample the mask tells apart; 0 without one.
  package var maskRows: Int { marks.maskRows }

  /// Throws: `invalidArgument` naming the first number that is no set of `count` named ones.
  package func checkSets(_ function: String, count sets: Int?) throws(NormKitError) {
    guard let numbers = setPointer else { return }
    for row in 0..<count where numbers[row] < 0 || Int(numbers[row]) > sets ?? Int.max {
      let limit = sets.map { "0...\($0)" } ?? "at least 0"
      throw NormKitError(
        .invalidArgument, "\(function): numbers of statistics sets must be \(limit), got \(numbers[row]) in row \(row)")
    }
  }

  /// Copies the marks of the samples at `rows`, where there are any, to where a plan reads them. Allocates nothing.
  package func gatherMarks(
    rows: UnsafeBufferPointer<Int>, sets: UnsafeMutablePointer<Int32>?, mask: UnsafeMutablePointer<Float>?
  ) {
    if let source = marks.sets, let sets {
      for (position, row) in rows.enumerated() { sets[position] = source[row] }
    }
    if let source = marks.mask, let mask {
      for (position, row) in rows.enumerated() {
        (mask + position * maskRows).update(from: source + row * maskRows, count: maskRows)
      }
    }
  }
}

/// Where a data set's marks are.
struct SampleMarks {
  var sets: UnsafePointer<Int32>?
  var mask: UnsafePointer<Float>?
  var maskRows = 0

  /// Those of the samples from `row` on.
  func from(_ row: Int) -> SampleMarks {
    SampleMarks(sets: sets.map { $0 + row }, mask: mask.map { $0 + row * maskRows }, maskRows: maskRows)
  }
}
