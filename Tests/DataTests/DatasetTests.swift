import Data
import Tensors
import Testing

@Suite struct DatasetTests {
  /// Row r holds r·10 + 0, 1, 2; its label is r, its target values −r and r / 2.
  private func labelled(_ count: Int) throws -> Dataset {
    try Dataset(inputs: inputs(count), targets: .labels((0..<count).map { Int32($0) }))
  }

  private func valued(_ count: Int) throws -> Dataset {
    let values = (0..<count).flatMap { [-Float($0), Float($0) / 2] }
    return try Dataset(inputs: inputs(count), targets: .values(Tensor(Shape([count, 2]), values)))
  }

  private func inputs(_ count: Int) throws -> Tensor {
    try Tensor(Shape([count, 3]), (0..<count).flatMap { row in (0..<3).map { Float(row * 10 + $0) } })
  }

  /// The row each sample came from, by its numbers, after checking that its parts belong together.
  private func origins(_ data: Dataset) -> [Int] {
    (0..<data.count).map { row in
      let first = Int(data.inputPointer[row * 3]) / 10
      for column in 0..<3 { #expect(data.inputPointer[row * 3 + column] == Float(first * 10 + column)) }
      if let labels = data.labelPointer { #expect(labels[row] == Int32(first)) }
      if let values = data.valuePointer {
        #expect(values[2 * row] == -Float(first) && values[2 * row + 1] == Float(first) / 2)
      }
      return first
    }
  }

  @Test func shapes() throws {
    let labels = try labelled(4)
    #expect(labels.count == 4 && labels.sampleShape == [3] && labels.targetShape == [] && labels.targetWidth == 1)
    let values = try valued(4)
    #expect(values.targetShape == [2] && values.targetWidth == 2 && values.labelPointer == nil)
    let inputsAlone = try Dataset(inputs: inputs(4))
    #expect(inputsAlone.targetShape == nil && inputsAlone.targetWidth == 0)
    let images = try Dataset(inputs: Tensor(zeros: [2, 4, 4, 1]))
    #expect(images.sampleShape == [4, 4, 1])
    #expect(try images.reshapingSamples(to: [16]).sampleShape == [16])
    let column = try Dataset(inputs: inputs(2), targets: .values(Tensor([2], [1, 2])))
    #expect(column.targetShape == [] && column.targetWidth == 1)
  }

  @Test func subsets() throws {
    for data in [try labelled(6), try valued(6), try Dataset(inputs: inputs(6))] {
      #expect(origins(data) == [0, 1, 2, 3, 4, 5])
      #expect(origins(try data.subset(2..<5)) == [2, 3, 4])
      #expect(origins(try data.subset(2..<6).subset(1..<3)) == [3, 4])
      #expect(origins(try data.subset([5, 0, 0, 3])) == [5, 0, 0, 3])
      #expect(try data.subset([]).count == 0)
      #expect(try data.subset(6..<6).count == 0)
    }
  }

  @Test func aSubsetKeepsItsMemory() throws {
    func part() throws -> Dataset { try labelled(1000).subset(990..<1000) }
    #expect(origins(try part()) == Array(990..<1000))
  }

  @Test func gathersBatches() throws {
    var inputs = [Float](repeating: .nan, count: 9)
    var labels = [Int32](repeating: -1, count: 3)
    var values = [Float](repeating: .nan, count: 6)
    let rows = [4, 1, 4]
    try rows.withUnsafeBufferPointer { rows in
      try labelled(5).gather(rows: rows, inputs: &inputs, labels: &labels, values: nil, weights: nil)
      #expect(inputs == [40, 41, 42, 10, 11, 12, 40, 41, 42])
      #expect(labels == [4, 1, 4])
      try valued(5).gather(rows: rows, inputs: &inputs, labels: nil, values: &values, weights: nil)
      #expect(values == [-4, 2, -1, 0.5, -4, 2])
    }
  }

  @Test func viewsTheCallersMemory() {
    final class Owner {
      let ended: UnsafeMutablePointer<Bool>
      init(_ ended: UnsafeMutablePointer<Bool>) { self.ended = ended }
      deinit { ended.pointee = true }
    }
    let ended = UnsafeMutablePointer<Bool>.allocate(capacity: 1)
    ended.pointee = false
    defer { ended.deallocate() }
    let numbers: [Float] = [0, 1, 2, 10, 11, 12]
    numbers.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var data: Dataset? = Dataset(viewing: base, count: 2, sampleShape: [3], owners: [Owner(ended)])
      #expect(data?.inputPointer == base)
      #expect(!ended.pointee)
      data = nil
      #expect(ended.pointee)
    }
  }

  @Test func checks() throws {
    #expect(try labelled(7).maximumLabel == 6)
    #expect(try valued(7).maximumLabel == nil)
    try labelled(7).checkLabels("fit", classes: 7)
    #expect(throws: NormKitError(.invalidArgument, "fit: labels must be in 0..<6, got 6 in row 6")) {
      try labelled(7).checkLabels("fit", classes: 6)
    }
    try valued(3).checkFinite("fit")
    let broken = try Tensor([2, 2], [0, 1, 2, .nan])
    #expect(throws: NormKitError(.invalidArgument, "fit: inputs must be finite, got nan in row 1")) {
      try Dataset(inputs: broken).checkFinite("fit")
    }
    let infinite = try Tensor([2], [-.infinity, 0])
    #expect(throws: NormKitError(.invalidArgument, "fit: targets must be finite, got -inf in row 0")) {
      try Dataset(inputs: Tensor(zeros: [2, 2]), targets: .values(infinite)).checkFinite("fit")
    }
  }

  @Test func whatDoesNotFitIsAnError() throws {
    let three = try Tensor(zeros: [3, 2])
    #expect(throws: NormKitError(.shape, "Dataset.init: 3 inputs need 3 labels, got 2")) {
      try Dataset(inputs: three, targets: .labels([0, 1]))
    }
    #expect(throws: NormKitError(.shape, "Dataset.init: 3 inputs need 3 rows of target values, got 4")) {
      try Dataset(inputs: three, targets: .values(Tensor(zeros: [4, 1])))
    }
    #expect(throws: NormKitError(.invalidArgument, "Dataset.init: labels must be at least 0, got -2 in row 1")) {
      try Dataset(inputs: three, targets: .labels([0, -2, 1]))
    }
    let scalar = "Dataset.init: inputs must have a first axis that counts samples, got shape []"
    #expect(throws: NormKitError(.shape, scalar)) { try Dataset(inputs: Tensor(zeros: [])) }
    let data = try Dataset(inputs: three)
    #expect(throws: NormKitError(.invalidArgument, "Dataset.subset: range must lie in 0..<3, got 1..<4")) {
      try data.subset(1..<4)
    }
    let index = "Dataset.subset: indices must be in 0..<3, got -1 at position 2"
    #expect(throws: NormKitError(.invalidArgument, index)) { try data.subset([0, 2, -1]) }
    let shape = "Dataset.reshapingSamples: shape [3] holds 3 values, a sample [2] has 2"
    #expect(throws: NormKitError(.shape, shape)) { try data.reshapingSamples(to: [3]) }
  }

  @Test(
    arguments: [
      (0, 0.5, 0), (10, 0.3, 3), (70, 0.1, 7), (1797, 0.2, 360), (5, 0, 0), (5, 1, 5), (5, 0.01, 1),
    ] as [(Int, Double, Int)])
  func splits(count: Int, fraction: Double, testCount: Int) throws {
    let data = try labelled(count)
    let (train, test) = try data.split(testFraction: fraction, seed: 1)
    #expect(test.count == testCount)
    #expect((origins(train) + origins(test)).sorted() == Array(0..<count))
    let again = try data.split(testFraction: fraction, seed: 1)
    #expect(origins(again.train) == origins(train))
    if count > 100 {
      #expect(origins(test) != Array(0..<testCount))
      #expect(origins(try data.split(testFraction: fraction, seed: 2).test) != origins(test))
    }
  }

  @Test(arguments: [-0.1, 1.5, .nan, .infinity] as [Double])
  func aFractionOutsideItsRangeIsAnError(fraction: Double) throws {
    let message = "Dataset.split: testFraction must be in 0...1, got \(fraction)"
    let data = try labelled(3)
    #expect(throws: NormKitError(.invalidArgument, message)) { try data.split(testFraction: fraction, seed: 0) }
  }
}
